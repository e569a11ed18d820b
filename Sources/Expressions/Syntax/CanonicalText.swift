extension CheckedExpression {
    /// The expression without what does not matter: one way of spacing, quoting and writing numbers, no comments, and
    /// brackets only where they are needed. Two expressions of one canonical text mean the same.
    ///
    /// - Complexity: O(length × depth).
    public var canonicalText: String {
        var lexer = Lexer(Array(text.utf8))
        lexer.run()
        var parser = Parser(lexer)
        parser.run()
        guard parser.problems.isEmpty, !parser.tree.nodes.isEmpty else { return text }
        return CanonicalText(parser.tree, source: parser.bytes).text
    }

    /// The parts of which all have to be true, as canonical texts; the expression itself when it is no `&&`.
    public var canonicalConditions: [String] {
        var lexer = Lexer(Array(text.utf8))
        lexer.run()
        var parser = Parser(lexer)
        parser.run()
        guard parser.problems.isEmpty, !parser.tree.nodes.isEmpty else { return [text] }
        return CanonicalText(parser.tree, source: parser.bytes).conditions
    }
}

/// Writes a syntax tree in one way. Children stand before their parents, so nothing recurses.
private struct CanonicalText {
    private struct Part {
        var text: String
        /// How tightly it binds; what binds less needs brackets as an operand.
        var precedence: Int
    }

    private static let unary = 6
    private static let operand = 7

    private var parts: [Part] = []
    private let tree: SyntaxTree
    private let source: [UInt8]

    init(_ tree: SyntaxTree, source: [UInt8]) {
        self.tree = tree
        self.source = source
        parts.reserveCapacity(tree.nodes.count)
        for node in tree.nodes { parts.append(part(node)) }
    }

    var text: String { parts.last?.text ?? "" }

    var conditions: [String] {
        var found: [String] = []
        var open = [tree.root]
        while let place = open.popLast() {
            if case .binary(.and, let left, let right) = tree.nodes[place].form {
                open += [right, left]
            } else {
                found.append(parts[place].text)
            }
        }
        return found
    }

    private func part(_ node: SyntaxNode) -> Part {
        switch node.form {
        case .constant(let constant): return Part(text: written(constant, node), precedence: Self.operand)
        case .uint(let value): return Part(text: "\(value)u", precedence: Self.operand)
        case .name(let name): return Part(text: name, precedence: Self.operand)
        case .not(let child): return Part(text: "!" + bound(child, Self.unary), precedence: Self.unary)
        case .negated(let child): return Part(text: "-" + bound(child, Self.unary), precedence: Self.unary)
        case .binary(let sign, let left, let right):
            let own = sign.precedence
            return Part(
                text: "\(bound(left, own)) \(sign.rawValue) \(bound(right, own + 1))", precedence: own)
        case .conditional(let condition, let yes, let no):
            return Part(text: "\(bound(condition, 1)) ? \(bound(yes, 1)) : \(bound(no, 0))", precedence: 0)
        case .call(let call):
            let receiver = call.receiver.map { bound($0, Self.operand) + "." } ?? ""
            return Part(text: "\(receiver)\(call.name)(\(list(call.arguments)))", precedence: Self.operand)
        case .list(let items): return Part(text: "[\(list(items))]", precedence: Self.operand)
        case .map(let entries):
            let written = entries.map { "\(parts[$0.key].text): \(parts[$0.value].text)" }
            return Part(text: "{\(written.joined(separator: ", "))}", precedence: Self.operand)
        case .select(let child, let field):
            return Part(text: "\(bound(child, Self.operand)).\(field)", precedence: Self.operand)
        case .index(let child, let index):
            return Part(
                text: "\(bound(child, Self.operand))[\(parts[index].text)]", precedence: Self.operand)
        // As it was written: with what may be new in the language, nothing is taken for equal that is not.
        default: return Part(text: "(" + asWritten(node) + ")", precedence: Self.operand)
        }
    }

    private func bound(_ child: Int, _ least: Int) -> String {
        let part = parts[child]
        return part.precedence < least ? "(\(part.text))" : part.text
    }

    private func list(_ items: [Int]) -> String { items.map { parts[$0].text }.joined(separator: ", ") }

    private func asWritten(_ node: SyntaxNode) -> String {
        String(decoding: source[node.extent], as: UTF8.self)
    }

    private func written(_ constant: Constant, _ node: SyntaxNode) -> String {
        switch constant {
        case .int(let value): "\(value)"
        case .double(let value): "\(value)"
        case .bool(let value): "\(value)"
        case .null: "null"
        case .string(let value): Self.quoted(value)
        case .time, .duration, .error: asWritten(node)
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
