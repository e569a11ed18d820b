/// Properties of the Kafka client library, by its own names, in the order in which they were given.
///
/// Anything that librdkafka knows can be named (`security.protocol`, `sasl.username`, `fetch.wait.max.ms`, …) and
/// overrides what Credence sets by itself. Names are checked when a client is made from them.
public struct KafkaProperties: Equatable, Sendable, CustomStringConvertible {
    /// One property.
    public struct Entry: Equatable, Sendable {
        /// The library's name of the property.
        public var name: String
        /// Its value, as text.
        public var value: String
    }

    /// The properties in order; a name appears once.
    public private(set) var entries: [Entry] = []

    /// Properties with nothing but the addresses to start from, `HOST:PORT` separated by commas.
    public init(bootstrap: String) {
        self["bootstrap.servers"] = bootstrap
    }

    /// Properties in the order given; a later one replaces an earlier one of the same name.
    public init(_ pairs: [(String, String)]) {
        for (name, value) in pairs { self[name] = value }
    }

    /// The value of a property; setting `nil` removes it.
    public subscript(name: String) -> String? {
        get { entries.first { $0.name == name }?.value }
        set {
            let place = entries.firstIndex { $0.name == name }
            switch (place, newValue) {
            case (let place?, let value?): entries[place].value = value
            case (let place?, nil): entries.remove(at: place)
            case (nil, let value?): entries.append(Entry(name: name, value: value))
            case (nil, nil): break
            }
        }
    }

    /// The addresses to start from, for messages.
    public var bootstrap: String {
        self["bootstrap.servers"] ?? self["metadata.broker.list"]
            ?? "no address (bootstrap.servers is not set)"
    }

    /// These properties with others on top.
    public func overridden(by others: KafkaProperties) -> KafkaProperties {
        var result = self
        for entry in others.entries { result[entry.name] = entry.value }
        return result
    }

    /// One line, without secrets.
    public var description: String {
        entries.map { "\($0.name)=\($0.shownValue)" }.joined(separator: " ")
    }
}

extension KafkaProperties.Entry: CustomStringConvertible, CustomDebugStringConvertible {
    /// Whether the value must not be shown: passwords, SASL and key material.
    public var isSecret: Bool {
        let name = name.lowercased()
        return name.contains("password") || name.contains("secret") || name.hasPrefix("sasl.")
            || name.hasPrefix("ssl.key.") || name.hasPrefix("ssl_key")
    }

    /// The value, or asterisks for a secret.
    public var shownValue: String { isSecret ? "***" : value }

    /// Name and value, without secrets.
    public var description: String { "\(name)=\(shownValue)" }

    /// Name and value, without secrets: a debugger's log is a log too.
    public var debugDescription: String { description }
}

extension KafkaProperties: CustomDebugStringConvertible {
    /// One line, without secrets.
    public var debugDescription: String { description }
}

extension KafkaProperties: CustomReflectable {
    /// Shows what ``description`` shows, so that a dump holds no secrets either.
    public var customMirror: Mirror { Mirror(self, children: ["properties": description]) }
}

extension KafkaProperties.Entry: CustomReflectable {
    /// Shows what ``description`` shows, so that a dump holds no secrets either.
    public var customMirror: Mirror { Mirror(self, children: ["property": description]) }
}
