/// One thing that is wrong with a pipeline or a schema, and where.
public struct SpecProblem: Error, Sendable, Hashable {
    /// Where it begins.
    public var location: SourceLocation
    /// How many characters of the line are concerned; at least 1.
    public var length: Int
    /// What is wrong: `unknown key 'wen' in promise 'delivery'`.
    public var message: String
    /// What should stand there; may be empty.
    public var expected: String
    /// The nearest known name, when the problem is an unknown one.
    public var suggestion: String?
    /// The whole line, without its end; empty when there is none to show.
    public var sourceLine: String
    /// Where the file was included, if it was; the first place of several.
    public var includedFrom: SourceLocation?

    /// A problem from its parts.
    public init(
        location: SourceLocation, length: Int = 1, message: String, expected: String = "",
        suggestion: String? = nil, sourceLine: String = "",
        includedFrom: SourceLocation? = nil
    ) {
        self.location = location
        self.length = length
        self.message = message
        self.expected = expected
        self.suggestion = suggestion
        self.sourceLine = sourceLine
        self.includedFrom = includedFrom
    }
}

/// Everything that is wrong with the files that were read: file by file, and in each in the order of its text.
public struct SpecProblems: Error, Sendable, Hashable {
    /// At least one.
    public var problems: [SpecProblem]

    /// How many problems of one file are kept; those behind are only counted.
    public static let limitPerFile = 1_000

    /// Problems to throw.
    public init(problems: [SpecProblem]) { self.problems = problems }

    /// All problems, a blank line between two, and their number at the end.
    public func rendered(colour: Bool) -> String {
        let count = problems.count == 1 ? "1 problem" : "\(problems.count) problems"
        return (problems.map { $0.rendered(colour: colour) } + [count]).joined(separator: "\n\n")
    }
}
