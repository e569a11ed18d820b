/// A word of CEL and where it stands.
struct Token {
    enum Kind: UInt8 {
        case int, unsigned, double, string, bytes, name, reserved
        /// A field between backquotes.
        case quotedName
        case `true`, `false`, null, `in`
        case leftParenthesis, rightParenthesis, leftBracket, rightBracket, leftBrace, rightBrace
        case comma, dot, question, colon
        case not, minus, plus, times, divide, modulo
        case and, or, equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
        /// Reported already.
        case invalid
        /// Behind the last word.
        case end
    }

    var kind: Kind
    /// UTF-8 offsets in the text.
    var range: Range<Int>
    /// For strings and bytes the place among the lexer's decoded ones.
    var payload = 0
}

extension Token.Kind {
    /// What kind of word a name is.
    init(name: String) {
        switch name {
        case "true": self = .true
        case "false": self = .false
        case "null": self = .null
        case "in": self = .in
        case "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
            "package", "namespace", "return", "var", "void", "while":
            self = .reserved
        default: self = .name
        }
    }

    /// Whether an operand can begin with it.
    var beginsOperand: Bool {
        switch self {
        case .int, .unsigned, .double, .string, .bytes, .name, .reserved, .true, .false, .null,
            .leftParenthesis, .leftBracket, .not, .minus:
            true
        default: false
        }
    }
}
