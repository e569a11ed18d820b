public import Expressions

/// What an entity without data does to its alert.
public enum NoData: String, Hashable, Sendable {
    /// Nothing: the alert stays as it is.
    case keep
    /// It counts as clear.
    case resolve
}

/// One alert rule as a merge task runs it.
public struct AlertRulePlan: Sendable {
    /// The rule's name.
    public var name: String
    /// The metric it reads, by the places of its group and of itself in the group.
    public var group: Int
    /// The metric's place in its group.
    public var metric: Int
    /// Fires while true.
    public var when: CompiledExpression
    /// Resolves while true; `nil` for whenever `when` is not true.
    public var clear: CompiledExpression?
    /// `for` and `keep_firing_for`.
    public var timing: AlertTiming
    /// What no data means.
    public var noData: NoData
    /// Whether windows that began before the input count.
    public var includesPartial: Bool

    /// A rule from its parts.
    public init(
        name: String, group: Int, metric: Int, when: CompiledExpression, clear: CompiledExpression?,
        timing: AlertTiming, noData: NoData, includesPartial: Bool
    ) {
        self.name = name
        self.group = group
        self.metric = metric
        self.when = when
        self.clear = clear
        self.timing = timing
        self.noData = noData
        self.includesPartial = includesPartial
    }
}
