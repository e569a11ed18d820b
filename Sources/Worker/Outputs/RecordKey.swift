/// The key of a record that the worker writes: parts with `|` between them, like `late_delivery_rate|seller-1|1700000000000`.
///
/// Inside a part `|`, `%` and control characters are written as `%7C`, so that two keys are equal only when their parts
/// are, and a key can be shown on a terminal.
struct RecordKey {
    private(set) var bytes: [UInt8] = []

    /// Begins anew.
    mutating func begin(_ name: String) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: name.utf8)
    }

    mutating func append(_ part: UnsafeRawBufferPointer) {
        bytes.append(UInt8(ascii: "|"))
        for byte in part {
            if byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "|") || byte == UInt8(ascii: "%") {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(Self.digit(byte >> 4))
                bytes.append(Self.digit(byte & 15))
            } else {
                bytes.append(byte)
            }
        }
    }

    mutating func append(_ number: Int64) {
        bytes.append(UInt8(ascii: "|"))
        bytes.append(contentsOf: String(number).utf8)
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x41 + value - 10 }
}
