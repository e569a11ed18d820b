/// One evaluation of a program. Parts run in the order of their places; recursion happens at macros only, whose
/// depth the parser limits.
struct ValueRun {
    private let program: ValueProgram
    private let variables: [String: CELValue]
    var context: EvaluationContext
    var locals: [CELValue]
    /// What parts came to, until their parents take it.
    private var outcomes: [Outcome?]

    init(_ program: ValueProgram, variables: [String: CELValue], context: EvaluationContext) {
        self.program = program
        self.variables = variables
        self.context = context
        locals = Array(repeating: .null, count: program.localCount)
        outcomes = Array(repeating: nil, count: program.nodes.count)
    }

    /// What the whole comes to.
    mutating func result() -> Outcome {
        run(0..<program.nodes.count)
        return take(program.nodes.count - 1)
    }

    /// Runs the body of a macro once.
    mutating func body(_ place: Int) throws(EvaluationFailure) -> CELValue {
        run(program.starts[place]..<place + 1, isBody: true)
        return try take(place).get()
    }

    /// What one node makes of children that are known.
    mutating func evaluate(_ node: ValueNode, with children: [(place: Int, outcome: Outcome?)]) -> Outcome {
        for child in children { outcomes[child.place] = child.outcome }
        return outcome(node)
    }

    private mutating func run(_ places: Range<Int>, isBody: Bool = false) {
        var place = places.lowerBound
        while place < places.upperBound, !context.isExhausted {
            let isOwn = isBody && place == places.lowerBound
            if !isOwn, let end = skipped(program.guards[place]) {
                place = end
                continue
            }
            outcomes[place] = outcome(program.nodes[place])
            place += 1
        }
    }

    /// Where to go on when a guard leaves out what is behind it.
    private func skipped(_ guarded: ValueGuard?) -> Int? {
        guard let guarded else { return nil }
        switch guarded.kind {
        case .always: return guarded.end
        case .unless(let place, let value): return isBool(place, value) ? nil : guarded.end
        case .when(let place, let value): return isBool(place, value) ? guarded.end : nil
        }
    }

    private func isBool(_ place: Int, _ value: Bool) -> Bool {
        guard case .success(.bool(let found)) = outcomes[place] else { return false }
        return found == value
    }

    private mutating func take(_ place: Int) -> Outcome {
        let outcome = outcomes[place]
        outcomes[place] = nil
        return outcome ?? .failure(EvaluationFailure("the expression takes too many steps"))
    }

    /// The value of a child; what is taken is not kept.
    mutating func value(_ place: Int) throws(EvaluationFailure) -> CELValue { try take(place).get() }

    private mutating func outcome(_ node: ValueNode) -> Outcome {
        do throws(EvaluationFailure) {
            // Macros come back here for their bodies, so they leave out the large frame.
            if case .macro(let macro) = node { return .success(try loop(macro)) }
            return .success(try compute(node))
        } catch {
            return .failure(error)
        }
    }

    private mutating func compute(_ node: ValueNode) throws(EvaluationFailure) -> CELValue {
        try context.charge(1)
        switch node {
        case .unused: return .null
        case .constant(let outcome): return try outcome.get()
        case .local(let index): return locals[index]
        case .variable(let name):
            guard let value = variables[name] else { throw EvaluationFailure("'\(name)' has no value") }
            return value
        case .unknownName(let name): throw EvaluationFailure("unknown name '\(Checker.shortened(name))'")
        case .not(let operand):
            guard case .bool(let value) = try value(operand) else {
                throw EvaluationFailure("'!' needs a bool")
            }
            return .bool(!value)
        case .negated(let operand): return try ValueArithmetic.negate(value(operand))
        case .logic(let isAnd, let left, let right): return try logic(isAnd, left, right)
        case .operation(let `operator`, let left, let right):
            return try operation(`operator`, take(left), take(right))
        case .conditional(let condition, let then, let otherwise):
            guard case .bool(let isTrue) = try value(condition) else {
                throw EvaluationFailure("the condition before '?' is no bool")
            }
            return try value(isTrue ? then : otherwise)
        case .list(let elements): return try list(elements)
        case .map(let entries): return try map(entries)
        case .select(let operand, let field): return try ValueAccess.field(field, of: value(operand))
        case .index(let operand, let index):
            let (operand, index) = (take(operand), take(index))
            return try ValueAccess.element(index.get(), of: operand.get())
        case .presence(let operand, let field):
            guard case .map(let map) = try value(operand) else {
                throw EvaluationFailure("'has' asks for a field of something that is no map")
            }
            return .bool(map[.string(field)] != nil)
        case .valuePresence(let operand):
            if case .null = try value(operand) { return .bool(false) }
            return .bool(true)
        case .call(let name, let functions, let arguments): return try call(name, functions, arguments)
        case .macro(let macro): return try loop(macro)
        }
    }

    /// The side that decides wins, whatever the other one comes to.
    private mutating func logic(
        _ isAnd: Bool, _ left: Int, _ right: Int
    ) throws(EvaluationFailure) -> CELValue {
        let first = take(left)
        if case .success(.bool(let value)) = first, value != isAnd { return .bool(value) }
        let second = take(right)
        if case .success(.bool(let value)) = second, value != isAnd { return .bool(value) }
        guard case .bool = try first.get(), case .bool = try second.get() else {
            throw EvaluationFailure("'\(isAnd ? "&&" : "||")' needs bools")
        }
        return .bool(isAnd)
    }

    private mutating func operation(
        _ operator: BinaryOperator, _ left: Outcome, _ right: Outcome
    ) throws(EvaluationFailure) -> CELValue {
        try ValueArithmetic.apply(`operator`, left.get(), right.get(), &context)
    }

    private mutating func list(_ elements: [Int]) throws(EvaluationFailure) -> CELValue {
        try context.charge(elements.count)
        var values: [CELValue] = []
        values.reserveCapacity(elements.count)
        for element in elements { values.append(try value(element)) }
        return .list(values)
    }

    private mutating func map(_ entries: [SyntaxNode.Entry]) throws(EvaluationFailure) -> CELValue {
        try context.charge(entries.count)
        var map = CELMap()
        for entry in entries {
            let key = try value(entry.key)
            try ValueAccess.insert(value(entry.value), for: key, into: &map)
        }
        return .map(map)
    }

    private mutating func call(
        _ name: String, _ functions: [FunctionDeclaration], _ places: [Int]
    ) throws(EvaluationFailure) -> CELValue {
        var arguments: [CELValue] = []
        for place in places { arguments.append(try value(place)) }
        for function in functions where function.takes(arguments) {
            if let evaluate = function.evaluate { return try evaluate(arguments, &context) }
        }
        let types = arguments.map(\.type.shortName).joined(separator: ", ")
        throw EvaluationFailure("no function '\(Checker.shortened(name))' takes (\(types))")
    }
}
