public import Expressions

/// A metric that a score reads.
public struct ScoreInput: Hashable, Sendable {
    /// The name of its value and in front of its other columns: `delivery`, `delivery.count`.
    public var name: String
    /// The metric's group.
    public var group: Int
    /// The metric's place in its group.
    public var metric: Int
    /// The columns of the metric's results that are read.
    public var columns: [Int]
    /// Whether a key without it is rated all the same.
    public var isOptional: Bool

    /// An input from its parts.
    public init(name: String, group: Int, metric: Int, columns: [Int], isOptional: Bool = false) {
        self.name = name
        self.group = group
        self.metric = metric
        self.columns = columns
        self.isOptional = isOptional
    }
}

/// A number for each key made of several metrics of it, told at the multiples of a step.
///
/// Each input stands for the latest result of its metric. A key is `unrated` while an input is missing that is not optional, while
/// `rated_when` is not true, or when `value` comes to nothing (null, an error, not finite).
public struct ScorePlan: Sendable {
    /// The score's name.
    public var name: String
    /// What it reads; all inputs have the same key.
    public var inputs: [ScoreInput]
    /// The columns of its results.
    public var results: ScoreLayout
    /// The score: an int or a double over the columns of the inputs.
    public var value: CompiledExpression
    /// Whether it can be told; `nil` for always.
    public var ratedWhen: CompiledExpression?
    /// The step from one score to the next, in milliseconds.
    public var everyMilliseconds: Int64
    /// How many steps lie between a score and the one it is compared with; 0 for no comparison. Each key keeps 8
    /// bytes for each step.
    public var compareSteps: Int
    /// How long after a window's end its result still counts, in milliseconds; a key without any is dropped.
    public var forgetAfterMilliseconds: Int64
    /// The names for ranges of the score, the lowest first; empty for none.
    public var levels: [ScoreLevel]

    /// A score from its parts, with the expressions compiled for the rows of its ``results``.
    ///
    /// - Precondition: the step is above 0 and the others are not below; there is an input; the results have levels if
    ///   there are some.
    public init(
        name: String, inputs: [ScoreInput], results: ScoreLayout, value: CompiledExpression,
        ratedWhen: CompiledExpression?, everyMilliseconds: Int64, compareSteps: Int,
        forgetAfterMilliseconds: Int64, levels: [ScoreLevel] = []
    ) {
        precondition(everyMilliseconds > 0 && compareSteps >= 0 && forgetAfterMilliseconds >= 0)
        precondition(!inputs.isEmpty && (value.type == .double || value.type == .int))
        precondition(levels.isEmpty == (results.levelColumn == nil))
        self.name = name
        self.inputs = inputs
        self.results = results
        self.value = value
        self.ratedWhen = ratedWhen
        self.everyMilliseconds = everyMilliseconds
        self.compareSteps = compareSteps
        self.forgetAfterMilliseconds = forgetAfterMilliseconds
        self.levels = levels.sorted { $0.from < $1.from }
    }
}
