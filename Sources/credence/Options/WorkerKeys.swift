import PipelineSpec
import Worker

/// A setting of a worker that is said in words, on the command line and in the configuration file alike.
struct WorkerKey: Sendable {
    /// Why a text is no value.
    struct Failure: Error {
        var message: String
        /// What belongs there; empty when the message says it.
        var expected = ""
        var description: String { expected.isEmpty ? message : "\(message); expected \(expected)" }
    }

    /// As the command line writes it, without the hyphens before it: `commit-interval`.
    let name: String
    private let set: @Sendable (String, inout WorkerSettings) throws(Failure) -> Void

    /// As the configuration file writes it: `commit_interval`.
    var fileName: String { String(name.map { $0 == "-" ? "_" : $0 }) }

    /// Sets what a text says.
    func apply(_ text: String, to settings: inout WorkerSettings) throws(Failure) { try set(text, &settings) }

    /// All settings.
    static let all: [WorkerKey] = [
        duration("commit-interval", 1...60_000) { $0.commitIntervalMilliseconds = $1 },
        size("commit-bytes", 1 << 10...1 << 30) { $0.commitBytes = $1 },
        number("commit-records", 1...1_000_000_000) { $0.commitRecords = $1 },
        WorkerKey(name: "delivery") { text, settings throws(Failure) in
            guard let delivery = Delivery(rawValue: text) else {
                throw Failure(message: "'\(text)' is no delivery", expected: "exactly-once or at-least-once")
            }
            settings.delivery = delivery
        },
        WorkerKey(name: "state-directory") { text, settings throws(Failure) in
            guard !text.isEmpty else { throw Failure(message: "a folder needs a path", expected: "a path") }
            settings.stateDirectory = text
        },
        duration("snapshot-interval", 1000...86_400_000) { $0.snapshotIntervalMilliseconds = $1 },
        duration("checkpoint-interval", 100...3_600_000) { $0.checkpointIntervalMilliseconds = $1 },
        WorkerKey(name: "instance") { text, settings throws(Failure) in
            let allowed = text.utf8.allSatisfy {
                ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39)
                    || "._-".utf8.contains($0)
            }
            guard !text.isEmpty, text.utf8.count <= 100, allowed else {
                throw Failure(
                    message: "'\(text)' is no name", expected: "up to 100 letters, digits, '.', '_' and '-'")
            }
            settings.instance = text
        },
        duration("session-timeout", 1000...1_800_000) { $0.sessionMilliseconds = Int($1) },
        duration("transaction-timeout", 1000...900_000) { $0.transactionMilliseconds = Int($1) },
        duration("max-poll-interval", 1000...86_400_000) { $0.maxPollMilliseconds = Int($1) },
        number("standby", 0...100) { $0.standby = $1 },
        WorkerKey(name: "trim-changelogs") { text, settings throws(Failure) in
            guard let isWanted = Bool(text) else {
                throw Failure(message: "'\(text)' is neither", expected: "true or false")
            }
            settings.trimsChangelogs = isWanted
        },
        size("state-memory", 64 << 20...1 << 40) { $0.stateMemoryBytes = $1 },
    ]

    /// What does not go together; each setting may be right by itself.
    static func check(_ settings: WorkerSettings) throws(Failure) {
        guard settings.maxPollMilliseconds >= settings.sessionMilliseconds else {
            throw Failure(
                message:
                    "max-poll-interval is shorter than session-timeout: who is busy for so long would be gone"
            )
        }
        guard settings.transactionMilliseconds > settings.commitIntervalMilliseconds else {
            throw Failure(
                message:
                    "transaction-timeout is not longer than commit-interval: Kafka would abort every commit")
        }
        guard settings.standby == 0 || settings.stateDirectory != nil else {
            throw Failure(message: "standby needs state-directory: copies are kept on this machine")
        }
        guard settings.stateMemoryBytes == nil || settings.stateDirectory != nil else {
            throw Failure(
                message: "state-memory needs state-directory: what does not fit into memory lies there")
        }
    }

    private static func duration(
        _ name: String, _ range: ClosedRange<Int64>,
        _ assign: @escaping @Sendable (inout WorkerSettings, Int64) -> Void
    ) -> WorkerKey {
        WorkerKey(name: name) { text, settings throws(Failure) in
            let expected =
                "\(words(range.lowerBound)) to \(words(range.upperBound)), such as 500ms, 30s or 10m"
            // A number alone is milliseconds, as it has always been for the commit interval.
            let value = Int64(text) ?? (try? DurationText.milliseconds(text))
            guard let value else { throw Failure(message: "'\(text)' is no duration", expected: expected) }
            guard range.contains(value) else {
                throw Failure(message: "'\(text)' is out of range", expected: expected)
            }
            assign(&settings, value)
        }
    }

    private static func words(_ milliseconds: Int64) -> String {
        let units: [(Int64, String)] = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s")]
        let unit = units.first { milliseconds % $0.0 == 0 } ?? (1, "ms")
        return "\(milliseconds / unit.0)\(unit.1)"
    }

    private static func size(
        _ name: String, _ range: ClosedRange<Int64>,
        _ assign: @escaping @Sendable (inout WorkerSettings, Int) -> Void
    ) -> WorkerKey {
        WorkerKey(name: name) { text, settings throws(Failure) in
            let expected =
                "\(SizeText.text(range.lowerBound)) to \(SizeText.text(range.upperBound)), such as 64KiB or 1GiB"
            guard let value = try? SizeText.bytes(text) else {
                throw Failure(message: "'\(text)' is no size", expected: expected)
            }
            guard range.contains(value) else {
                throw Failure(message: "'\(text)' is out of range", expected: expected)
            }
            assign(&settings, Int(value))
        }
    }

    private static func number(
        _ name: String, _ range: ClosedRange<Int>,
        _ assign: @escaping @Sendable (inout WorkerSettings, Int) -> Void
    ) -> WorkerKey {
        WorkerKey(name: name) { text, settings throws(Failure) in
            guard let value = Int(text), range.contains(value) else {
                throw Failure(
                    message: "'\(text)' is no such number",
                    expected: "\(range.lowerBound) to \(range.upperBound)")
            }
            assign(&settings, value)
        }
    }
}
