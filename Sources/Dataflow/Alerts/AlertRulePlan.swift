public import Expressions

/// One alert rule as a merge task runs it.
public struct AlertRulePlan: Sendable {
    /// Thirty days, in milliseconds.
    public static let defaultRememberEntityMilliseconds: Int64 = 30 * 86_400_000

    /// The rule's name.
    public var name: String
    /// The metric it reads, by the places of its group and of itself in the group.
    public var group: Int
    /// The metric's place in its group.
    public var metric: Int
    /// The score that it reads instead, by its place in the plan; group and metric mean nothing then.
    public var score: Int?
    /// What makes it fire and resolve.
    public var condition: AlertCondition
    /// The name of the rule on the same key without which this one does not fire; `nil` for none.
    public var gate: String?
    /// `for` and `keep_firing_for`.
    public var timing: AlertTiming
    /// What no data means.
    public var noData: NoData
    /// Whether windows that began before the input count.
    public var includesPartial: Bool
    /// How often an entity's alert may be told; `nil` for always.
    public var limit: AlertLimit?
    /// When the rule rests.
    public var maintenance: [MaintenanceWindow]
    /// How long an entity without data is known, in milliseconds of event time, to ``NoData/fire`` and to detectors.
    public var rememberEntityMilliseconds: Int64

    /// The condition to fire, where it is written as an expression.
    public var when: CompiledExpression? {
        guard case .expression(let when, _) = condition else { return nil }
        return when
    }

    /// The condition to resolve, where one is written.
    public var clear: CompiledExpression? {
        guard case .expression(_, let clear) = condition else { return nil }
        return clear
    }

    /// A rule with a condition of any kind.
    public init(
        name: String, group: Int, metric: Int, score: Int? = nil, condition: AlertCondition,
        timing: AlertTiming, noData: NoData, includesPartial: Bool, limit: AlertLimit? = nil,
        maintenance: [MaintenanceWindow] = [],
        rememberEntityMilliseconds: Int64 = defaultRememberEntityMilliseconds
    ) {
        self.name = name
        self.group = group
        self.metric = metric
        self.score = score
        self.condition = condition
        self.timing = timing
        self.noData = noData
        self.includesPartial = includesPartial
        self.limit = limit
        self.maintenance = maintenance
        self.rememberEntityMilliseconds = rememberEntityMilliseconds
    }

    /// A rule whose condition is written as expressions.
    public init(
        name: String, group: Int, metric: Int, score: Int? = nil, when: CompiledExpression,
        clear: CompiledExpression?, timing: AlertTiming, noData: NoData, includesPartial: Bool,
        limit: AlertLimit? = nil, maintenance: [MaintenanceWindow] = [],
        rememberEntityMilliseconds: Int64 = defaultRememberEntityMilliseconds
    ) {
        self.init(
            name: name, group: group, metric: metric, score: score,
            condition: .expression(when: when, clear: clear), timing: timing, noData: noData,
            includesPartial: includesPartial, limit: limit, maintenance: maintenance,
            rememberEntityMilliseconds: rememberEntityMilliseconds)
    }
}
