/// A part of an expression as the value evaluator runs it. Children are places among the other nodes, and stand
/// before their parents.
enum ValueNode: Sendable {
    /// Belongs to something that is evaluated as a whole.
    case unused
    case constant(Outcome)
    case variable(String)
    /// A variable of a macro.
    case local(Int)
    case unknownName(String)
    case not(Int)
    case negated(Int)
    case logic(isAnd: Bool, Int, Int)
    case operation(BinaryOperator, Int, Int)
    case conditional(Int, Int, Int)
    case list([Int])
    case map([SyntaxNode.Entry])
    case select(Int, field: String)
    case index(Int, Int)
    /// `has(operand.field)`
    case presence(Int, field: String)
    /// `has(name)`: whether it is not null.
    case valuePresence(Int)
    case call(name: String, [FunctionDeclaration], [Int])
    case macro(Macro)

    /// A loop over a list or map.
    struct Macro: Sendable {
        var kind: Kind
        var operand: Int
        /// The local of the first variable; that of the second is the next.
        var local: Int
        var hasTwoVariables: Bool
        var predicate: Int?
        var transform: Int?

        enum Kind: Sendable { case all, exists, existsOne, list, map, mapEntries }
    }

    /// What it is made of, except for the bodies of macros.
    var children: [Int] {
        switch self {
        case .unused, .constant, .variable, .local, .unknownName: []
        case .not(let child), .negated(let child), .select(let child, _), .presence(let child, _),
            .valuePresence(let child):
            [child]
        case .logic(_, let left, let right), .operation(_, let left, let right), .index(let left, let right):
            [left, right]
        case .conditional(let condition, let then, let otherwise): [condition, then, otherwise]
        case .list(let elements): elements
        case .map(let entries): entries.flatMap { [$0.key, $0.value] }
        case .call(_, _, let arguments): arguments
        case .macro(let macro): [macro.operand]
        }
    }
}

/// Stands before the first node of a part that is not always evaluated.
struct ValueGuard: Sendable {
    enum Kind: Sendable {
        /// The body of a macro, which the macro runs itself.
        case always
        /// Skipped unless the node is this bool.
        case unless(Int, Bool)
        /// Skipped when the node is this bool.
        case when(Int, Bool)
    }

    var kind: Kind
    /// The place behind the part.
    var end: Int
}

/// Nodes in the order in which they are evaluated; the last is the whole.
struct ValueProgram: Sendable {
    var nodes: [ValueNode] = []
    /// What stands before each node.
    var guards: [ValueGuard?] = []
    /// The first place of each node's part.
    var starts: [Int] = []
    var localCount = 0
}
