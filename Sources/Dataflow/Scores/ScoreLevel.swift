/// A range of scores under a name: from a bound on, up to the bound of the next level.
public struct ScoreLevel: Hashable, Sendable {
    /// What the level of a key without a score is called.
    public static let unrated = "unrated"

    /// What it is called.
    public var name: String
    /// The lowest score that belongs to it.
    public var from: Double

    /// A level from its parts.
    public init(name: String, from: Double) {
        self.name = name
        self.from = from
    }
}

/// The levels of one score, told as strings.
struct ScoreLevels {
    private let bounds: [Double]
    // By rank, 0 for a score below all levels, which has none.
    private let names: [Int64?]
    private let unrated: Int64

    init(_ levels: [ScoreLevel], intern: (String) -> Int64) {
        bounds = levels.map(\.from)
        names = [nil] + levels.map { intern($0.name) }
        unrated = intern(ScoreLevel.unrated)
    }

    /// How many levels a score has reached. O(levels).
    func rank(_ score: Double) -> Int { bounds.lastIndex { $0 <= score }.map { $0 + 1 } ?? 0 }

    /// The name of a score's level; `nil` below all levels.
    func name(_ score: Double?) -> Int64? { score.map { names[rank($0)] } ?? unrated }
}
