/// A summary of many values that can be merged; the same whatever the order of insertions and merges.
///
/// Equal contents have one form only, so that two summaries of the same values are `==` and encode to the same
/// bytes, however they came to be. Summaries that were made with different parameters (precision, relative error,
/// capacity) cannot be merged: who decodes one compares the parameters first.
package protocol Sketch: Sendable, Equatable {
    /// Whether it is as if nothing had ever been inserted.
    var isEmpty: Bool { get }

    /// Adds what another one has seen.
    mutating func merge(_ other: Self)

    /// Bytes of memory it takes beside the struct itself.
    var byteCount: Int { get }

    /// Appends its only encoding: the format's version in the first byte, integers from the low byte upwards.
    func encode(into bytes: inout [UInt8])

    /// `nil` when the bytes are not one whole sketch of a known format version, whatever they hold.
    ///
    /// What it accepts, ``encode(into:)`` writes again byte for byte.
    init?(decoding bytes: UnsafeRawBufferPointer)
}

extension Array {
    /// Bytes that the elements take on the heap, with the header of the allocation; 0 when there is none.
    var storageByteCount: Int { capacity == 0 ? 0 : 32 + capacity * MemoryLayout<Element>.stride }
}
