/// An expression's parts in the order in which they can be evaluated: children stand before their parents.
///
/// A flat array instead of linked nodes: no part of the program needs to recurse over it, so long chains of
/// operators cost no stack.
struct SyntaxTree: Sendable {
    var nodes: [SyntaxNode] = []

    /// The whole expression.
    var root: Int { nodes.count - 1 }
}

/// One part of an expression. Children are given as places in the tree.
struct SyntaxNode: Sendable {
    var form: Form
    /// UTF-8 offsets in the text.
    var range: Range<Int>
    /// The same with the brackets around it.
    var extent: Range<Int>

    enum Form: Sendable {
        /// Reported already.
        case invalid
        case constant(Constant)
        case uint(UInt64)
        case bytes([UInt8])
        case name(String)
        /// `.name`: a name of the outermost scope, whatever is nearer.
        case rooted(String)
        case not(Int)
        case negated(Int)
        case binary(BinaryOperator, Int, Int)
        case conditional(Int, Int, Int)
        case call(Call)
        case list([Int])
        case map([Entry])
        /// `operand.field`
        case select(Int, field: String)
        /// `operand[index]`
        case index(Int, Int)
        /// Proper CEL that the checker does not know yet, in words.
        case unsupported(String)
    }

    /// `key: value`
    struct Entry: Sendable {
        var key: Int
        var value: Int
    }

    /// `name(arguments)` or `receiver.name(arguments)`.
    struct Call: Sendable {
        var name: String
        var nameRange: Range<Int>
        var receiver: Int?
        var arguments: [Int]
    }
}

/// What stands between two operands.
enum BinaryOperator: String, Sendable {
    case or = "||"
    case and = "&&"
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case membership = "in"
    case plus = "+"
    case minus = "-"
    case times = "*"
    case divide = "/"
    case modulo = "%"

    init?(_ token: Token.Kind) {
        switch token {
        case .or: self = .or
        case .and: self = .and
        case .equal: self = .equal
        case .notEqual: self = .notEqual
        case .less: self = .less
        case .lessOrEqual: self = .lessOrEqual
        case .greater: self = .greater
        case .greaterOrEqual: self = .greaterOrEqual
        case .in: self = .membership
        case .plus: self = .plus
        case .minus: self = .minus
        case .times: self = .times
        case .divide: self = .divide
        case .modulo: self = .modulo
        default: return nil
        }
    }

    /// How tightly it binds; all bind to the left.
    var precedence: Int {
        switch self {
        case .or: 1
        case .and: 2
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .membership: 3
        case .plus, .minus: 4
        case .times, .divide, .modulo: 5
        }
    }
}
