/// The type of a field or of an expression's result.
public enum FieldType: String, Hashable, Sendable, CaseIterable {
    /// A 64-bit signed integer.
    case int
    /// An IEEE 754 double.
    case double
    /// True or false.
    case bool
    /// UTF-8 text.
    case string
    /// A point in time, int64 milliseconds since the epoch.
    case time
}

/// How the strings of a column lie in memory.
public enum StringStorage: Hashable, Sendable {
    /// An id of the task's ``SymbolTable``: for what is compared, remembered or used as a key. Costs memory for
    /// each distinct value.
    case symbol
    /// A place in the batch's own text: for values that are unique or only passed on.
    case text
}

/// The columns of a ``RowBatch``. Column 0 is always the event time.
public struct RowLayout: Hashable, Sendable {
    /// One column.
    public struct Column: Hashable, Sendable {
        /// The field's name, as expressions write it.
        public var name: String
        /// What it holds.
        public var type: FieldType
        /// How strings are stored; without meaning for other types.
        public var storage: StringStorage

        /// A column from its parts.
        public init(name: String, type: FieldType, storage: StringStorage = .symbol) {
            self.name = name
            self.type = type
            self.storage = storage
        }
    }

    /// The name of column 0.
    public static let eventTimeName = "event_time"

    /// All columns, the event time first.
    public let columns: [Column]

    /// A layout of the event time and these columns.
    public init(_ columns: [Column]) {
        precondition(!columns.contains { $0.name == Self.eventTimeName }, "the event time is always column 0")
        self.columns = [Column(name: Self.eventTimeName, type: .time)] + columns
    }

    /// The place of a column by its name. O(columns); look names up when planning, not per row.
    public func index(of name: String) -> Int? { columns.firstIndex { $0.name == name } }
}
