/// What a plan supposes of the data, so that it can tell sizes. Each may be set for all, or for one source, promise,
/// visits, metric or alert by its name: `keys=50000,late_delivery_rate.keys=3000`.
public struct PlanAssumptions: Sendable, Equatable {
    /// One thing that is supposed.
    public enum Name: String, Sendable, CaseIterable {
        /// Events of a source per second.
        case eventsPerSecond = "events_per_second"
        /// Bytes of an event as it lies in Kafka.
        case eventBytes = "event_bytes"
        /// Different keys of a metric, all equally frequent.
        case keys
        /// Bytes of a key.
        case keyBytes = "key_bytes"
        /// The part of a metric's input that passes its `when`.
        case usedShare = "used_share"
        /// The part of its source's events that make a promise.
        case promiseShare = "promise_share"
        /// Days from a promise's making to its due time.
        case dueDays = "due_days"
        /// Events of a visit.
        case visitEvents = "visit_events"
        /// The part of a metric's keys that have an active alert.
        case activeShare = "active_share"

        /// What holds when nothing is said.
        var standard: Double {
            switch self {
            case .eventsPerSecond: 1000
            case .eventBytes: 400
            case .keys: 50_000
            case .keyBytes: 16
            case .usedShare: 1
            case .promiseShare: 0.1
            case .dueDays: 3
            case .visitEvents: 10
            case .activeShare: 0.01
            }
        }

        /// Whether it is a part of 1.
        var isShare: Bool { [.usedShare, .promiseShare, .activeShare].contains(self) }

        /// What it is, for help and docs.
        public var meaning: String {
            switch self {
            case .eventsPerSecond: "events of a source per second"
            case .eventBytes: "bytes of an event as it lies in Kafka"
            case .keys: "different keys of a metric, all equally frequent"
            case .keyBytes: "bytes of a key"
            case .usedShare: "the part of a metric's input that passes its 'when'"
            case .promiseShare: "the part of its source's events that make a promise"
            case .dueDays: "days from a promise's making to its due time"
            case .visitEvents: "events of a visit"
            case .activeShare: "the part of a metric's keys that have an active alert"
            }
        }
    }

    /// An assumption that cannot be understood.
    public struct Failure: Error, Equatable, CustomStringConvertible {
        /// What is wrong.
        public var message: String
        /// What should stand there.
        public var expected: String
        /// Both in one line.
        public var description: String { "\(message): expected \(expected)" }
    }

    private var values: [String: Double] = [:]
    /// What was written, in its order.
    private var names: [String] = []

    /// What holds when nothing is said.
    public init() {}

    /// Reads `NAME=NUMBER` or `OWNER.NAME=NUMBER`, several with commas between them.
    public mutating func read(_ text: String) throws(Failure) {
        for part in text.split(separator: ",") {
            let sides = part.split(separator: "=", omittingEmptySubsequences: false)
                .map { String($0.drop { $0 == " " }) }
            let last = sides[0].split(separator: ".").last.map(String.init) ?? ""
            guard sides.count == 2, let name = Name(rawValue: last) else {
                throw Failure(
                    message: "'\(part)' is no assumption",
                    expected: "NAME=NUMBER with one of "
                        + Name.allCases.map(\.rawValue).joined(separator: ", "))
            }
            guard let value = Double(sides[1]), value.isFinite, value > 0, value <= (name.isShare ? 1 : 1e15)
            else {
                throw Failure(
                    message: "'\(sides[1])' is no value for \(name.rawValue)",
                    expected: name.isShare ? "a part of 1, such as 0.1" : "a number above 0")
            }
            if values.updateValue(value, forKey: sides[0]) == nil { names.append(sides[0]) }
        }
    }

    /// What is supposed of something: what was said of it, otherwise of all.
    public func value(_ name: Name, of owner: String? = nil) -> Double {
        owner.flatMap { values["\($0).\(name.rawValue)"] } ?? values[name.rawValue] ?? name.standard
    }

    /// Everything that is supposed, as it can be written again.
    public var list: [String] {
        let all = Name.allCases.map { "\($0.rawValue)=\(Self.text(value($0)))" }
        let single = names.filter { $0.contains(".") }.map { "\($0)=\(Self.text(values[$0] ?? 0))" }
        return all + single
    }

    /// The names of what has assumptions of its own.
    public var owners: [String] {
        names.filter { $0.contains(".") }.map { String($0.prefix { $0 != "." }) }
    }

    private static func text(_ value: Double) -> String {
        value == value.rounded(.towardZero) && value < 1e15 ? String(Int64(value)) : String(value)
    }
}
