/// How the value that stands in a record becomes the value of a field, where the two differ.
public struct FieldReading: Hashable, Sendable {
    /// How times are written; without meaning for other types.
    public var time = TimeFormat.standard
    /// Numbers and booleans may also stand in quotes: `"19.99"`.
    public var isQuoted = false
    /// So many of an integer's last digits are fractions, as of cents: with 2, 1999 is 19.99. For doubles.
    public var minorUnits: Int?
    /// The writer's values, as text, and ours.
    public var values: [MappedValue] = []
    /// What a text becomes that ``values`` does not name; `nil` when it passes as it is.
    public var other: FieldValue?
    /// What stands for an absent value and for null.
    public var fallback: FieldValue?

    /// As it stands.
    public init() {}
}

/// One of the writer's values and ours.
public struct MappedValue: Hashable, Sendable {
    /// The text of the string, or the number, `true` or `false` as it is spelt in the record.
    public var theirs: String
    /// What it becomes.
    public var ours: FieldValue

    /// A pair.
    public init(theirs: String, ours: FieldValue) {
        self.theirs = theirs
        self.ours = ours
    }
}

/// A value that a schema writes down.
public enum FieldValue: Hashable, Sendable {
    /// Of a field of this type.
    case int(Int64)
    /// Of a field of this type.
    case double(Double)
    /// Of a field of this type.
    case bool(Bool)
    /// Of a field of this type.
    case string(String)
    /// Of a field of this type.
    case time(EventTime)

    /// The type of fields that can have it.
    public var type: FieldType {
        switch self {
        case .int: .int
        case .double: .double
        case .bool: .bool
        case .string: .string
        case .time: .time
        }
    }
}
