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
    /// How much a record may ask for.
    public var limits = RecordLimits()
    /// Where it is declared.
    public var location: SourceLocation
}

/// How much a record of a source may ask of a worker; a record beyond it goes to the dead letters.
public struct RecordLimits: Sendable, Hashable {
    /// The largest payload in bytes; `nil` for what the worker sets for all.
    public var recordBytes: Int64?
    /// The longest text of a field in bytes; `nil` for the decoder's default.
    public var textBytes: Int64?
    /// How many objects and lists may be inside each other; `nil` for the decoder's default.
    public var depth: Int?

    /// Limits; none of its own where nothing is given.
    public init(recordBytes: Int64? = nil, textBytes: Int64? = nil, depth: Int? = nil) {
        self.recordBytes = recordBytes
        self.textBytes = textBytes
        self.depth = depth
    }
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
