/// Up to some thousand decoded events, column by column, in flat memory that is filled again and again.
///
/// Every value is one 64-bit slot: an integer or a time as it is, a double by its bit pattern, a bool as 0 or 1, a
/// string as a symbol id or as a place in ``text`` (see ``TextPlace``). Beside each slot stands a ``CellState``.
/// One thread owns a batch. Take the pointers once per batch, not per row.
public final class RowBatch {
    /// What the columns are.
    public let layout: RowLayout
    /// How many rows there is room for.
    public let capacity: Int
    /// How many rows are filled.
    public var count = 0
    /// The slots of each column.
    public let values: [UnsafeMutablePointer<Int64>]
    /// The states of each column's slots, as ``CellState`` raw values.
    public let states: [UnsafeMutablePointer<UInt8>]
    /// For each row the place of its record in the fetch that it was decoded from.
    public let records: UnsafeMutablePointer<UInt32>
    /// The bytes of all text cells, back to back.
    public var text = TextBuffer()

    /// An empty batch.
    public init(layout: RowLayout, capacity: Int) {
        precondition(capacity > 0)
        self.layout = layout
        self.capacity = capacity
        values = layout.columns.map { _ in
            let column = UnsafeMutablePointer<Int64>.allocate(capacity: capacity)
            column.initialize(repeating: 0, count: capacity)
            return column
        }
        states = layout.columns.map { _ in
            let column = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
            column.initialize(repeating: CellState.null.rawValue, count: capacity)
            return column
        }
        records = .allocate(capacity: capacity)
        records.initialize(repeating: 0, count: capacity)
    }

    deinit {
        for column in values { column.deallocate() }
        for column in states { column.deallocate() }
        records.deallocate()
    }

    /// The event times, in milliseconds.
    @inlinable public var times: UnsafeMutablePointer<Int64> { values[0] }

    /// Makes room for the next events; layout and memory stay.
    public func removeAll() {
        count = 0
        text.removeAll()
    }

    /// The bytes of a text cell; valid until the batch is emptied.
    @inlinable public func textBytes(row: Int, column: Int) -> UnsafeRawBufferPointer {
        text.bytes(at: TextPlace(slot: values[column][row]))
    }
}

/// What a cell of a ``RowBatch`` holds.
public enum CellState: UInt8, Sendable {
    /// Nothing: the field was absent or null.
    case null = 0
    /// A value.
    case value = 1
    /// An expression failed for this row (a division by zero, an order comparison with null).
    case error = 2
}

/// Where the bytes of a text cell lie: the offset in the upper, the length in the lower 32 bits of its slot.
public struct TextPlace: Hashable, Sendable {
    /// The first byte's distance from the start of the text buffer.
    public var offset: UInt32
    /// Length in bytes.
    public var count: UInt32

    /// A place from its parts.
    @inlinable public init(offset: UInt32, count: UInt32) {
        self.offset = offset
        self.count = count
    }

    /// Reads a place back from a slot.
    @inlinable public init(slot: Int64) {
        let bits = UInt64(bitPattern: slot)
        offset = UInt32(truncatingIfNeeded: bits >> 32)
        count = UInt32(truncatingIfNeeded: bits)
    }

    /// The place as a slot.
    @inlinable public var slot: Int64 { Int64(bitPattern: UInt64(offset) << 32 | UInt64(count)) }
}

/// A growing buffer of bytes whose memory is kept when it is emptied. Holds less than 4 GiB.
public struct TextBuffer: ~Copyable {
    /// The first byte.
    public private(set) var base: UnsafeMutableRawPointer
    /// How many bytes are in use.
    public private(set) var count = 0
    private var capacity: Int

    /// An empty buffer.
    public init(capacity: Int = 4096) {
        self.capacity = max(capacity, 16)
        base = .allocate(byteCount: self.capacity, alignment: 16)
    }

    deinit { base.deallocate() }

    /// Forgets the contents and keeps the memory.
    public mutating func removeAll() { count = 0 }

    /// Appends bytes and tells where they lie.
    public mutating func append(_ bytes: UnsafeRawBufferPointer) -> TextPlace {
        let place = TextPlace(offset: UInt32(count), count: UInt32(bytes.count))
        let room = reserve(bytes.count)
        if let source = bytes.baseAddress { room.copyMemory(from: source, byteCount: bytes.count) }
        count += bytes.count
        return place
    }

    /// Makes room for `extra` more bytes and returns where they begin; pointers taken before may become invalid.
    public mutating func reserve(_ extra: Int) -> UnsafeMutableRawPointer {
        let needed = count + extra
        precondition(needed <= Int(UInt32.max), "a batch's text is limited to 4 GiB")
        if needed > capacity {
            let larger = max(needed, capacity * 2)
            let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
            moved.copyMemory(from: base, byteCount: count)
            base.deallocate()
            base = moved
            capacity = larger
        }
        return base + count
    }

    /// Takes over bytes that were written at the pointer from ``reserve(_:)``.
    public mutating func commit(_ extra: Int) {
        precondition(count + extra <= capacity)
        count += extra
    }

    /// The bytes at a place.
    @inlinable public func bytes(at place: TextPlace) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: base + Int(place.offset), count: Int(place.count))
    }
}

extension RowBatch {
    /// Copies all cells of a row over another; text cells share their bytes.
    public func copyRow(from source: Int, to target: Int) {
        for column in values.indices {
            values[column][target] = values[column][source]
            states[column][target] = states[column][source]
        }
        records[target] = records[source]
    }
}
