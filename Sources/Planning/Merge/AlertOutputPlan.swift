public import Expressions
public import PipelineSpec

/// What the records of an alert rule say.
public struct AlertOutputPlan: Sendable {
    /// The rule's name.
    public var name: String
    /// The metric or the score it watches.
    public var metric: String
    /// How bad it is.
    public var severity: Severity
    /// One line for people; `nil` when the rule has none.
    public var summary: CompiledTemplate?
    /// The condition as it was written.
    public var condition: String
    /// Labels of the rule.
    public var labels: [(name: String, value: String)]
    /// A page that says what to do.
    public var runbook: String?
    /// The posterior that records tell, for a rule on a share with a prior.
    public var prior: Prior?
}
