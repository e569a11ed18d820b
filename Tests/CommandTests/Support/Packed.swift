import Foundation

/// Files as packers write them, without packing anything: both formats know blocks that hold bytes as they are.
enum Packed {
    static func gzip(_ text: String) -> Data {
        let bytes = Array(text.utf8)
        var file: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255, 1]
        file += little(UInt16(bytes.count)) + little(~UInt16(bytes.count)) + bytes
        return Data(file + little(crc32(bytes)) + little(UInt32(bytes.count)))
    }

    static func zstd(_ text: String) -> Data {
        let bytes = Array(text.utf8)
        // A single segment whose size takes four bytes; one last block, raw.
        let file: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0xA0] + little(UInt32(bytes.count))
        return Data(file + little(UInt32(bytes.count) << 3 | 1)[..<3] + bytes)
    }

    private static func little(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~0) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in crc >> 1 ^ (crc & 1) &* 0xEDB8_8320 }
        }
    }
}
