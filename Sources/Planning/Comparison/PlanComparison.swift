import Foundation

/// What becomes of the state of pipelines when their files change, operator by operator, matched by name.
public struct PlanComparison: Sendable, Hashable, Codable {
    /// What becomes of an operator's state.
    public enum Verdict: String, Sendable, Hashable, Codable {
        /// It goes on.
        case kept
        /// It begins anew.
        case restarts
        /// There was none.
        case new
        /// It is dropped.
        case gone
    }

    /// One operator that has state, before or after the change.
    public struct Entry: Sendable, Hashable, Codable {
        /// The name of the state: `pipeline/kind/name`.
        public var id: String
        /// What becomes of it.
        public var verdict: Verdict
        /// Why it restarts; empty otherwise.
        public var reasons: [String]
        /// What holds from now on although the state is kept, and what else is to be known.
        public var notes: [String]
    }

    /// In the order of the new plans, then what is gone.
    public var entries: [Entry]

    /// How many entries have a verdict.
    public func count(_ verdict: Verdict) -> Int { entries.lazy.filter { $0.verdict == verdict }.count }

    /// Compares plans of pipelines with earlier plans of them.
    ///
    /// - Complexity: O(operators of both).
    public init(of plans: [PlanExplanation], against old: [PlanExplanation]) {
        let before = Self.states(old)
        let after = Self.states(plans)
        let known = Dictionary(before.map { ($0.id, $0) }) { first, _ in first }
        let names = Set(after.map(\.id))
        let gone = before.filter { !names.contains($0.id) }
        var entries = after.map { state -> Entry in
            guard let was = known[state.id] else { return Self.new(state, gone: gone) }
            return Self.compare(was, state)
        }
        Self.noteRestarts(&entries, after)
        entries += gone.map { Entry(id: $0.id, verdict: .gone, reasons: [], notes: ["its state is dropped"]) }
        self.entries = entries
    }

    /// The comparison as indented JSON with its keys in alphabetical order, without a line end behind it.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    private static func states(_ plans: [PlanExplanation]) -> [ExplainedOperator] {
        plans.flatMap { $0.operators.filter { $0.fingerprint != nil } }
    }

    private static func new(_ state: ExplainedOperator, gone: [ExplainedOperator]) -> Entry {
        let twin = gone.first { $0.kind == state.kind && $0.fingerprint?.hash == state.fingerprint?.hash }
        return Entry(
            id: state.id, verdict: .new, reasons: [],
            notes: twin.map { ["it is what \($0.id) was; a name identifies state, so nothing passes over"] }
                ?? [])
    }

    private static func compare(_ old: ExplainedOperator, _ new: ExplainedOperator) -> Entry {
        guard let was = old.fingerprint, let now = new.fingerprint else {
            return Entry(id: new.id, verdict: .new, reasons: [], notes: [])
        }
        let (restarts, changes) = (
            FingerprintChange.of(was.state, now.state), FingerprintChange.of(was.rules, now.rules)
        )
        let reasons = restarts.map(\.reason)
        guard reasons.isEmpty else {
            return Entry(
                id: new.id, verdict: .restarts, reasons: reasons, notes: [new.restartMeans].compactMap { $0 })
        }
        return Entry(
            id: new.id, verdict: .kept, reasons: [], notes: changes.map { "from now on: \($0.reason)" })
    }

    /// An alert is kept when its metric restarts, but has nothing to go by for a while.
    private static func noteRestarts(_ entries: inout [Entry], _ states: [ExplainedOperator]) {
        let restarting = Set(entries.filter { $0.verdict == .restarts }.map(\.id))
        for (place, state) in states.enumerated()
        where state.kind == .alert && entries[place].verdict == .kept {
            guard let metric = state.fingerprint?.state.first(where: { $0.name == "on" })?.text,
                let root = state.id.split(separator: "/").first,
                restarting.contains("\(root)/\(OperatorKind.metric.rawValue)/\(metric)")
            else { continue }
            entries[place].notes.append(
                "metric '\(metric)' restarts: what fires or is pending stays as it is until there are results again"
            )
        }
    }
}

/// One difference between two lists of a fingerprint's parts.
struct FingerprintChange {
    var reason: String

    /// The differences, in the order of the new parts, then what is gone.
    static func of(_ old: [OperatorFingerprint.Part], _ new: [OperatorFingerprint.Part])
        -> [FingerprintChange]
    {
        let before = Dictionary(old.map { ($0.name, $0) }) { first, _ in first }
        let after = Set(new.map(\.name))
        let changed = new.compactMap { part -> FingerprintChange? in
            guard let was = before[part.name] else { return FingerprintChange(added: part) }
            return was.text == part.text ? nil : FingerprintChange(was, part)
        }
        return changed + old.filter { !after.contains($0.name) }.map { FingerprintChange(removed: $0) }
    }

    private init(_ old: OperatorFingerprint.Part, _ new: OperatorFingerprint.Part) {
        reason =
            new.isInput
            ? "\(new.name) restarts" : "\(new.name) was \(Self.short(old)) and is \(Self.short(new))"
    }

    private init(added part: OperatorFingerprint.Part) {
        reason =
            part.isInput ? "it reads \(part.name)" : "\(part.name) is \(Self.short(part)) and was not there"
    }

    private init(removed part: OperatorFingerprint.Part) {
        reason =
            part.isInput
            ? "it reads \(part.name) no more" : "\(part.name) was \(Self.short(part)) and is gone"
    }

    private static func short(_ part: OperatorFingerprint.Part) -> String {
        part.text.count > 100 ? part.text.prefix(100) + "…" : part.text
    }
}
