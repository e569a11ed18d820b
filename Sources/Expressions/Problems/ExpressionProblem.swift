/// What is wrong with an expression, and where in its text.
public struct ExpressionProblem: Error, Equatable, Sendable {
    /// The place in the expression's text, in UTF-8 offsets; empty where something is missing.
    public var range: Range<Int>
    /// What is wrong: `unknown name 'ordr_paid'`.
    public var message: String
    /// What was expected; may be empty.
    public var expected: String
    /// What to write instead, such as the nearest known name.
    public var suggestion: String?

    /// A problem from its parts.
    public init(range: Range<Int>, message: String, expected: String = "", suggestion: String? = nil) {
        self.range = range
        self.message = message
        self.expected = expected
        self.suggestion = suggestion
    }
}

/// Everything that is wrong with an expression, in the order of its text.
public struct ExpressionProblems: Error, Equatable, Sendable {
    /// At least one problem, at most ``limit``.
    public var problems: [ExpressionProblem]

    /// How many problems are reported at once; what comes after is mostly noise.
    public static let limit = 20

    /// Problems to throw.
    public init(problems: [ExpressionProblem]) { self.problems = problems }
}
