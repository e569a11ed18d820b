import Expressions

extension AggregateForm {
    /// `sum: <expression>`
    static let sum = single(
        "sum", yields: numbers, "The sum over all rows, exact in any order.", AggregateDeclaration.sum)
    /// `mean: <expression>`
    static let mean = single(
        "mean", yields: numbers, "The mean of the rows that have a value.", AggregateDeclaration.mean)
    /// `variance: <expression>`
    static let variance = single(
        "variance", yields: numbers,
        "How far values spread: the mean square of their distance from the mean.",
        AggregateDeclaration.variance)
    /// `min: <expression>`
    static let min = single(
        "min", yields: numbers, "The smallest value.", AggregateDeclaration.min)
    /// `max: <expression>`
    static let max = single(
        "max", yields: numbers, "The largest value.", AggregateDeclaration.max)
    /// `first: <expression>`
    static let first = single(
        "first", yields: values, "The value of the row with the earliest event time.",
        AggregateDeclaration.first)
    /// `last: <expression>`
    static let last = single(
        "last", yields: values, "The value of the row with the latest event time.",
        AggregateDeclaration.last)

    /// What can be added up and compared.
    static let numbers: [ValueType] = [.int, .double, .duration]
    /// What can be kept as it is.
    static let values: [ValueType] = [.string, .int, .double, .bool, .time, .duration]

    private static func single(
        _ name: String, yields types: [ValueType], _ summary: String,
        _ make: @escaping @Sendable (CheckedExpression) -> AggregateDeclaration
    ) -> AggregateForm {
        AggregateForm(key: .optional(name, .yielding(types), .expression(types), summary)) { section, scope in
            section.expression(name, scope: scope, yields: types).map(make)
        }
    }
}

extension String {
    /// What belongs where an expression of some types does.
    static func yielding(_ types: [ValueType]) -> String {
        "an expression that yields " + listed(types.map { "\($0)" })
    }
}
