/// A topic that a pipeline reads, with the schema of its events.
public struct SourceDeclaration: Sendable {
    /// What the pipeline calls it.
    public var name: String
    /// The topic's name, without the configured prefix.
    public var topic: String
    /// What its events look like.
    public var schema: EventSchema
    /// The string field that decides the partition of an event.
    public var partitionedBy: String
    /// Whether the pipeline also runs without the topic.
    public var isOptional: Bool
    /// Where it is declared.
    public var location: SourceLocation
}
