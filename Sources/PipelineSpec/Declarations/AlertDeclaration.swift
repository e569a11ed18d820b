public import Expressions

/// A rule over the results of a metric or a score, for each of its keys.
public struct AlertDeclaration: Sendable {
    /// What the pipeline calls it.
    public var name: String
    /// The name of the metric, or of the score.
    public var metric: String
    /// Whether ``metric`` names a score.
    public var isOnScore = false
    /// What kind of trouble it is about.
    public var kind: AlertClass
    /// True when a result is bad; `nil` for a rule with a detector.
    public var when: CheckedExpression?
    /// True when a firing instance may resolve; `nil`: as soon as ``when`` is not true.
    public var clear: CheckedExpression?
    /// What watches each entity instead of ``when``.
    public var detector: DetectorDeclaration?
    /// The alert of the same key that must fire for this one to fire.
    public var gate: AlertGate?
    /// How long results must be bad before the alert fires.
    public var forMilliseconds: Int64
    /// How long it goes on firing after results are good again.
    public var keepFiringForMilliseconds: Int64
    /// What happens when no results come any more.
    public var noData: NoData
    /// Whether windows count that began before the input did.
    public var includesPartial: Bool
    /// How often an entity's alert may be told; `nil` for always.
    public var limit: LimitDeclaration?
    /// When the rule rests.
    public var maintenance: [MaintenanceDeclaration]
    /// How long an entity without data is known; `nil` for the usual time.
    public var rememberEntitiesMilliseconds: Int64?
    /// How urgent it is.
    public var severity: Severity
    /// What it says, per instance.
    public var summary: CheckedTemplate?
    /// For routing: of expressions they read parts of the key alone.
    public var labels: [AlertText]
    /// Further texts for people.
    public var annotations: [AlertText]
    /// Where it is written what to do.
    public var runbook: String?
    /// Where it is declared.
    public var location: SourceLocation
}

/// Another alert without which one does not fire.
public struct AlertGate: Sendable {
    /// Its name.
    public var name: String
    /// Where it is named.
    var place: YAMLNode
}

/// What kind of trouble an alert is about.
public enum AlertClass: String, Sendable, Hashable, CaseIterable {
    /// A level against a target.
    case breach
    /// A change against the entity's own past.
    case erosion
    /// Patterns of fraud and abuse.
    case integrity
    /// Input that lacks or makes no sense.
    case dataQuality = "data_quality"
}

/// What an instance does when no results come any more.
public enum NoData: String, Sendable, Hashable, CaseIterable {
    /// Stay as it is.
    case keep
    /// Resolve.
    case resolve
    /// Fire, until data returns.
    case fire
}

/// How urgent an alert is.
public enum Severity: String, Sendable, Hashable, CaseIterable {
    /// Good to know.
    case info
    /// Look at it today.
    case warning
    /// Look at it now.
    case critical
}
