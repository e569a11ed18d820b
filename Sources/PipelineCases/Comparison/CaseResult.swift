public import PipelineSpec

/// How a case went.
public struct CaseResult: Sendable {
    /// The case.
    public var test: TestCase
    /// Where what came out is not what was expected; in the order of the file.
    public var differences: [CaseDifference]
    /// Why it could not be run, which is no fault of the case.
    public var failure: String?

    /// Whether all is as expected.
    public var hasPassed: Bool { differences.isEmpty && failure == nil }
}

/// One thing that is not as a case expects.
public struct CaseDifference: Sendable {
    /// A field side by side.
    public struct Field: Sendable {
        /// Its name.
        public var name: String
        /// What the case says; empty where it says nothing.
        public var expected: String
        /// What was told; empty where nothing was.
        public var actual: String
        /// Whether the two do not fit.
        public var differs: Bool
    }

    /// Where the expectation stands.
    public var location: SourceLocation
    /// The line there.
    public var sourceLine: String
    /// What happened.
    public var message: String
    /// What was expected and what was told instead.
    public var fields: [Field] = []
    /// What may help.
    public var hint: String = ""
}
