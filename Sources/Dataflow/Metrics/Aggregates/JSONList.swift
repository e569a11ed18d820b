/// A JSON array in the making: how results tell lists of strings.
struct JSONList {
    private var bytes: [UInt8] = [UInt8(ascii: "[")]
    private static let digits = Array("0123456789abcdef".utf8)

    /// Begins an element.
    mutating func begin() { if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) } }

    mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Appends UTF-8 as a JSON string.
    mutating func append(quoted string: UnsafeRawBufferPointer) {
        bytes.append(UInt8(ascii: "\""))
        for byte in string {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0..<0x20:
                bytes += Array("\\u00".utf8) + [Self.digits[Int(byte >> 4)], Self.digits[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    func finished() -> [UInt8] { bytes + [UInt8(ascii: "]")] }
}
