extension FieldPath {
    /// Two paths of which no record can satisfy both.
    public struct Contradiction: Hashable, Sendable {
        /// The places of the two, the earlier one first.
        public var first: Int
        /// The later one.
        public var second: Int
        /// The steps that both take.
        public var common: FieldPath
        /// What must stand there for the first: a value, an object or a list.
        public var kindOfFirst: String
        /// What must stand there for the second.
        public var kindOfSecond: String
    }

    /// The paths that contradict one before them: where one ends, or goes on by a key, another may not go on otherwise.
    ///
    /// - Complexity: O(paths).
    public static func contradictions(among paths: [FieldPath]) -> [Contradiction] {
        var known: [FieldPath: (kind: String, place: Int)] = [:]
        var found: [Contradiction] = []
        for (place, path) in paths.enumerated() {
            for count in path.steps.indices.map({ $0 + 1 }) {
                let common = FieldPath(Array(path.steps.prefix(count)))
                let kind = path.kind(after: count)
                guard let other = known[common] else {
                    known[common] = (kind, place)
                    continue
                }
                guard other.kind != kind else { continue }
                found.append(
                    Contradiction(
                        first: other.place, second: place, common: common, kindOfFirst: other.kind,
                        kindOfSecond: kind))
                break
            }
        }
        return found
    }

    private func kind(after count: Int) -> String {
        guard count < steps.count else { return "a value" }
        if case .key = steps[count] { return "an object" }
        return "a list"
    }
}
