public import Expressions

/// What is computed from the rows of a window.
public enum AggregateDeclaration: Sendable {
    /// How many rows there are, of those for which the expression is true.
    case count(CheckedExpression?)
    /// The sum; of durations in milliseconds.
    case sum(CheckedExpression)
    /// The arithmetic mean.
    case mean(CheckedExpression)
    /// The smallest value.
    case min(CheckedExpression)
    /// The largest value.
    case max(CheckedExpression)
    /// How many rows of those `among` are also `of`, as a part of 1.
    case share(of: CheckedExpression, among: CheckedExpression?)

    /// What alerts see: counts and sums of whole numbers are ints, all else is a double.
    public var valueType: ValueType {
        switch self {
        case .count: .int
        case .sum(let expression): expression.type == .double ? .double : .int
        case .mean, .min, .max, .share: .double
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
