public import EventModel
public import Expressions

/// What the events of a topic look like.
public struct EventSchema: Sendable {
    /// What the schema file calls it.
    public var name: String
    /// The string field that is unique for each event.
    public var idField: String
    /// The field that holds the event time; expressions may also call it `event_time`.
    public var timeField: String
    /// In the order of the file.
    public var fields: [SchemaField]

    /// A field by its name. O(fields).
    public func field(named name: String) -> SchemaField? { fields.first { $0.name == name } }
}

/// One field of an event.
public struct SchemaField: Sendable {
    /// What expressions call it.
    public var name: String
    /// What it holds.
    public var type: FieldType
    /// When an event must have it.
    public var requirement: Requirement
    /// Where it stands in the JSON.
    public var path: FieldPath
    /// How it is read, where that is not just as it stands.
    public var reading = FieldReading()
    /// The values a string field is known to take; empty when any.
    public var knownValues: [String]
    /// Where it is declared.
    public var location: SourceLocation
}

/// When an event must have a field.
public enum Requirement: Sendable {
    /// In every event.
    case always
    /// In none.
    case never
    /// In events for which this is true.
    case when(CheckedExpression)
}
