/// A call that is a macro: what it loops over, its variables and its body.
struct MacroCall {
    var kind: ValueNode.Macro.Kind
    var operand: Int
    var variables: [String]
    var predicate: Int?
    var transform: Int?

    /// The first of the body's parts.
    var firstBody: Int? { predicate ?? transform }

    /// Reads a call.
    ///
    /// - Throws: a problem when it is a macro whose variables are no names.
    /// - Returns: `nil` when it is a call of a function.
    init?(_ call: SyntaxNode.Call, in tree: SyntaxTree) throws(ExpressionProblem) {
        guard let receiver = call.receiver,
            let shape = Self.shape(call.name, arguments: call.arguments.count)
        else { return nil }
        operand = receiver
        kind = shape.kind
        variables = []
        for argument in call.arguments.prefix(shape.variables) {
            guard case .name(let name) = tree.nodes[argument].form else {
                throw ExpressionProblem(
                    range: tree.nodes[argument].range, message: "'\(call.name)' needs a name here",
                    expected: "\(call.name)(name, …)")
            }
            variables.append(name)
        }
        let bodies = call.arguments.dropFirst(shape.variables)
        predicate = shape.hasPredicate ? bodies.first : nil
        transform = shape.hasTransform ? bodies.last : nil
    }

    /// What macros are called.
    static let names = [
        "all", "exists", "exists_one", "existsOne", "filter", "map", "transformList", "transformMap",
        "transformMapEntry",
    ]

    /// How a macro is written, for messages.
    static func usage(of name: String) -> String {
        name.hasPrefix("transform")
            ? "list.\(name)(key, value, …) or map.\(name)(key, value, …)"
            : "list.\(name)(x, …) or map.\(name)(key, …)"
    }

    private typealias Shape = (
        kind: ValueNode.Macro.Kind, variables: Int, hasPredicate: Bool, hasTransform: Bool
    )

    private static func shape(_ name: String, arguments: Int) -> Shape? {
        switch (name, arguments) {
        case ("all", 2), ("all", 3): (.all, arguments - 1, true, false)
        case ("exists", 2), ("exists", 3): (.exists, arguments - 1, true, false)
        case ("exists_one", 2), ("existsOne", 2), ("exists_one", 3), ("existsOne", 3):
            (.existsOne, arguments - 1, true, false)
        case ("filter", 2): (.list, 1, true, false)
        case ("map", 2): (.list, 1, false, true)
        case ("map", 3): (.list, 1, true, true)
        case ("transformList", 3), ("transformList", 4): (.list, 2, arguments == 4, true)
        case ("transformMap", 3), ("transformMap", 4): (.map, 2, arguments == 4, true)
        case ("transformMapEntry", 3), ("transformMapEntry", 4): (.mapEntries, 2, arguments == 4, true)
        default: nil
        }
    }
}
