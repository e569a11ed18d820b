import Expressions

extension AggregateForm {
    /// `sum: <expression>`
    static let sum = numeric("sum", AggregateDeclaration.sum)
    /// `mean: <expression>`
    static let mean = numeric("mean", AggregateDeclaration.mean)
    /// `min: <expression>`
    static let min = numeric("min", AggregateDeclaration.min)
    /// `max: <expression>`
    static let max = numeric("max", AggregateDeclaration.max)

    private static func numeric(
        _ name: String, _ make: @escaping @Sendable (CheckedExpression) -> AggregateDeclaration
    ) -> AggregateForm {
        AggregateForm(key: .optional(name, "an expression that yields int, double or duration")) {
            section, scope in
            section.expression(name, scope: scope, yields: [.int, .double, .duration]).map(make)
        }
    }
}
