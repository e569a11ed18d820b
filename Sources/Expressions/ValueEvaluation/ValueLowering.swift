/// Turns a syntax tree into nodes for the value evaluator: names resolved, macros expanded, parts that are not
/// always evaluated guarded.
struct ValueLowering {
    let tree: SyntaxTree
    let names: NameResolution
    private let outline: TreeOutline
    private(set) var program = ValueProgram()
    private(set) var problems = ProblemList()
    private var open: [TreeOutline.Scope] = []
    /// The dotted name that a node spells, if it does and begins with no local.
    private var dotted: [Int: String] = [:]

    init(_ tree: SyntaxTree, outline: TreeOutline, names: NameResolution) {
        self.tree = tree
        self.outline = outline
        self.names = names
        program.starts = outline.starts
        program.localCount = outline.localCount
        program.guards = Array(repeating: nil, count: tree.nodes.count)
        for body in outline.bodies { add(.always, before: body) }
    }

    mutating func run() {
        for place in tree.nodes.indices {
            if let scope = outline.scopes[place] { open.append(scope) }
            if open.last?.call == place { open.removeLast() }
            program.nodes.append(lower(place))
        }
    }

    private mutating func add(_ kind: ValueGuard.Kind, before place: Int) {
        program.guards[program.starts[place]] = ValueGuard(kind: kind, end: place + 1)
    }

    private mutating func lower(_ place: Int) -> ValueNode {
        switch tree.nodes[place].form {
        case .invalid: return .unused
        case .constant(let value): return .constant(.success(CELValue(value)))
        case .uint(let value): return .constant(.success(.uint(value)))
        case .bytes(let value): return .constant(.success(.bytes(value)))
        case .name(let name): return lowerName(name, at: place)
        case .rooted(let name): return resolved("." + name, at: place) ?? .unknownName("." + name)
        case .not(let operand): return .not(operand)
        case .negated(let operand): return .negated(operand)
        case .binary(let `operator`, let left, let right): return lowerBinary(`operator`, left, right)
        case .conditional(let condition, let then, let otherwise):
            add(.unless(condition, true), before: then)
            add(.unless(condition, false), before: otherwise)
            return .conditional(condition, then, otherwise)
        case .list(let elements): return .list(elements)
        case .map(let entries): return .map(entries)
        case .select(let operand, let field): return lowerSelect(operand, field, at: place)
        case .index(let operand, let index): return .index(operand, index)
        case .call(let call): return lowerCall(call, at: place)
        case .unsupported(let what):
            problems.add(tree.nodes[place].range, "not supported: \(what)")
            return .unused
        }
    }

    private mutating func lowerBinary(_ operator: BinaryOperator, _ left: Int, _ right: Int) -> ValueNode {
        guard `operator` == .and || `operator` == .or else { return .operation(`operator`, left, right) }
        let isAnd = `operator` == .and
        add(.when(left, !isAnd), before: right)
        return .logic(isAnd: isAnd, left, right)
    }

    private mutating func lowerName(_ name: String, at place: Int) -> ValueNode {
        for scope in open.reversed() {
            if let index = scope.variables.firstIndex(of: name) { return .local(scope.local + index) }
        }
        return resolved(name, at: place) ?? .unknownName(name)
    }

    /// What a dotted name stands for; notes it for longer names that begin with it.
    private mutating func resolved(_ name: String, at place: Int) -> ValueNode? {
        guard name.utf8.count <= NameResolution.nameLimit else { return nil }
        dotted[place] = name
        return switch names.resolve(name) {
        case .variable(let found): .variable(found)
        case .type(let type): .constant(.success(.type(type)))
        case nil: nil
        }
    }

    /// A name with dots is that name, if there is one; otherwise a field of what stands before the dot.
    private mutating func lowerSelect(_ operand: Int, _ field: String, at place: Int) -> ValueNode {
        if let name = dotted[operand], let node = resolved("\(name).\(field)", at: place) {
            release(operand)
            return node
        }
        return .select(operand, field: field)
    }

    /// Takes a chain of selections out of use.
    private mutating func release(_ place: Int) {
        var place = place
        while true {
            let node = program.nodes[place]
            program.nodes[place] = .unused
            guard case .select(let operand, _) = node else { return }
            place = operand
        }
    }

    private mutating func lowerCall(_ call: SyntaxNode.Call, at place: Int) -> ValueNode {
        if let macro = outline.macros[place] { return lowerMacro(macro, call) }
        if outline.malformed.contains(place) { return .unused }
        if call.name == "has", call.receiver == nil { return lowerPresence(call) }
        let operands = (call.receiver.map { [$0] } ?? []) + call.arguments
        let functions = (FunctionTable.byName[call.name] ?? []).filter { function in
            function.parameters.count == operands.count
                && function.isCalled(withReceiver: call.receiver != nil)
        }
        return .call(name: call.name, functions, operands)
    }

    private mutating func lowerMacro(_ macro: MacroCall, _ call: SyntaxNode.Call) -> ValueNode {
        for argument in call.arguments.prefix(macro.variables.count) { program.nodes[argument] = .unused }
        let start = macro.firstBody.map { program.starts[$0] } ?? 0
        return .macro(
            ValueNode.Macro(
                kind: macro.kind, operand: macro.operand, local: outline.scopes[start]?.local ?? 0,
                hasTwoVariables: macro.variables.count == 2, predicate: macro.predicate,
                transform: macro.transform))
    }

    /// `has(e.f)` asks for a field; `has(name)`, our own, whether a name has a value.
    private mutating func lowerPresence(_ call: SyntaxNode.Call) -> ValueNode {
        guard call.arguments.count == 1, let argument = call.arguments.first else {
            problems.add(call.nameRange, "'has' takes 1 argument", expected: "has(value.field)")
            return .unused
        }
        switch (tree.nodes[argument].form, program.nodes[argument]) {
        case (.select, .select(let operand, let field)):
            program.nodes[argument] = .unused
            return .presence(operand, field: field)
        case (.select, _), (.name, _), (.rooted, _): return .valuePresence(argument)
        default:
            problems.add(
                tree.nodes[argument].range, "'has' asks whether a field or a name has a value",
                expected: "has(value.field)")
            return .unused
        }
    }
}
