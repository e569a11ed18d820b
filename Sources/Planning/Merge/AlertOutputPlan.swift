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
    /// The detector's name, for a rule that has one.
    public var detector: String?
    /// What kind of trouble it is about.
    public var kind: AlertClass
    /// Labels of the rule, for routing.
    public var labels: [(name: String, text: CompiledTemplate)]
    /// Further texts for people.
    public var annotations: [(name: String, text: CompiledTemplate)]
    /// A page that says what to do.
    public var runbook: String?
    /// The posterior that records tell, for a rule on a share with a prior.
    public var prior: Prior?
}
