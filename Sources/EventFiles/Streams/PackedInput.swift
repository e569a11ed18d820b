/// The packed bytes that a decompressor has not used yet.
final class PackedInput {
    /// The unused bytes.
    private(set) var unused: UnsafeRawBufferPointer
    /// The file has no more than ``unused``.
    private(set) var isAtEnd = false
    private let file: InputFile
    private let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)

    init(_ file: InputFile) {
        self.file = file
        unused = UnsafeRawBufferPointer(rebasing: block[..<0])
    }

    deinit { block.deallocate() }

    /// Reads on when everything is used.
    func refill() throws(StreamFault) {
        guard unused.isEmpty, !isAtEnd else { return }
        let count = try file.read(into: block)
        isAtEnd = count == 0
        unused = UnsafeRawBufferPointer(rebasing: block[..<count])
    }

    /// Marks so many bytes from the front as used.
    func use(_ count: Int) {
        unused = UnsafeRawBufferPointer(rebasing: unused[count...])
    }
}
