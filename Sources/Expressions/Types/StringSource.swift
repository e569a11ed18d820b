import EventModel

/// Where the strings behind a column's slots lie.
enum StringSource {
    /// Slots are ids of this table, which the evaluator keeps alive; counting references per row would cost more
    /// than the row.
    case symbols(Unmanaged<SymbolTable>)
    /// Slots are places in text that begins here.
    case text(UnsafeRawPointer)

    /// The bytes of a slot whose state is `.value`.
    @inline(__always)
    func bytes(_ slot: Int64) -> UnsafeRawBufferPointer {
        switch self {
        case .symbols(let table):
            return table._withUnsafeGuaranteedRef { $0.bytes(of: UInt32(truncatingIfNeeded: slot)) }
        case .text(let base):
            let place = TextPlace(slot: slot)
            return UnsafeRawBufferPointer(start: base + Int(place.offset), count: Int(place.count))
        }
    }
}

/// The bytes of the strings that one register holds, filled anew for every batch.
///
/// Each string is limited, so that the room for one batch is too, whatever an expression glues together.
final class ScratchText {
    /// The longest string that an expression may make, in bytes.
    static let limit = 65_535

    private var buffer = TextBuffer(capacity: 16)

    var base: UnsafeRawPointer { UnsafeRawPointer(buffer.base) }

    func removeAll() { buffer.removeAll() }

    /// Takes in a string; `nil` when it is too long.
    func append(_ bytes: UnsafeRawBufferPointer) -> TextPlace? {
        bytes.count <= Self.limit ? buffer.append(bytes) : nil
    }

    /// Takes in a string that is in the batch or in the expression already, whatever its length.
    func copy(_ bytes: UnsafeRawBufferPointer) -> TextPlace { buffer.append(bytes) }

    /// Takes in two strings as one; `nil` when it is too long.
    func append(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) -> TextPlace? {
        guard first.count + second.count <= Self.limit else { return nil }
        // Room for both at once: the parts then lie back to back even if the buffer moves.
        _ = buffer.reserve(first.count + second.count)
        let place = buffer.append(first)
        _ = buffer.append(second)
        return TextPlace(offset: place.offset, count: UInt32(first.count + second.count))
    }
}
