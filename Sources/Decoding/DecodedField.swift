public import EventModel

/// One field that a schema declares: where it stands in the JSON and where its value goes.
public struct DecodedField: Hashable, Sendable {
    /// The key at the top level of the record. Several fields may read the same key.
    public var jsonKey: String
    /// What the value must be.
    public var type: FieldType
    /// A record in which the key is absent or null is rejected.
    public var isRequired: Bool
    /// The column of the batch that keeps the value; `nil` for a field that is only checked.
    public var column: Int?

    /// A field from its parts.
    public init(jsonKey: String, type: FieldType, isRequired: Bool, column: Int?) {
        self.jsonKey = jsonKey
        self.type = type
        self.isRequired = isRequired
        self.column = column
    }
}
