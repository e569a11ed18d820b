/// How encoded sketches write numbers: seven bits to a byte, low bits first, the high bit set on all but the last byte.
enum SketchBytes {
    /// Appends a number in 1 to 10 bytes, small ones in few.
    static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// Appends a number whose sign is moved to the lowest bit, so that small negative ones are short, too.
    static func append(signed number: Int64, to bytes: inout [UInt8]) {
        append(UInt64(bitPattern: number << 1 ^ number >> 63), to: &bytes)
    }

    /// Appends the 8 bytes of a number that is as often large as small.
    static func append(word: UInt64, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
    }
}

/// Reads what ``SketchBytes`` wrote, from first to last byte; every read is `nil` past the end.
struct SketchReader {
    private let bytes: UnsafeRawBufferPointer
    private var place = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// How many bytes are left: no honest count of entries is larger.
    var remaining: Int { bytes.count - place }

    mutating func byte() -> UInt8? {
        guard place < bytes.count else { return nil }
        defer { place += 1 }
        return bytes[place]
    }

    /// A number in its shortest form; longer forms of the same number are refused, so that encodings stay unique.
    mutating func number() -> UInt64? {
        var number: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 63, by: 7) {
            guard let next = byte() else { return nil }
            if shift == 63, next > 1 { return nil }
            number |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return next == 0 && shift > 0 ? nil : number }
        }
        return nil
    }

    mutating func signed() -> Int64? {
        guard let number = number() else { return nil }
        return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
    }

    /// A number that fits another type, `nil` when it does not.
    mutating func number<Number: FixedWidthInteger>(as type: Number.Type) -> Number? {
        number().flatMap { Number(exactly: $0) }
    }

    mutating func word() -> UInt64? {
        guard let run = run(8) else { return nil }
        return UInt64(littleEndian: run.loadUnaligned(as: UInt64.self))
    }

    /// The next `count` bytes as they are.
    mutating func run(_ count: Int) -> UnsafeRawBufferPointer? {
        guard count >= 0, count <= remaining else { return nil }
        defer { place += count }
        return UnsafeRawBufferPointer(rebasing: bytes[place..<place + count])
    }
}
