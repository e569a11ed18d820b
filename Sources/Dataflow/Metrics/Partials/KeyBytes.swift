/// A key of one or more strings as one run of bytes: each part behind its length in four bytes.
///
/// Two keys are equal when their bytes are, so that a key of several parts is interned, hashed and sent like one string.
public enum KeyBytes {
    /// Appends one part.
    public static func append(_ part: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: UInt32(part.count).littleEndian) { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: part)
    }

    /// The parts of a key, in order.
    public static func parts(of key: UnsafeRawBufferPointer) -> [UnsafeRawBufferPointer] {
        var parts: [UnsafeRawBufferPointer] = []
        var place = 0
        while place + 4 <= key.count {
            let count = Int(UInt32(littleEndian: key.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
            parts.append(UnsafeRawBufferPointer(rebasing: key[place + 4..<place + 4 + count]))
            place += 4 + count
        }
        return parts
    }

    /// Whether bytes are a key of so many parts.
    static func hasParts(_ count: Int, _ key: UnsafeRawBufferPointer) -> Bool {
        var place = 0
        for _ in 0..<count {
            guard place + 4 <= key.count else { return false }
            place +=
                4 + Int(UInt32(littleEndian: key.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
        }
        return place == key.count
    }

    /// The key as people read it: its parts with `/` between.
    public static func text(of key: UnsafeRawBufferPointer) -> String {
        parts(of: key).map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
    }
}
