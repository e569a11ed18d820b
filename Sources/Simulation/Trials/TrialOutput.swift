import EventModel
import Foundation

/// What a trial's workers published, as readers of committed records see it.
struct TrialOutput {
    /// Final results by their record keys: all that were told for one key, in order.
    private(set) var finals: [String: [String]] = [:]
    /// Alert transitions by rule and entity, in order: state and id.
    private(set) var transitions: [String: [(state: String, id: String)]] = [:]
    /// The newest record of each key on the topic of active alerts; tombstones leave nothing.
    private(set) var active: Set<String> = []
    /// Late events and dead letters by where they came from, and how often each was passed on.
    private(set) var rejects: [String: Int] = [:]

    init(_ log: MemoryLog, prefix: String) {
        for record in log.records(of: prefix + "metrics") {
            guard let value = record.value, Self.isFinal(value) else { continue }
            finals[record.keyText, default: []].append(record.valueText)
        }
        for record in log.records(of: prefix + "alerts") {
            guard let object = Self.object(record), let data = object["data"] as? [String: Any] else {
                continue
            }
            let (state, id) = (data["state"] as? String ?? "", data["alert_id"] as? String ?? "")
            transitions[record.keyText, default: []].append((state: state, id: id))
        }
        for record in log.records(of: prefix + "alerts.active") {
            if record.value == nil { active.remove(record.keyText) } else { active.insert(record.keyText) }
        }
        for topic in ["late", "dead-letters"] {
            for record in log.records(of: prefix + topic) {
                let place = ["topic", "partition", "offset"].map { record.header("credence-\($0)") ?? "" }
                rejects["\(topic) \(place.joined(separator: "/"))", default: 0] += 1
            }
        }
    }

    private static let final = Array("\"final\":true".utf8)

    private static func isFinal(_ value: [UInt8]) -> Bool {
        value.withUnsafeBytes { value in
            value.indices.dropLast(final.count - 1).contains { start in
                value[start] == final[0] && value[start..<start + final.count].elementsEqual(final)
            }
        }
    }

    private static func object(_ record: StoredRecord) -> [String: Any]? {
        record.value.flatMap { try? JSONSerialization.jsonObject(with: Data($0)) as? [String: Any] }
    }
}

extension TrialOutput {
    /// What is wrong with it, beside what should have come out.
    ///
    /// - Parameter expected: of a run that nothing happened to, over the same records.
    /// - Returns: a line for each violation, the invariant first.
    func violations(expected: TrialOutput) -> [String] {
        finalViolations(expected) + alertViolations(expected) + rejectViolations(expected)
    }

    private func finalViolations(_ expected: TrialOutput) -> [String] {
        var found: [String] = []
        for (key, told) in finals.sorted(by: { $0.key < $1.key }) where told.count > 1 {
            found.append("each final result once: \(key) was told \(told.count) times")
        }
        for (key, told) in expected.finals.sorted(by: { $0.key < $1.key }) {
            guard let own = finals[key]?.first else {
                found.append("output equals the oracle: \(key) is missing")
                continue
            }
            if own != told[0] { found.append("output equals the oracle: \(key) is \(own), not \(told[0])") }
        }
        for key in finals.keys.sorted() where expected.finals[key] == nil {
            found.append("output equals the oracle: \(key) should not be there")
        }
        return found
    }

    private func alertViolations(_ expected: TrialOutput) -> [String] {
        var found: [String] = []
        for (key, told) in transitions.sorted(by: { $0.key < $1.key }) {
            for (number, transition) in told.enumerated() {
                let due = number % 2 == 0 ? "firing" : "resolved"
                if transition.state != due {
                    found.append(
                        "firing and resolved alternate: \(key) told \(transition.state) as number \(number + 1)"
                    )
                    break
                }
            }
        }
        for key in Set(transitions.keys).union(expected.transitions.keys).sorted() {
            let own = (transitions[key] ?? []).map { "\($0.state) \($0.id)" }
            let due = (expected.transitions[key] ?? []).map { "\($0.state) \($0.id)" }
            if own != due {
                found.append("output equals the oracle: alerts of \(key) are \(own), not \(due)")
            }
        }
        if active != expected.active {
            found.append(
                "output equals the oracle: active alerts are \(active.sorted()), not \(expected.active.sorted())"
            )
        }
        return found
    }

    private func rejectViolations(_ expected: TrialOutput) -> [String] {
        Set(rejects.keys).union(expected.rejects.keys).sorted().compactMap { place in
            let (own, due) = (rejects[place] ?? 0, expected.rejects[place] ?? 0)
            return own == due
                ? nil : "the accounting adds up: \(place) was passed on \(own) times, not \(due)"
        }
    }
}
