import EventModel

/// How an episode of one run compares with that of another.
public struct EpisodeDifference: Sendable, Hashable {
    /// What is different; an episode may begin and end at other times.
    public enum Change: String, Sendable, CaseIterable {
        /// Only the second run has it.
        case new
        /// Only the first run has it.
        case missing
        /// It fires earlier in the second run.
        case earlier
        /// It fires later.
        case later
        /// It resolves later, or not at all.
        case longer
        /// It resolves earlier.
        case shorter
        /// It is more or less severe.
        case severity
    }

    /// What is different.
    public var change: Change
    /// The episode of the first run.
    public var old: Episode?
    /// The episode of the second run.
    public var new: Episode?

    /// The rule and the entity.
    public var subject: (rule: String, entity: String) {
        ((old ?? new)?.rule ?? "", (old ?? new)?.entity ?? "")
    }

    /// Compares the episodes of two runs.
    ///
    /// Those of one rule and entity belong together when they have the same id, and otherwise when they meet in time: the
    /// earliest with the earliest.
    ///
    /// - Returns: what differs, by rule, entity and time.
    /// - Complexity: O(n log n), and for each entity the product of its episodes.
    public static func between(_ old: [Episode], _ new: [Episode]) -> [EpisodeDifference] {
        let before = Dictionary(grouping: old) { [$0.rule, $0.entity] }
        let after = Dictionary(grouping: new) { [$0.rule, $0.entity] }
        var differences: [EpisodeDifference] = []
        for key in Set(before.keys).union(after.keys).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            differences += compare(before[key] ?? [], after[key] ?? [])
        }
        return differences
    }

    private static func compare(_ old: [Episode], _ new: [Episode]) -> [EpisodeDifference] {
        var rest = new.sorted { $0.from < $1.from }
        var pairs: [(old: Episode, new: Episode?)] = []
        for episode in old.sorted(by: { $0.from < $1.from }) {
            let place = rest.firstIndex { $0.id == episode.id } ?? rest.firstIndex { $0.meets(episode) }
            pairs.append((episode, place.map { rest.remove(at: $0) }))
        }
        var differences: [EpisodeDifference] = []
        for (old, new) in pairs {
            guard let new else {
                differences.append(EpisodeDifference(change: .missing, old: old, new: nil))
                continue
            }
            var changes: [Change] = []
            if new.from != old.from { changes.append(new.from < old.from ? .earlier : .later) }
            if new.to != old.to {
                changes.append(new.to ?? .distantFuture > old.to ?? .distantFuture ? .longer : .shorter)
            }
            if new.severity != old.severity { changes.append(.severity) }
            differences += changes.map { EpisodeDifference(change: $0, old: old, new: new) }
        }
        return differences + rest.map { EpisodeDifference(change: .new, old: nil, new: $0) }
    }
}
