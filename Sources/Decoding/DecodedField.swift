public import EventModel

/// One field that a schema declares: where it stands in the JSON, how it is read, and where its value goes.
public struct DecodedField: Hashable, Sendable {
    /// Where the value stands. Several fields may have the same path; a path that ends where another goes on is a
    /// contradiction, and so is one that goes by a key where another goes by a place of a list.
    public var path: FieldPath
    /// What the value must be.
    public var type: FieldType
    /// A record in which the value is absent or null is rejected.
    public var isRequired: Bool
    /// The column of the batch that keeps the value; `nil` for a field that is only checked.
    public var column: Int?
    /// What is different from how the value stands in the record.
    public var reading: FieldReading
    /// The zone of local times, where ``reading`` has a pattern without an offset.
    public var zone: ZoneOffsets

    /// A field from its parts.
    public init(
        path: FieldPath, type: FieldType, isRequired: Bool, column: Int?, reading: FieldReading = .init(),
        zone: ZoneOffsets = .utc
    ) {
        self.path = path
        self.type = type
        self.isRequired = isRequired
        self.column = column
        self.reading = reading
        self.zone = zone
    }

    /// A field that stands under a key of the record itself, just as it is kept.
    public init(jsonKey: String, type: FieldType, isRequired: Bool, column: Int?) {
        self.init(path: FieldPath(key: jsonKey), type: type, isRequired: isRequired, column: column)
    }
}
