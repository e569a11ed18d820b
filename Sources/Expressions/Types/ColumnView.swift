public import EventModel

/// A read-only column of values: slots and states as in `RowBatch`. Valid for one call; copy what you keep.
public struct ColumnView {
    /// The slots: integers, times and durations as they are, doubles by bit pattern, bools as 0 or 1, strings as
    /// ``storage`` says. A slot whose state is not `.value` has no meaning.
    public var values: UnsafePointer<Int64>
    /// `CellState` raw values, one per slot.
    public var states: UnsafePointer<UInt8>
    /// What the column holds.
    public var type: ValueType
    var strings: StringSource?

    /// A view of a column that holds no strings.
    public init(values: UnsafePointer<Int64>, states: UnsafePointer<UInt8>, type: ValueType) {
        self.init(values: values, states: states, type: type, strings: nil)
    }

    init(
        values: UnsafePointer<Int64>, states: UnsafePointer<UInt8>, type: ValueType, strings: StringSource?
    ) {
        self.values = values
        self.states = states
        self.type = type
        self.strings = strings
    }

    /// For strings, whether a slot is an id of the task's `SymbolTable` or a place in some text.
    public var storage: StringStorage {
        if case .symbols = strings { return .symbol }
        return .text
    }

    /// The bytes of a string cell; `nil` when it is null or an error, or when the column holds no strings.
    public func stringBytes(row: Int) -> UnsafeRawBufferPointer? {
        guard let strings, states[row] == CellState.value.rawValue else { return nil }
        return strings.bytes(values[row])
    }
}

/// The column that a function fills, one value and one state per row.
public struct MutableColumnView {
    /// The slots to write.
    public var values: UnsafeMutablePointer<Int64>
    /// The states to write. They arrive as `.value` where every argument is one and as `.error` elsewhere, so that
    /// a function touches them only where it fails or knows better.
    public var states: UnsafeMutablePointer<UInt8>
    var text: ScratchText?

    /// A view of memory for a function whose result is no string.
    public init(values: UnsafeMutablePointer<Int64>, states: UnsafeMutablePointer<UInt8>) {
        self.init(values: values, states: states, text: nil)
    }

    init(values: UnsafeMutablePointer<Int64>, states: UnsafeMutablePointer<UInt8>, text: ScratchText?) {
        self.values = values
        self.states = states
        self.text = text
    }

    /// Makes one row of a string result these bytes, or an error when they are longer than 65,535 bytes.
    ///
    /// - Precondition: the function was declared to result in a string.
    public func setString(_ bytes: UnsafeRawBufferPointer, row: Int) {
        guard let text else { preconditionFailure("the function does not result in a string") }
        guard let place = text.append(bytes) else { return setError(row: row) }
        values[row] = place.slot
        states[row] = CellState.value.rawValue
    }

    /// Makes one row of a string result this string.
    public func setString(_ string: String, row: Int) {
        var copy = string
        copy.withUTF8 { setString(UnsafeRawBufferPointer($0), row: row) }
    }

    /// Makes one row an error.
    public func setError(row: Int) { states[row] = CellState.error.rawValue }
}
