public import Expressions

/// How one number of a metric is kept: which words of a record it uses and how rows and partials change them.
///
/// Every form is associative and commutative, so that neither order nor batch size shows in a result. All but
/// minimum and maximum can also be taken back by a row of weight -1.
public enum AggregateForm: Hashable, Sendable {
    /// Rows for which the condition holds: 1 word.
    case count
    /// Rows for which `of` and `among` hold among rows for which `among` holds: 2 words.
    case share
    /// An exact sum of integers: a 128-bit integer in 2 words.
    case sumOfIntegers
    /// An exact sum of decimals: a 128-bit count of millionths in 2 words.
    case sumOfDecimals
    /// The mean of integers: a sum and the number of values in 3 words.
    case meanOfIntegers
    /// The mean of decimals: a sum and the number of values in 3 words.
    case meanOfDecimals
    /// The smallest or largest value and how many were seen: 2 words.
    case extreme(ofIntegers: Bool, smallest: Bool)

    /// How many 64-bit words of a record it takes.
    public var wordCount: Int {
        switch self {
        case .count: 1
        case .share, .sumOfIntegers, .sumOfDecimals, .extreme: 2
        case .meanOfIntegers, .meanOfDecimals: 3
        }
    }

    /// Whether a row of weight -1 undoes one of weight 1.
    public var isRetractable: Bool {
        if case .extreme = self { return false }
        return true
    }
}

/// One aggregate of a metric: its form and what it reads from the rows.
public struct AggregatePlan: Sendable {
    /// The name that records and alerts know it by.
    public var name: String
    /// How it is kept.
    public var form: AggregateForm
    /// What is summed or compared; for a share the condition of the numerator.
    public var operand: CompiledExpression?
    /// Which rows count; `nil` for all.
    public var condition: CompiledExpression?
    /// Its first word in the group's records.
    public var firstWord: Int

    /// An aggregate from its parts.
    public init(
        name: String, form: AggregateForm, operand: CompiledExpression?, condition: CompiledExpression?,
        firstWord: Int
    ) {
        self.name = name
        self.form = form
        self.operand = operand
        self.condition = condition
        self.firstWord = firstWord
    }
}

/// Reading and merging the words of aggregates.
public enum AggregateWords {
    /// Millionths: the fixed point of decimal sums.
    public static let decimalScale: Double = 1_000_000

    /// A 128-bit integer from two words, the low one first.
    @inlinable static func wide(_ words: UnsafePointer<Int64>) -> Int128 {
        Int128(words[1]) << 64 | Int128(UInt64(bitPattern: words[0]))
    }

    @inlinable static func setWide(_ words: UnsafeMutablePointer<Int64>, _ value: Int128) {
        words[0] = Int64(truncatingIfNeeded: value)
        words[1] = Int64(truncatingIfNeeded: value >> 64)
    }

    /// A double as a whole number of millionths, or `nil` when it is not finite or beyond 10³⁰.
    @inlinable static func millionths(_ value: Double) -> Int128? {
        let scaled = (value * decimalScale).rounded()
        if abs(scaled) < 9e18 { return Int128(Int64(scaled)) }
        guard scaled.isFinite, abs(scaled) < 1e36 else { return nil }
        return Int128(scaled)
    }

    /// Adds the words of one partial to another of the same form.
    static func merge(
        _ form: AggregateForm, into target: UnsafeMutablePointer<Int64>, from source: UnsafePointer<Int64>
    ) {
        switch form {
        case .count:
            target[0] &+= source[0]
        case .share:
            target[0] &+= source[0]
            target[1] &+= source[1]
        case .sumOfIntegers, .sumOfDecimals:
            setWide(target, wide(target) &+ wide(source))
        case .meanOfIntegers, .meanOfDecimals:
            setWide(target, wide(target) &+ wide(source))
            target[2] &+= source[2]
        case .extreme(let ofIntegers, let smallest):
            guard source[1] > 0 else { return }
            if target[1] == 0 || isBeyond(source[0], target[0], ofIntegers, smallest) {
                target[0] = source[0]
            }
            target[1] &+= source[1]
        }
    }

    /// Whether the first value replaces the second as the extreme.
    @inlinable static func isBeyond(
        _ value: Int64, _ current: Int64, _ ofIntegers: Bool, _ smallest: Bool
    ) -> Bool {
        if ofIntegers { return smallest ? value < current : value > current }
        let (left, right) = (double(value), double(current))
        return smallest ? left < right : left > right
    }

    /// The aggregate as a double; `nil` when there is nothing to tell (no rows in a mean, a share of nothing).
    static func double(_ form: AggregateForm, _ words: UnsafePointer<Int64>) -> Double? {
        switch form {
        case .count: return Double(words[0])
        case .share: return words[1] > 0 ? Double(words[0]) / Double(words[1]) : nil
        case .sumOfIntegers: return wideAsDouble(words)
        case .sumOfDecimals: return wideAsDouble(words) / decimalScale
        case .meanOfIntegers: return words[2] > 0 ? wideAsDouble(words) / Double(words[2]) : nil
        case .meanOfDecimals:
            return words[2] > 0 ? wideAsDouble(words) / (decimalScale * Double(words[2])) : nil
        case .extreme(let ofIntegers, _):
            guard words[1] > 0 else { return nil }
            return ofIntegers ? Double(words[0]) : double(words[0])
        }
    }

    // Nearly all sums fit 64 bits, for which the conversion is one instruction.
    private static func wideAsDouble(_ words: UnsafePointer<Int64>) -> Double {
        words[1] == words[0] >> 63 ? Double(words[0]) : Double(wide(words))
    }

    /// A count or a sum of integers as an integer; a sum beyond 64 bits is held at the end of the range.
    static func integer(_ form: AggregateForm, _ words: UnsafePointer<Int64>) -> Int64? {
        switch form {
        case .count: return words[0]
        case .sumOfIntegers: return Int64(clamping: wide(words))
        default: return nil
        }
    }

    @inlinable static func double(_ slot: Int64) -> Double { Double(bitPattern: UInt64(bitPattern: slot)) }
    @inlinable static func slot(_ value: Double) -> Int64 { Int64(bitPattern: value.bitPattern) }
}
