public import Expressions

/// What is computed from the rows of a window.
public enum AggregateDeclaration: Sendable {
    /// How many rows there are, of those for which the expression is true.
    case count(CheckedExpression?)
    /// The sum; of durations in milliseconds.
    case sum(CheckedExpression)
    /// The arithmetic mean.
    case mean(CheckedExpression)
    /// The population variance.
    case variance(CheckedExpression)
    /// The smallest value.
    case min(CheckedExpression)
    /// The largest value.
    case max(CheckedExpression)
    /// How many rows of those `among` are also `of`, as a part of 1.
    case share(of: CheckedExpression, among: CheckedExpression?)
    /// The value of the earliest row by event time.
    case first(CheckedExpression)
    /// The value of the latest row by event time.
    case last(CheckedExpression)
    /// How many distinct values, estimated with 2^precision registers.
    case distinct(CheckedExpression, precision: Int)
    /// The value below which a part `q` of all values lies, within a relative error.
    case quantile(of: CheckedExpression, q: Double, error: Double)
    /// The most frequent strings with their counts, of which so many are watched.
    case top(of: CheckedExpression, count: Int, counters: Int)
    /// Some different strings, taken by hash.
    case sample(of: CheckedExpression, count: Int)
    /// A sum in which a row weighs half as much after each half-life, as of the window's end.
    case decayedSum(of: CheckedExpression, halfLifeMilliseconds: Int64)

    /// What alerts see of a further aggregate: counts and sums of whole numbers are ints, the first and the last are
    /// what they were, lists are strings of JSON (for summaries; there is nothing to compare them with), all else is a
    /// double.
    public var valueType: ValueType {
        switch self {
        case .count, .distinct: .int
        case .sum(let operand): operand.type == .double ? .double : .int
        case .first(let operand), .last(let operand): operand.type == .duration ? .int : operand.type
        case .top, .sample: .string
        case .mean, .variance, .min, .max, .share, .quantile, .decayedSum: .double
        }
    }

    /// What alerts see of a metric's value: as ``valueType``, but every number that is counted or summed is a double.
    public var metricValueType: ValueType {
        switch self {
        case .count, .sum, .distinct: .double
        default: valueType
        }
    }

    /// The expressions it reads rows with.
    public var expressions: [CheckedExpression] {
        switch self {
        case .count(let condition): [condition].compactMap { $0 }
        case .share(let of, let among): [of, among].compactMap { $0 }
        case .sum(let operand), .mean(let operand), .variance(let operand), .min(let operand),
            .max(let operand),
            .first(let operand), .last(let operand), .distinct(let operand, _), .quantile(let operand, _, _),
            .top(let operand, _, _), .sample(let operand, _), .decayedSum(let operand, _):
            [operand]
        }
    }

    /// Whether it has the counts `of` and `among`.
    public var isShare: Bool {
        if case .share = self { true } else { false }
    }
}

/// A further aggregate of a metric's rows.
public struct NamedAggregate: Sendable {
    /// What alerts call it.
    public var name: String
    /// How it is computed.
    public var aggregate: AggregateDeclaration
    /// Where it is declared.
    public var location: SourceLocation
}
