/// Parses CEL by recursive descent. Recursion happens at brackets only and is counted; chains are loops.
///
/// After a problem it goes on with an invalid node where it can, so that one pass finds several problems.
struct Parser {
    /// How deep brackets may be nested.
    static let depthLimit = 64

    let bytes: [UInt8]
    let tokens: [Token]
    let strings: [String]
    let blobs: [[UInt8]]
    var place = 0
    var depth = 0
    var tree = SyntaxTree()
    var problems: ProblemList
    /// Whether the rest was left unread, so that the tree says little about what was meant.
    private(set) var gaveUp = false
    /// Up to here tokens were reported: one word is one problem.
    private var reported = -1

    init(_ lexer: Lexer) {
        bytes = lexer.bytes
        tokens = lexer.tokens
        strings = lexer.strings
        blobs = lexer.blobs
        problems = lexer.problems
    }

    /// Parses everything up to the end.
    mutating func run() {
        if token.kind == .end, tokens.count == 1 {
            unexpected("the expression is empty", expected: "a value, a name or a condition")
            add(.invalid, token.range)
            return
        }
        _ = parseExpression()
        if token.kind != .end {
            unexpected("unexpected \(described(token))", expected: "an operator or the end")
        }
    }

    var token: Token { tokens[place] }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    func described(_ token: Token) -> String {
        guard token.kind != .end else { return "end" }
        let word = text(token.range)
        return "'\(word.count > 40 ? word.prefix(40) + "…" : word)'"
    }

    @discardableResult
    mutating func add(_ form: SyntaxNode.Form, _ range: Range<Int>) -> Int {
        tree.nodes.append(SyntaxNode(form: form, range: range, extent: range))
        return tree.nodes.count - 1
    }

    /// Moves behind the current token and returns it; stays at the end.
    @discardableResult
    mutating func advance() -> Token {
        let current = token
        if current.kind != .end { place += 1 }
        return current
    }

    mutating func accept(_ kind: Token.Kind) -> Bool {
        guard token.kind == kind else { return false }
        advance()
        return true
    }

    /// Reports the current token unless it or a later one was reported before.
    mutating func unexpected(_ message: String, expected: String = "", suggestion: String? = nil) {
        defer { reported = max(reported, place) }
        guard place > reported, token.kind != .invalid, !followsInvalid else { return }
        problems.add(token.range, message, expected: expected, suggestion: suggestion)
    }

    /// What stands behind a word that was reported is surprising for that reason alone.
    private var followsInvalid: Bool { place > 0 && tokens[place - 1].kind == .invalid }

    mutating func expect(_ kind: Token.Kind, _ word: String, for opening: Token) {
        guard !accept(kind) else { return }
        unexpected("unexpected \(described(token))", expected: "'\(word)' for the \(described(opening))")
    }

    /// `condition ? this : that`, of which there may be a chain; each link is one level deeper.
    mutating func parseExpression() -> Int {
        let first = parseBinary(1)
        return token.kind == .question ? parseConditional(first) : first
    }

    private mutating func parseConditional(_ first: Int) -> Int {
        var open: [(condition: Int, then: Int)] = []
        var last = first
        while token.kind == .question, enter(token) {
            let question = advance()
            let then = parseBinary(1)
            expectColon(question)
            open.append((last, then))
            last = parseBinary(1)
        }
        depth -= open.count
        for (condition, then) in open.reversed() {
            last = add(.conditional(condition, then, last), extent(condition, last))
        }
        return last
    }

    private mutating func expectColon(_ question: Token) { expect(.colon, ":", for: question) }

    private func extent(_ first: Int, _ last: Int) -> Range<Int> {
        tree.nodes[first].extent.lowerBound..<tree.nodes[last].extent.upperBound
    }

    private mutating func parseBinary(_ lowest: Int) -> Int {
        var left = parseUnary()
        while let `operator` = binaryOperator(), `operator`.precedence >= lowest {
            advance()
            let right = parseBinary(`operator`.precedence + 1)
            left = addBinary(`operator`, left, right)
        }
        return left
    }

    private mutating func addBinary(_ operator: BinaryOperator, _ left: Int, _ right: Int) -> Int {
        add(.binary(`operator`, left, right), extent(left, right))
    }

    /// The operator that the current token is or was meant to be.
    private mutating func binaryOperator() -> BinaryOperator? {
        guard token.kind == .name, token.range.count <= 3 else { return BinaryOperator(token.kind) }
        let meant: BinaryOperator
        switch text(token.range).lowercased() {
        case "and": meant = .and
        case "or": meant = .or
        default: return nil
        }
        unexpected("unknown operator \(described(token))", suggestion: meant.rawValue)
        return meant
    }

    /// Frames are kept small on the way from bracket to bracket: what needs room is done in functions that have returned
    /// before the next bracket is read.
    private mutating func parseUnary() -> Int {
        let (signs, minus) = parseSigns()
        let node = parsePostfix(minus: minus)
        return signs.isEmpty ? node : apply(signs, to: node)
    }

    /// The signs before an operand, and the minus that belongs to the number behind it: the lowest integer has no positive
    /// counterpart.
    private mutating func parseSigns() -> (signs: [Token], minus: Token?) {
        var signs: [Token] = []
        while true {
            if token.kind == .name, tokens[place + 1].kind.beginsOperand,
                tokens[place + 1].kind != .leftParenthesis,
                text(token.range).lowercased() == "not"
            {
                unexpected("unknown operator \(described(token))", suggestion: "!")
                signs.append(Token(kind: .not, range: token.range))
            } else if token.kind == .not || token.kind == .minus {
                signs.append(token)
            } else {
                break
            }
            advance()
        }
        let hasMinus = signs.last?.kind == .minus && (token.kind == .int || token.kind == .double)
        return (hasMinus ? signs.dropLast() : signs, hasMinus ? signs.last : nil)
    }

    private mutating func apply(_ signs: [Token], to operand: Int) -> Int {
        var node = operand
        for sign in signs.reversed() {
            let range = sign.range.lowerBound..<tree.nodes[node].extent.upperBound
            node = add(sign.kind == .not ? .not(node) : .negated(node), range)
        }
        return node
    }

    /// Runs `body` one level deeper, unless that is too deep.
    mutating func nested(_ opening: Token, _ body: (inout Parser) -> Void) {
        guard enter(opening) else { return }
        body(&self)
        depth -= 1
    }

    /// Goes one level deeper; beyond the limit it reports the opening word and gives up on the rest.
    private mutating func enter(_ opening: Token) -> Bool {
        guard depth >= Self.depthLimit else {
            depth += 1
            return true
        }
        problems.add(
            opening.range, "the expression is nested too deep", expected: "at most \(Self.depthLimit) levels")
        place = tokens.count - 1
        reported = place
        gaveUp = true
        return false
    }
}
