#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reading and writing the words of records.
enum AggregateWords {
    /// Millionths: the fixed point of decimal sums.
    static let decimalScale: Double = 1_000_000

    /// A 128-bit integer from two words, the low one first.
    @inline(__always)
    static func wide(_ words: UnsafePointer<Int64>) -> Int128 {
        Int128(words[1]) << 64 | Int128(UInt64(bitPattern: words[0]))
    }

    @inline(__always)
    static func setWide(_ words: UnsafeMutablePointer<Int64>, _ value: Int128) {
        words[0] = Int64(truncatingIfNeeded: value)
        words[1] = Int64(truncatingIfNeeded: value >> 64)
    }

    /// Adds to a 128-bit integer in two words.
    @inline(__always)
    static func add(_ value: Int128, to words: UnsafeMutablePointer<Int64>) {
        setWide(words, wide(words) &+ value)
    }

    /// Adds a 64-bit integer to a 128-bit one; cheaper than widening first.
    @inline(__always)
    static func add(_ value: Int64, to words: UnsafeMutablePointer<Int64>) {
        let (sum, carry) = UInt64(bitPattern: words[0]).addingReportingOverflow(UInt64(bitPattern: value))
        words[0] = Int64(bitPattern: sum)
        words[1] &+= (value >> 63) &+ (carry ? 1 : 0)
    }

    /// A double as a whole number of millionths, or `nil` when it is not finite or beyond 10³⁰.
    @inline(__always)
    static func millionths(_ value: Double) -> Int128? {
        let scaled = (value * decimalScale).rounded()
        if abs(scaled) < 9e18 { return Int128(Int64(scaled)) }
        guard scaled.isFinite, abs(scaled) < 1e36 else { return nil }
        return Int128(scaled)
    }

    /// A double of ordinary size as millionths; `nil` sends the caller to ``millionths(_:)``.
    @inline(__always)
    static func smallMillionths(_ value: Double) -> Int64? {
        let scaled = (value * decimalScale).rounded()
        return abs(scaled) < 9e18 ? Int64(scaled) : nil
    }

    /// The square of a number of millionths, again in millionths, or `nil` beyond 10²⁴.
    static func square(ofMillionths value: Int128) -> Int128? {
        guard value.magnitude < 1_000_000_000_000_000_000 else { return nil }
        return (value * value + 500_000) / 1_000_000
    }

    /// A double as an integer that orders the same; NaN has no place in the order.
    @inline(__always)
    static func ordered(_ slot: Int64) -> Int64 { slot >= 0 ? slot : slot ^ .max }

    /// A 128-bit sum as a double. Nearly all sums fit 64 bits, for which the conversion is one instruction.
    @inline(__always)
    static func wideAsDouble(_ words: UnsafePointer<Int64>) -> Double {
        words[1] == words[0] >> 63 ? Double(words[0]) : Double(wide(words))
    }

    @inline(__always)
    static func double(_ slot: Int64) -> Double { Double(bitPattern: UInt64(bitPattern: slot)) }

    @inline(__always)
    static func slot(_ value: Double) -> Int64 { Int64(bitPattern: value.bitPattern) }
}
