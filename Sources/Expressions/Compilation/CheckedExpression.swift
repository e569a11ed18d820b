public import EventModel

/// A parsed and type-checked expression.
///
/// The language is CEL, as far as it can be laid out over columns: lists and maps have to vanish before rows are read, by
/// macros, `in`, `[ ]` and `size`. ``ValueExpression`` knows no such limit.
///
/// A field that is absent is null. `==` and `!=` are defined for null, which equals only itself; everything else
/// that meets a null is an error in that row, as are integer overflow and division by zero. `&&` and `||` pass over
/// an error where the other side decides.
public struct CheckedExpression: Sendable {
    /// How long an expression may be, in UTF-8 bytes.
    public static let lengthLimit = 65_536

    /// The expression as it was written.
    public let text: String
    /// What it yields.
    public let type: ValueType
    /// The names it reads, also those that called functions read implicitly.
    public let variables: Set<String>
    private let nodes: [CheckedNode]
    /// The node that is the whole.
    private let root: Int

    /// Parses and checks an expression.
    ///
    /// - Throws: everything that is wrong with it, in the order of the text.
    /// - Complexity: O(length), plus the search for suggestions where names are unknown.
    public init(_ text: String, scope: Scope) throws(ExpressionProblems) {
        try Self.checkLength(text)
        var lexer = Lexer(Array(text.utf8))
        lexer.run()
        let (part, problems) = Self.check(lexer, text: text, scope: scope)
        try problems.throwIfAny()
        guard let part else {
            throw ExpressionProblems(problems: [
                .init(range: 0..<text.utf8.count, message: "the expression is empty")
            ])
        }
        self = part
    }

    private init(text: String, variables: Set<String>, nodes: [CheckedNode], root: Int) {
        self.text = text
        type = nodes[root].type
        self.variables = variables
        self.nodes = nodes
        self.root = root
    }

    /// Binds names to columns.
    ///
    /// - Precondition: each of ``variables`` is a column of the layout and has the type it was checked against.
    public func compiled(for layout: RowLayout) -> CompiledExpression {
        var builder = InstructionBuilder(nodes, layout: layout)
        var compiled = builder.build(root)
        let calls = compiled.instructions.contains { if case .call = $0.operation { true } else { false } }
        compiled.sharingKey = calls ? nil : text
        return compiled
    }

    static func checkLength(_ text: String) throws(ExpressionProblems) {
        let length = text.utf8.count
        guard length > lengthLimit else { return }
        let problem = ExpressionProblem(
            range: lengthLimit..<length, message: "the text has \(length) bytes",
            expected: "at most \(lengthLimit) bytes")
        throw ExpressionProblems(problems: [problem])
    }

    /// Parses and checks what a lexer has read; there is an expression when there is no problem.
    static func check(
        _ lexer: Lexer, text: String, scope: Scope
    ) -> (expression: CheckedExpression?, problems: ProblemList) {
        var parser = Parser(lexer)
        parser.run()
        guard !parser.gaveUp else { return (nil, parser.problems) }
        let names = NameResolution(variables: Set(scope.variables.keys), container: "")
        var checker = Checker(
            parser.tree, outline: TreeOutline(parser.tree), scope: scope, names: names, rules: .columns,
            problems: parser.problems)
        checker.run()
        guard checker.problems.isEmpty else { return (nil, checker.problems) }
        var lowering = ColumnLowering(checker)
        guard let root = lowering.run(), lowering.problems.isEmpty else { return (nil, lowering.problems) }
        let expression = CheckedExpression(
            text: text, variables: checker.variables, nodes: lowering.nodes, root: root)
        return (expression, checker.problems)
    }
}
