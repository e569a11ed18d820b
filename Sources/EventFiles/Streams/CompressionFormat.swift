/// How a file's bytes are packed, told by its first bytes and never by its name.
enum CompressionFormat: String {
    case plain, gzip, zstd

    /// Enough of a file to tell every format apart.
    static let headBytes = 6

    /// The format of a file that begins like this.
    ///
    /// A whole file shorter than its magic number counts as cut rather than as text, where no text can begin so.
    static func detect(_ head: [UInt8]) throws(StreamFault) -> CompressionFormat {
        if head.starts(with: [0x1F, 0x8B]) || head == [0x1F] { return .gzip }
        let zstdMagic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
        if head.starts(with: zstdMagic) { return .zstd }
        if head.count >= 2, head.count < zstdMagic.count, zstdMagic.starts(with: head) { return .zstd }
        if head.count >= 4, head[0] & 0xF0 == 0x50, head[1...3].elementsEqual([0x2A, 0x4D, 0x18]) {
            return .zstd
        }
        if let fault = unsupported(head) { throw fault }
        return .plain
    }

    /// The command that checks and unpacks such files.
    var tool: String { self == .zstd ? "zstd" : "gzip" }

    private static func unsupported(_ head: [UInt8]) -> StreamFault? {
        let repack = "unpack it, or pack it again with gzip or zstd"
        if head.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]) {
            return .unsupported("compressed with xz", hint: repack)
        }
        if head.starts(with: [0x42, 0x5A, 0x68]) {
            return .unsupported("compressed with bzip2", hint: repack)
        }
        if head.starts(with: [0x04, 0x22, 0x4D, 0x18]) {
            return .unsupported("compressed with lz4", hint: repack)
        }
        if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return .unsupported("a zip archive", hint: repack) }
        if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
            return .unsupported("UTF-16 text", hint: "convert it with `iconv -f UTF-16 -t UTF-8`")
        }
        return nil
    }
}
