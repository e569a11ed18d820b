/// Cuts a template into literal text and expressions.
struct TemplateReader {
    private let text: String
    private let bytes: [UInt8]
    private let scope: Scope
    private(set) var pieces: [CheckedTemplate.Piece] = []
    private(set) var variables: Set<String> = []
    private(set) var problems = ProblemList()

    init(_ text: String, scope: Scope) {
        self.text = text
        self.scope = scope
        bytes = Array(text.utf8)
    }

    mutating func run() {
        var position = 0
        while position < bytes.count {
            let opening = nextOpening(from: position)
            if opening > position {
                pieces.append(.text(String(decoding: bytes[position..<opening], as: UTF8.self)))
            }
            guard opening < bytes.count else { return }
            guard let next = readPiece(at: opening) else { return }
            position = next
        }
    }

    private func nextOpening(from start: Int) -> Int {
        var position = start
        while position + 1 < bytes.count {
            if bytes[position] == UInt8(ascii: "{"), bytes[position + 1] == UInt8(ascii: "{") {
                return position
            }
            position += 1
        }
        return bytes.count
    }

    /// Reads one expression and returns where the text behind it begins; `nil` when the piece has no end.
    private mutating func readPiece(at opening: Int) -> Int? {
        var lexer = Lexer(bytes, from: opening + 2, isInTemplate: true, problems: problems)
        lexer.run()
        guard lexer.isClosed else {
            // A string without an end has swallowed the braces; that is reported already.
            let isExplained = lexer.problems.problems.count > problems.problems.count
            problems = lexer.problems
            guard !isExplained else { return nil }
            problems.add(
                opening..<opening + 2, "the '{{' is not closed", expected: "'}}' behind the expression")
            return nil
        }
        let piece = String(decoding: bytes[opening + 2..<lexer.position], as: UTF8.self)
        let (expression, found) = CheckedExpression.check(lexer, text: piece, scope: scope)
        problems = found
        if let expression {
            pieces.append(.expression(expression))
            variables.formUnion(expression.variables)
        }
        return lexer.position + 2
    }
}
