/// A part of an expression whose meaning and type are settled. Children are places among the other nodes.
struct CheckedNode: Sendable {
    var form: Form
    var type: ValueType

    enum Form: Sendable {
        case constant(Constant)
        case name(String)
        case not(Int)
        case negated(Int)
        case logic(isAnd: Bool, Int, Int)
        case arithmetic(ArithmeticOperator, Int, Int)
        case concatenation(Int, Int)
        case comparison(Comparison, Int, Int)
        /// `x == null`, or with `isNegated` `x != null`.
        case nullTest(Int, isNegated: Bool)
        case membership(Int, [Constant])
        case conditional(Int, Int, Int)
        case size(Int)
        case affix(Affix, Int, Int)
        /// To the type of the node.
        case conversion(Int)
        case call(FunctionDeclaration, [Int])
        case matches(Int, Pattern)
        case clock(Int, ClockPart, ZoneTable)
        case length(Int, LengthPart)
        /// The first, but an error where one of the others is one.
        case guarded(Int, by: [Int])
    }
}

extension CheckedNode.Form {
    /// Whether its value follows from its children, and it is not one already.
    var isPure: Bool {
        switch self {
        case .constant, .name, .call: false
        default: true
        }
    }

    /// The nodes it is computed from.
    var children: [Int] {
        switch self {
        case .constant, .name: []
        case .not(let operand), .negated(let operand), .nullTest(let operand, _), .membership(let operand, _),
            .size(let operand), .conversion(let operand), .matches(let operand, _), .clock(let operand, _, _),
            .length(let operand, _):
            [operand]
        case .logic(_, let left, let right), .arithmetic(_, let left, let right),
            .concatenation(let left, let right),
            .comparison(_, let left, let right), .affix(_, let left, let right):
            [left, right]
        case .conditional(let condition, let then, let otherwise): [condition, then, otherwise]
        case .call(_, let arguments): arguments
        case .guarded(let value, let others): [value] + others
        }
    }
}

/// Operators on two numbers, times or durations.
enum ArithmeticOperator: Sendable {
    case add, subtract, multiply, divide, remainder
}

/// How two values are compared.
enum Comparison: Sendable {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual

    /// The comparison that holds when the sides change places.
    var flipped: Comparison {
        switch self {
        case .equal, .notEqual: self
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        }
    }

    /// Whether it asks for equality, which is defined for null too.
    var isEquality: Bool { self == .equal || self == .notEqual }
}

/// Where one string is looked for in another.
enum Affix: String, Sendable {
    case prefix = "startsWith"
    case suffix = "endsWith"
    case part = "contains"
}
