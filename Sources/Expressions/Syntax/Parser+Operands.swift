extension Parser {
    /// An operand with what is attached to it: `.name`, `.name(…)`, `[…]`.
    mutating func parsePostfix(minus: Token?) -> Int {
        var node = parsePrimary(minus: minus)
        while true {
            let start = tree.nodes[node].extent.lowerBound
            if token.kind == .dot {
                advance()
                node = parseMember(of: node, from: start)
            } else if token.kind == .leftBracket {
                let opening = advance()
                var index = -1
                nested(opening) { index = $0.parseExpression() }
                expect(.rightBracket, "]", for: opening)
                node = add(index < 0 ? .invalid : .index(node, index), start..<end)
            } else if token.kind == .leftBrace {
                parseBraces()
                node = add(.unsupported("making messages with { }"), start..<end)
            } else {
                return node
            }
        }
    }

    /// Where the last taken token ends.
    private var end: Int { place > 0 ? tokens[place - 1].range.upperBound : token.range.lowerBound }

    private mutating func parseMember(of node: Int, from start: Int) -> Int {
        if token.kind == .quotedName {
            let field = text(advance().range.dropFirst().dropLast())
            return add(.select(node, field: field), start..<end)
        }
        guard token.kind == .name || token.kind == .in || token.kind == .reserved else {
            unexpected("unexpected \(described(token))", expected: "a name behind the '.'")
            return add(.invalid, start..<end)
        }
        let name = advance()
        guard token.kind == .leftParenthesis else {
            return add(.select(node, field: text(name.range)), start..<end)
        }
        return parseCall(name, receiver: node, from: start)
    }

    private mutating func parseCall(_ name: Token, receiver: Int?, from start: Int) -> Int {
        let arguments = parseList(advance(), closing: .rightParenthesis, ")")
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
        let start = minus ?? token
        switch token.kind {
        case .int: return add(parseInteger(advance(), minus: minus), start.range.lowerBound..<end)
        case .double: return add(parseDouble(advance(), minus: minus), start.range.lowerBound..<end)
        case .string: return addConstant(.string(strings[token.payload]))
        case .true, .false: return addConstant(.bool(token.kind == .true))
        case .null: return addConstant(.null)
        case .bytes: return add(.bytes(blobs[token.payload]), advance().range)
        case .unsigned: return add(parseUnsigned(token), advance().range)
        case .dot: return parseRooted()
        case .name:
            let name = advance()
            if token.kind == .leftParenthesis {
                return parseCall(name, receiver: nil, from: name.range.lowerBound)
            }
            return add(.name(text(name.range)), name.range)
        case .leftParenthesis: return parseParenthesis()
        case .leftBracket:
            let opening = advance()
            let elements = parseList(opening, closing: .rightBracket, "]")
            return add(.list(elements), opening.range.lowerBound..<end)
        case .leftBrace:
            let entries = parseEntries()
            return add(.map(entries), start.range.lowerBound..<end)
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
        expect(.rightParenthesis, ")", for: opening)
        guard node >= 0 else { return add(.invalid, opening.range) }
        tree.nodes[node].extent = opening.range.lowerBound..<max(end, tree.nodes[node].extent.upperBound)
        return node
    }

    /// `.name`: a name of the outermost scope.
    private mutating func parseRooted() -> Int {
        let dot = advance()
        guard token.kind == .name else {
            unexpected("unexpected \(described(token))", expected: "a name behind the '.'")
            return add(.invalid, dot.range)
        }
        let name = advance()
        if token.kind == .leftParenthesis {
            return parseCall(name, receiver: nil, from: dot.range.lowerBound)
        }
        return add(.rooted(text(name.range)), dot.range.lowerBound..<name.range.upperBound)
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
                guard parser.accept(.colon) else {
                    parser.unexpected(
                        "unexpected \(parser.described(parser.token))", expected: "':' behind the key")
                    break
                }
                entries.append(SyntaxNode.Entry(key: key, value: parser.parseExpression()))
                guard parser.accept(.comma) else { break }
            }
        }
        expect(.rightBrace, "}", for: opening)
        return entries
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
