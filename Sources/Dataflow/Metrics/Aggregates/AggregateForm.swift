public import EventModel
public import Expressions

/// How one number of a metric is kept.
///
/// Every form is associative and commutative, so that neither order nor batch size shows in a result. Counts and sums
/// can also be taken back by a row of weight -1; see ``isRetractable``.
public enum AggregateForm: Hashable, Sendable {
    /// Rows for which the condition holds.
    case count
    /// Rows for which `of` and `among` hold among rows for which `among` holds.
    case share
    /// An exact sum: of integers as a 128-bit integer, of decimals as a 128-bit count of millionths.
    case sum(NumberKind)
    /// The arithmetic mean, from an exact sum.
    case mean(NumberKind)
    /// The population variance, from exact sums of values and of squares; squares of decimals are rounded to
    /// millionths one by one.
    case variance(NumberKind)
    /// The smallest or largest value. The one integer at the end of the range that means "nothing yet" (the largest
    /// 64-bit integer for the smallest value, and the other way round) is told as nothing.
    case extreme(NumberKind, smallest: Bool)
    /// The value of the earliest or latest row by event time; of rows of one time the one whose value has the
    /// smallest hash.
    case edge(FieldType, latest: Bool)
    /// A sum of decimals in which a row weighs half as much after each half-life; told as of the window's end.
    case decayedSum(halfLifeMilliseconds: Int64)
    /// How many distinct values, by HyperLogLog with 2^precision registers.
    case distinct(precision: UInt8)
    /// A quantile by DDSketch, within a relative error.
    case quantile(Double, relativeError: Double)
    /// The most frequent strings with their counts, by space-saving with a number of counters.
    case top(Int, counters: Int)
    /// Some strings, taken by hash.
    case sample(Int)

    /// What kind of numbers is aggregated.
    public enum NumberKind: Hashable, Sendable {
        /// 64-bit integers; times and durations in milliseconds.
        case integer
        /// Doubles, counted in millionths.
        case decimal
    }

    /// Whether a row of weight -1 undoes one of weight 1.
    public var isRetractable: Bool {
        switch self {
        case .extreme, .edge, .distinct, .sample: false
        default: true
        }
    }
}

/// One aggregate of a metric: its form and what it reads from the rows.
public struct AggregatePlan: Sendable {
    /// The name that records and alerts know it by.
    public var name: String
    /// How it is kept.
    public var form: AggregateForm
    /// What is summed, compared or remembered; for a share the condition of the numerator.
    public var operand: CompiledExpression?
    /// Which rows count; `nil` for all.
    public var condition: CompiledExpression?
    /// Its first word in the group's records, or its sketch's number.
    public internal(set) var place = 0

    /// An aggregate from its parts; its place is given when it is added to a group.
    public init(
        name: String, form: AggregateForm, operand: CompiledExpression? = nil,
        condition: CompiledExpression? = nil
    ) {
        self.name = name
        self.form = form
        self.operand = operand
        self.condition = condition
    }
}
