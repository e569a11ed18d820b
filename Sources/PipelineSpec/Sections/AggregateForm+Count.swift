import Expressions

extension AggregateForm {
    /// `count: true` counts all rows, `count: <expression>` those for which it is true.
    static let count = AggregateForm(
        key: .optional(
            "count", "true or an expression that yields bool", .expression([.bool]),
            "How many rows there are, or for how many a condition is true.")
    ) { section, scope in
        if case .scalar(let scalar) = section.entry("count")?.value.content, scalar.text == "true" {
            return .count(nil)
        }
        return section.expression("count", scope: scope, yields: [.bool]).map(AggregateDeclaration.count)
    }
}
