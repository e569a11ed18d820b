public import Expressions

/// A topic that a pipeline reads, with the schema of its events.
public struct SourceDeclaration: Sendable {
    /// What the pipeline calls it.
    public var name: String
    /// The topic's name, without the configured prefix.
    public var topic: String
    /// What its events look like to the pipeline: the fields of the schema file, then those that are derived.
    public var schema: EventSchema
    /// The string field that decides the partition of an event.
    public var partitionedBy: String
    /// Whether the pipeline also runs without the topic.
    public var isOptional: Bool
    /// Fields that are computed from others, each from those before it.
    public var derived: [DerivedField] = []
    /// Which events are used; `nil` for all.
    public var filter: CheckedExpression?
    /// What makes an event a copy of another; `nil` when all are taken.
    public var dedupe: DedupeDeclaration?
    /// Where it is declared.
    public var location: SourceLocation
}

/// A field that is computed where events are read.
public struct DerivedField: Sendable {
    /// What expressions call it.
    public var name: String
    /// What it is.
    public var value: CheckedExpression
}

/// What makes an event a copy of one that was read before.
public struct DedupeDeclaration: Sendable, Hashable {
    /// The string field that both have in common.
    public var field: String
    /// How far apart their event times may be.
    public var withinMilliseconds: Int64
    /// How many ids are remembered in each partition; `nil` for as many as there are.
    public var limit: Int?
}
