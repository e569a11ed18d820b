/// A parsed expression of full CEL that is evaluated for one set of values at a time.
///
/// Where many rows are to be evaluated and scalars do, ``CheckedExpression`` is faster by far; where both can evaluate an
/// expression they agree.
public struct ValueExpression: Sendable {
    /// The expression as it was written.
    public let text: String
    /// What it yields, as far as that is known before it runs.
    public let type: ValueType
    private let program: ValueProgram

    /// Parses an expression and resolves its names.
    ///
    /// - Parameters:
    ///   - text: the expression.
    ///   - names: the variables that there are; they may have dots.
    ///   - types: the types of those whose type is known; it need not be, then what makes no sense is an error when it is
    ///     reached.
    ///   - container: the prefix, such as `com.example`, by which names are looked for first.
    ///   - isChecked: whether unknown names and functions, and operands of a wrong type, are problems. Otherwise they are
    ///     errors when they are reached, which `&&` and `||` may pass over.
    /// - Throws: everything that is wrong with it, in the order of the text.
    /// - Complexity: O(length), plus what its constant parts take.
    public init(
        _ text: String, names: Set<String> = [], types: [String: ValueType] = [:], container: String = "",
        isChecked: Bool = true
    ) throws(ExpressionProblems) {
        try CheckedExpression.checkLength(text)
        var lexer = Lexer(Array(text.utf8))
        lexer.run()
        var parser = Parser(lexer)
        parser.run()
        try parser.problems.throwIfAny()
        let outline = TreeOutline(parser.tree)
        let known = names.union(types.keys)
        let resolution = NameResolution(variables: known, container: container)
        var type = ValueType.dyn
        if isChecked {
            let untyped = Dictionary(
                known.map { ($0, ValueType.dyn) }, uniquingKeysWith: { first, _ in first })
            var checker = Checker(
                parser.tree, outline: outline, scope: Scope(variables: untyped.merging(types) { $1 }),
                names: resolution, rules: .values, problems: ProblemList())
            checker.run()
            try checker.problems.throwIfAny()
            type = checker.type(parser.tree.root) ?? .dyn
        } else if let malformed = outline.problems.first {
            throw ExpressionProblems(problems: [malformed])
        }
        self.type = type
        var lowering = ValueLowering(parser.tree, outline: outline, names: resolution)
        lowering.run()
        try lowering.problems.throwIfAny()
        var folding = ConstantFolding(lowering.program)
        folding.run()
        program = folding.program
        self.text = text
    }

    /// Evaluates the expression.
    ///
    /// - Parameters:
    ///   - variables: the values of names; a name without one is an error where it is reached.
    ///   - zones: finds named time zones; without it only UTC and offsets are known.
    /// - Returns: the value of the whole expression.
    /// - Throws: the error that the expression comes to, also when it takes more than five million steps.
    public func evaluate(
        _ variables: [String: CELValue] = [:], zones: TimeZoneLookup? = nil
    ) throws(EvaluationFailure) -> CELValue {
        var run = ValueRun(program, variables: variables, context: EvaluationContext(zones: zones))
        return try run.result().get()
    }
}
