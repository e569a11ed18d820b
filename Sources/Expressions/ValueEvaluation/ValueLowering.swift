/// Turns a syntax tree into nodes for the value evaluator: names resolved, macros expanded, parts that are not
/// always evaluated guarded.
struct ValueLowering {
    let tree: SyntaxTree
    let names: NameResolution
    /// Whether names and functions that nobody knows are problems; otherwise they are errors when they are reached.
    let isChecked: Bool
    var program = ValueProgram()
    var problems = ProblemList()
    /// By the place of the call.
    private var macros: [Int: MacroCall] = [:]
    /// The places of macros that were reported.
    private var malformed: Set<Int> = []
    /// By the first place of the macro's body.
    private var scopes: [Int: Scope] = [:]
    private var open: [Scope] = []
    /// The dotted name that a node spells, if it does and begins with no local.
    private var dotted: [Int: String] = [:]

    private struct Scope {
        var call: Int
        var local: Int
        var variables: [String]
    }

    /// Longer names are no names of anything.
    private static let nameLimit = 256

    init(_ tree: SyntaxTree, names: NameResolution, isChecked: Bool) {
        self.tree = tree
        self.names = names
        self.isChecked = isChecked
    }

    mutating func run() {
        findParts()
        for place in tree.nodes.indices {
            if let scope = scopes[place] { open.append(scope) }
            if open.last?.call == place { open.removeLast() }
            program.nodes.append(lower(place))
        }
        guard isChecked else { return }
        for (place, node) in program.nodes.enumerated() {
            if case .unknownName(let name) = node {
                problems.add(tree.nodes[place].range, "unknown name '\(Checker.shortened(name))'")
            }
        }
    }

    /// Where parts begin, and which of them are bodies of macros.
    private mutating func findParts() {
        program.guards = Array(repeating: nil, count: tree.nodes.count)
        for (place, node) in tree.nodes.enumerated() {
            let first = Self.firstChild(node.form)
            program.starts.append(first.map { program.starts[$0] } ?? place)
            guard case .call(let call) = node.form else { continue }
            do throws(ExpressionProblem) {
                if let macro = try MacroCall(call, in: tree) { note(macro, at: place) }
            } catch {
                problems.add(error.range, error.message, expected: error.expected)
                malformed.insert(place)
            }
        }
    }

    private mutating func note(_ macro: MacroCall, at place: Int) {
        guard let first = macro.firstBody else { return }
        macros[place] = macro
        scopes[program.starts[first]] = Scope(
            call: place, local: program.localCount, variables: macro.variables)
        program.localCount += macro.variables.count
        for body in [macro.predicate, macro.transform].compactMap({ $0 }) { add(.always, before: body) }
    }

    private mutating func add(_ kind: ValueGuard.Kind, before place: Int) {
        program.guards[program.starts[place]] = ValueGuard(kind: kind, end: place + 1)
    }

    private static func firstChild(_ form: SyntaxNode.Form) -> Int? {
        switch form {
        case .not(let child), .negated(let child), .select(let child, _): child
        case .binary(_, let left, _), .index(let left, _): left
        case .conditional(let condition, _, _): condition
        case .call(let call): call.receiver ?? call.arguments.first
        case .list(let elements): elements.first
        case .map(let entries): entries.first?.key
        default: nil
        }
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
        guard name.utf8.count <= Self.nameLimit else { return nil }
        dotted[place] = name
        return names.resolve(name)
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
        if let macro = macros[place] { return lowerMacro(macro, call) }
        if malformed.contains(place) { return .unused }
        if call.name == "has", call.receiver == nil { return lowerPresence(call) }
        let operands = (call.receiver.map { [$0] } ?? []) + call.arguments
        let functions = (FunctionTable.byName[call.name] ?? []).filter { function in
            function.parameters.count == operands.count
                && (function.style == .either || (function.style == .receiver) == (call.receiver != nil))
        }
        if functions.isEmpty, isChecked { refuse(call) }
        return .call(name: call.name, functions, operands)
    }

    private mutating func refuse(_ call: SyntaxNode.Call) {
        guard let known = FunctionTable.byName[call.name] else {
            let names = FunctionTable.byName.keys.sorted()
            return problems.add(
                call.nameRange, "unknown function '\(Checker.shortened(call.name))'",
                suggestion: problems.isFull ? nil : NearestName.of(call.name, among: names))
        }
        problems.add(
            call.nameRange, "'\(call.name)' cannot be called this way",
            expected: known.map(\.signature).joined(separator: ", "))
    }

    private mutating func lowerMacro(_ macro: MacroCall, _ call: SyntaxNode.Call) -> ValueNode {
        for argument in call.arguments.prefix(macro.variables.count) { program.nodes[argument] = .unused }
        let start = macro.firstBody.map { program.starts[$0] } ?? 0
        return .macro(
            ValueNode.Macro(
                kind: macro.kind, operand: macro.operand, local: scopes[start]?.local ?? 0,
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
