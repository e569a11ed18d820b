extension Parser {
    /// An operand with what is attached to it: `.name`, `.name(…)`, `[…]`.
    mutating func parsePostfix(minus: Token?) -> Int {
        var node = parsePrimary(minus: minus)
        while true {
            switch token.kind {
            case .dot: node = parseMember(of: node)
            case .leftBracket: node = parseIndex(of: node)
            case .leftBrace: node = parseMessage(from: node)
            default: return node
            }
        }
    }

    private func start(of node: Int) -> Int { tree.nodes[node].extent.lowerBound }

    private mutating func parseIndex(of node: Int) -> Int {
        let opening = advance()
        var index = -1
        nested(opening) { index = $0.parseExpression() }
        return finishIndex(of: node, index, opening)
    }

    private mutating func finishIndex(of node: Int, _ index: Int, _ opening: Token) -> Int {
        expect(.rightBracket, "]", for: opening)
        return add(index < 0 ? .invalid : .index(node, index), start(of: node)..<end)
    }

    private mutating func parseMessage(from node: Int) -> Int {
        parseBraces()
        return add(.unsupported("making messages with { }"), start(of: node)..<end)
    }

    /// Where the last taken token ends.
    private var end: Int { place > 0 ? tokens[place - 1].range.upperBound : token.range.lowerBound }

    private mutating func parseMember(of node: Int) -> Int {
        let start = start(of: node)
        advance()
        guard token.kind != .quotedName, let name = parseMemberName() else {
            return parseOddMember(of: node, from: start)
        }
        guard token.kind == .leftParenthesis else { return addSelect(node, name, from: start) }
        return parseCall(name, receiver: node, from: start)
    }

    private mutating func parseMemberName() -> Token? {
        token.kind == .name || token.kind == .in || token.kind == .reserved ? advance() : nil
    }

    private mutating func addSelect(_ node: Int, _ name: Token, from start: Int) -> Int {
        add(.select(node, field: text(name.range)), start..<end)
    }

    /// A field in backquotes, or none at all.
    private mutating func parseOddMember(of node: Int, from start: Int) -> Int {
        if token.kind == .quotedName {
            let field = text(advance().range.dropFirst().dropLast())
            return add(.select(node, field: field), start..<end)
        }
        unexpected("unexpected \(described(token))", expected: "a name behind the '.'")
        return add(.invalid, start..<end)
    }

    private mutating func parseCall(_ name: Token, receiver: Int?, from start: Int) -> Int {
        let arguments = parseList(advance(), closing: .rightParenthesis, ")")
        return addCall(name, receiver, arguments, from: start)
    }

    private mutating func addCall(
        _ name: Token, _ receiver: Int?, _ arguments: [Int], from start: Int
    ) -> Int {
        let call = SyntaxNode.Call(
            name: text(name.range), nameRange: name.range, receiver: receiver, arguments: arguments)
        return add(.call(call), start..<end)
    }

    /// Expressions and commas up to a closing bracket.
    private mutating func parseList(_ opening: Token, closing: Token.Kind, _ word: String) -> [Int] {
        var elements: [Int] = []
        nested(opening) { parser in
            while parser.token.kind != closing, parser.token.kind != .end {
                elements.append(parser.parseExpression())
                guard parser.accept(.comma) else { break }
            }
        }
        expect(closing, word, for: opening)
        return elements
    }

    private mutating func parsePrimary(minus: Token?) -> Int {
        switch token.kind {
        case .name: parseName()
        case .dot: parseRooted()
        case .leftParenthesis: parseParenthesis()
        case .leftBracket: parseListLiteral()
        case .leftBrace: parseMapLiteral()
        default: parseLiteral(minus: minus)
        }
    }

    private mutating func parseName() -> Int {
        let name = advance()
        guard token.kind == .leftParenthesis else { return addName(name) }
        return parseCall(name, receiver: nil, from: name.range.lowerBound)
    }

    private mutating func addName(_ name: Token) -> Int { add(.name(text(name.range)), name.range) }

    private mutating func parseListLiteral() -> Int {
        let opening = advance()
        return addList(parseList(opening, closing: .rightBracket, "]"), from: opening)
    }

    private mutating func addList(_ elements: [Int], from opening: Token) -> Int {
        add(.list(elements), opening.range.lowerBound..<end)
    }

    private mutating func parseMapLiteral() -> Int {
        let start = token.range.lowerBound
        return addMap(parseEntries(), from: start)
    }

    private mutating func addMap(_ entries: [SyntaxNode.Entry], from start: Int) -> Int {
        add(.map(entries), start..<end)
    }

    private mutating func parseLiteral(minus: Token?) -> Int {
        let start = (minus ?? token).range.lowerBound
        switch token.kind {
        case .int: return add(parseInteger(advance(), minus: minus), start..<end)
        case .double: return add(parseDouble(advance(), minus: minus), start..<end)
        case .string: return addConstant(.string(strings[token.payload]))
        case .true, .false: return addConstant(.bool(token.kind == .true))
        case .null: return addConstant(.null)
        case .bytes: return add(.bytes(blobs[token.payload]), advance().range)
        case .unsigned: return add(parseUnsigned(token), advance().range)
        default: return parseNothing()
        }
    }

    private mutating func addConstant(_ constant: Constant) -> Int {
        add(.constant(constant), advance().range)
    }

    private mutating func parseNothing() -> Int {
        let found = token
        if found.kind == .reserved {
            unexpected(
                "\(described(found)) is reserved in CEL and cannot be a name", expected: "another name")
            advance()
        } else if found.kind == .invalid {
            advance()
        } else {
            unexpected("unexpected \(described(found))", expected: "a value or a name")
        }
        return add(.invalid, found.range)
    }

    private mutating func parseParenthesis() -> Int {
        let opening = advance()
        var node = -1
        nested(opening) { node = $0.parseExpression() }
        return finishParenthesis(node, opening)
    }

    private mutating func finishParenthesis(_ node: Int, _ opening: Token) -> Int {
        expect(.rightParenthesis, ")", for: opening)
        guard node >= 0 else { return add(.invalid, opening.range) }
        tree.nodes[node].extent = opening.range.lowerBound..<max(end, tree.nodes[node].extent.upperBound)
        return node
    }

    /// `.name`: a name of the outermost scope.
    private mutating func parseRooted() -> Int {
        let dot = advance()
        guard token.kind == .name else { return addRooted(nil, dot) }
        let name = advance()
        guard token.kind == .leftParenthesis else { return addRooted(name, dot) }
        return parseCall(name, receiver: nil, from: dot.range.lowerBound)
    }

    private mutating func addRooted(_ name: Token?, _ dot: Token) -> Int {
        if let name { return add(.rooted(text(name.range)), dot.range.lowerBound..<name.range.upperBound) }
        unexpected("unexpected \(described(token))", expected: "a name behind the '.'")
        return add(.invalid, dot.range)
    }

    private mutating func parseBraces() {
        let opening = advance()
        nested(opening) { parser in
            while parser.token.kind != .rightBrace, parser.token.kind != .end {
                _ = parser.parseExpression()
                if parser.accept(.colon) { _ = parser.parseExpression() }
                guard parser.accept(.comma) else { break }
            }
        }
        expect(.rightBrace, "}", for: opening)
    }

    private mutating func parseEntries() -> [SyntaxNode.Entry] {
        let opening = advance()
        var entries: [SyntaxNode.Entry] = []
        nested(opening) { parser in
            while parser.token.kind != .rightBrace, parser.token.kind != .end {
                let key = parser.parseExpression()
                guard parser.acceptColon() else { break }
                entries.append(SyntaxNode.Entry(key: key, value: parser.parseExpression()))
                guard parser.accept(.comma) else { break }
            }
        }
        expect(.rightBrace, "}", for: opening)
        return entries
    }

    private mutating func acceptColon() -> Bool {
        if accept(.colon) { return true }
        unexpected("unexpected \(described(token))", expected: "':' behind the key")
        return false
    }

    private mutating func parseUnsigned(_ token: Token) -> SyntaxNode.Form {
        let digits = text(token.range.dropLast())
        let isHexadecimal = digits.hasPrefix("0x") || digits.hasPrefix("0X")
        let number = isHexadecimal ? String(digits.dropFirst(2)) : digits
        if let value = UInt64(number, radix: isHexadecimal ? 16 : 10) { return .uint(value) }
        problems.add(
            token.range, "the unsigned integer is out of range", expected: "at most \(UInt64.max)u")
        return .invalid
    }

    private mutating func parseInteger(_ token: Token, minus: Token?) -> SyntaxNode.Form {
        let digits = bytes[token.range]
        let isHexadecimal = digits.dropFirst().first.map { $0 | 0x20 } == UInt8(ascii: "x")
        let number = isHexadecimal ? text(token.range.dropFirst(2)) : text(token.range)
        let signed = minus == nil ? number : "-" + number
        if let value = Int64(signed, radix: isHexadecimal ? 16 : 10) { return .constant(.int(value)) }
        let range = (minus ?? token).range.lowerBound..<token.range.upperBound
        problems.add(range, "the integer is out of range", expected: "at most \(Int64.max), or a double")
        return .invalid
    }

    private mutating func parseDouble(_ token: Token, minus: Token?) -> SyntaxNode.Form {
        let number = text(token.range)
        if let value = Double(number.first == "." ? "0" + number : number), value.isFinite {
            return .constant(.double(minus == nil ? value : -value))
        }
        problems.add(token.range, "the number is out of range of a double")
        return .invalid
    }
}
