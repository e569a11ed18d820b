public import Expressions

/// A number for each key, made of several metrics of it.
public struct ScoreDeclaration: Sendable {
    /// What the pipeline calls it; no metric has the same name.
    public var name: String
    /// What people are told of it.
    public var notes: MeasureNotes
    /// The names that make up the key: those of all its parts.
    public var by: [String]
    /// What it is made of; at least one.
    public var parts: [ScorePart]
    /// The score, a number.
    public var value: CheckedExpression
    /// When it can be told; `nil` for always.
    public var when: CheckedExpression?
    /// The step from one score to the next.
    public var everyMilliseconds: Int64
    /// How far back the score lies that it is compared with, a multiple of the step; 0 for no comparison.
    public var compareMilliseconds: Int64
    /// How long after a window's end its result still counts.
    public var forgetAfterMilliseconds: Int64
    /// Names for ranges of the score, in the order of the file.
    public var levels: [ScoreLevelDeclaration]
    /// Where it is declared.
    public var location: SourceLocation
}

/// A metric under the name that a score's expressions have it by.
public struct ScorePart: Sendable, Hashable {
    /// The name: the metric's value; further columns follow behind a dot.
    public var name: String
    /// The metric's name.
    public var metric: String
    /// Whether a key without it is rated all the same.
    public var isOptional: Bool

    /// A part.
    public init(name: String, metric: String, isOptional: Bool = false) {
        self.name = name
        self.metric = metric
        self.isOptional = isOptional
    }
}

/// A name for a range of scores.
public struct ScoreLevelDeclaration: Sendable, Hashable {
    /// The name.
    public var name: String
    /// The lowest score that belongs to it.
    public var from: Double
}
