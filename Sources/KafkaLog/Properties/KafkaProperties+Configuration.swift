import CRdKafka
import EventModel

/// What a kind of client sets when nobody else does.
struct KafkaDefaults {
    /// Properties that every supported version of the library knows.
    var known: [(name: String, value: String)] = []
    /// Properties that are set where the library has them, and left out where it is older.
    var wherePresent: [(name: String, value: String)] = []

    /// What all clients have in common.
    ///
    /// The connection set-up must fail within the ten seconds after which a person wants to be told; closed idle
    /// connections are no news.
    static let common = KafkaDefaults(known: [
        ("client.id", "credence"),
        ("log.connection.close", "false"),
        ("socket.connection.setup.timeout.ms", "8000"),
        ("reconnect.backoff.ms", "100"),
        ("reconnect.backoff.max.ms", "2000"),
    ])

    /// What is set for a property that every version knows.
    subscript(name: String) -> String? { known.last { $0.name == name }?.value }

    /// These and more.
    func and(_ known: [(name: String, value: String)]) -> KafkaDefaults {
        KafkaDefaults(known: self.known + known, wherePresent: wherePresent)
    }
}

extension KafkaProperties {
    /// Makes the library's configuration of defaults and these properties on top; the caller owns it.
    func configuration(defaults: KafkaDefaults) throws(LogFailure) -> OpaquePointer {
        guard let configuration = rd_kafka_conf_new() else { preconditionFailure("out of memory") }
        do {
            for (name, value) in defaults.known where self[name] == nil {
                try Entry(name: name, value: value).set(in: configuration)
            }
            for (name, value) in defaults.wherePresent where self[name] == nil {
                _ = rd_kafka_conf_set(configuration, name, value, nil, 0)
            }
            for entry in entries { try entry.set(in: configuration) }
        } catch {
            rd_kafka_conf_destroy(configuration)
            throw error
        }
        return configuration
    }
}

extension KafkaProperties.Entry {
    fileprivate func set(in configuration: OpaquePointer) throws(LogFailure) {
        let set = withReason { rd_kafka_conf_set(configuration, name, value, $0, $1) }
        guard set.result != RD_KAFKA_CONF_OK else { return }
        let isUnknown = set.result == RD_KAFKA_CONF_UNKNOWN
        // What an unknown property holds is not shown: it may be a secret under a misspelled name.
        let shownProperty = isUnknown ? name : "\(name)=\(shownValue)"
        throw LogFailure(
            code: isUnknown ? "UNKNOWN_PROPERTY" : "INVALID_PROPERTY",
            message: "the Kafka property \(shownProperty) is not accepted: \(shown(reason: set.reason))",
            hint: isUnknown
                ? "check the spelling against the configuration page of librdkafka \(String(cString: rd_kafka_version_str()))"
                : "give it a value of the kind that librdkafka expects",
            isFatal: true, isRetriable: false)
    }

    /// The library's reason; it may quote the value, which a secret must not.
    private func shown(reason: String) -> String {
        isSecret && !value.isEmpty ? reason.replacing(value, with: "***") : reason
    }
}
