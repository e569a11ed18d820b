/// How the cases of one or several files went.
public struct CaseSummary: Sendable {
    /// The results, in the order of files and cases.
    public var results: [CaseResult]

    /// A summary of some results.
    public init(results: [CaseResult]) { self.results = results }

    /// How many went as expected.
    public var passed: Int { results.count { $0.hasPassed } }
    /// How many did not.
    public var failed: Int { results.count - passed }

    /// `12 passed, 1 failed`
    public var text: String { "\(passed) passed, \(failed) failed" }
}
