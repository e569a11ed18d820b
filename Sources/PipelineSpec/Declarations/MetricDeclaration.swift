public import Expressions

/// An aggregate by key over windows.
public struct MetricDeclaration: Sendable {
    /// What the pipeline calls it.
    public var name: String
    /// What people are told of it.
    public var notes: MeasureNotes
    /// Where its rows come from.
    public var input: MetricInput
    /// Which rows count; `nil` for all.
    public var filter: CheckedExpression?
    /// The string names that make up the key; at least one.
    public var by: [String]
    /// The value.
    public var value: AggregateDeclaration
    /// Further aggregates of the same rows.
    public var also: [NamedAggregate]
    /// What a result stretches over.
    public var window: WindowDeclaration
    /// What is expected of a share before anything is known.
    public var prior: Prior?
    /// Where it is declared.
    public var location: SourceLocation
}

/// Where a metric's rows come from.
public enum MetricInput: Sendable, Hashable {
    /// The events of a source, by its name.
    case source(String)
    /// A promise, by its name: one row for each, when that moment comes.
    case promise(String, at: PromiseMoment)
    /// Visits, by their name: one row for each, at its start.
    case visits(String)
}

/// When a promise becomes a row of a metric.
public enum PromiseMoment: String, Sendable, Hashable, CaseIterable {
    /// Every promise once, at its due time.
    case due
    /// Every promise that was fulfilled, on time or late, when it was.
    case fulfilled
}

/// What is expected of a share before anything is known, as a Beta distribution.
public struct Prior: Sendable, Hashable {
    /// The expected share, between 0 and 1.
    public var mean: Double
    /// How many observations it weighs as much as; above 0.
    public var weight: Double

    /// A prior from its parts.
    public init(mean: Double, weight: Double) {
        self.mean = mean
        self.weight = weight
    }
}
