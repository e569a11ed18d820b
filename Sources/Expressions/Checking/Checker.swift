/// Settles what each part of an expression means and of which type it is, and reports what makes no sense.
///
/// One pass over the flat tree: children come first. A part with a problem has no type, and what is built upon it is
/// passed over in silence, so that each mistake is reported once.
struct Checker {
    /// What differs between expressions over columns and those that are evaluated by value.
    enum Rules { case columns, values }

    /// What a part stands for.
    enum Meaning {
        /// What the tree says.
        case part
        case variable(String)
        /// A variable of a macro, by its number.
        case local(Int)
        case type(CELType)
        /// A call of one of these; which one may depend on values.
        case call([FunctionDeclaration])
        /// Part of a longer name, or the variable that a macro declares.
        case unused
    }

    let tree: SyntaxTree
    let scope: Scope
    let rules: Rules
    let outline: TreeOutline
    let names: NameResolution
    var problems: ProblemList
    private(set) var types: [ValueType?] = []
    var meanings: [Meaning]
    private(set) var variables: Set<String> = []
    /// By their numbers.
    private var localTypes: [ValueType]
    private var open: [TreeOutline.Scope] = []
    /// Names that nobody knows, unless they turn out to be the beginning of a longer one.
    private var unknown: [Int: String] = [:]
    /// The dotted name that a node spells, if it does and begins with no local.
    private(set) var dotted: [Int: String] = [:]

    init(
        _ tree: SyntaxTree, outline: TreeOutline, scope: Scope, names: NameResolution, rules: Rules,
        problems: ProblemList
    ) {
        self.tree = tree
        self.scope = scope
        self.rules = rules
        self.outline = outline
        self.names = names
        self.problems = problems
        meanings = Array(repeating: .part, count: tree.nodes.count)
        localTypes = Array(repeating: .dyn, count: outline.localCount)
        types.reserveCapacity(tree.nodes.count)
    }

    /// Checks all parts.
    mutating func run() {
        for problem in outline.problems {
            problems.add(problem.range, problem.message, expected: problem.expected)
        }
        guard !outline.isTooDeep else { return types = Array(repeating: nil, count: tree.nodes.count) }
        for place in tree.nodes.indices {
            if let scope = outline.scopes[place] { enter(scope) }
            if open.last?.call == place { open.removeLast() }
            types.append(check(place))
        }
        for place in unknown.keys.sorted() { refuseUnknown(place) }
    }

    func range(_ place: Int) -> Range<Int> { tree.nodes[place].range }

    func type(_ place: Int) -> ValueType? { types[place] }

    /// The constant that a part is, if it is one.
    func constant(_ place: Int) -> Constant? {
        guard case .constant(let value) = tree.nodes[place].form else { return nil }
        return value
    }

    /// Reports and results in no type.
    mutating func refuse(
        _ range: Range<Int>, _ message: String, expected: String = "", suggestion: String? = nil
    ) -> ValueType? {
        problems.add(range, message, expected: expected, suggestion: suggestion)
        return nil
    }

    /// The names that may be meant, when they are few enough to be listed.
    func choice(_ names: [String]) -> String {
        names.isEmpty || names.count > 12 ? "" : "one of " + names.joined(separator: ", ")
    }

    /// Notes what a called function reads behind the scenes.
    mutating func read(_ names: [String]) { variables.formUnion(names) }

    static func shortened(_ name: String) -> String {
        name.count > 60 ? name.prefix(60) + "…" : name
    }

    private mutating func check(_ place: Int) -> ValueType? {
        switch tree.nodes[place].form {
        case .invalid: return nil
        case .constant(let value): return value.type
        case .uint: return .uint
        case .bytes: return .bytes
        case .name(let name): return checkName(name, at: place)
        case .rooted(let name): return resolve("." + name, at: place)
        case .select(let operand, let field): return checkSelect(operand, field, at: place)
        case .not(let operand): return checkNot(operand)
        case .negated(let operand): return checkNegated(operand, range(place))
        case .binary(let `operator`, let left, let right):
            return checkBinary(`operator`, left, right, range(place))
        case .conditional(let condition, let then, let otherwise):
            return checkConditional(condition, then, otherwise)
        case .call(let call):
            if let macro = outline.macros[place] { return checkMacro(macro, call) }
            return outline.malformed.contains(place) ? nil : checkCall(call, at: place)
        case .list(let elements): return checkList(elements)
        case .map(let entries): return checkMap(entries)
        case .index(let operand, let index): return checkIndex(operand, index, range(place))
        case .unsupported(let what): return refuse(range(place), "not supported: \(what)")
        }
    }

    /// Gives the variables of a macro their types, from what it loops over.
    private mutating func enter(_ scope: TreeOutline.Scope) {
        open.append(scope)
        guard let macro = outline.macros[scope.call] else { return }
        let bound: [ValueType] =
            switch types[macro.operand] {
            case .list(let element): scope.variables.count == 2 ? [.int, element] : [element]
            case .map(let key, let value): [key, value]
            default: [.dyn, .dyn]
            }
        for index in scope.variables.indices {
            // What an element that is null meets is known only when it runs.
            localTypes[scope.local + index] = bound[index] == .null ? .dyn : bound[index]
        }
    }

    private mutating func checkName(_ name: String, at place: Int) -> ValueType? {
        if outline.declarations.contains(place) {
            meanings[place] = .unused
            return .dyn
        }
        for scope in open.reversed() {
            guard let index = scope.variables.firstIndex(of: name) else { continue }
            meanings[place] = .local(scope.local + index)
            return localTypes[scope.local + index]
        }
        return resolve(name, at: place)
    }

    /// What a name stands for; notes it for longer names that begin with it.
    private mutating func resolve(_ name: String, at place: Int) -> ValueType? {
        guard name.utf8.count <= NameResolution.nameLimit else {
            unknown[place] = name
            return nil
        }
        dotted[place] = name
        if let type = settle(name, at: place) { return type }
        unknown[place] = name
        return nil
    }

    private mutating func settle(_ name: String, at place: Int) -> ValueType? {
        switch names.resolve(name) {
        case .variable(let found):
            variables.insert(found)
            meanings[place] = .variable(found)
            return scope.variables[found] ?? .dyn
        case .type(let type):
            meanings[place] = .type(type)
            return .type
        case nil: return nil
        }
    }

    /// A name with dots is that name, if there is one; otherwise a field of what stands before the dot.
    private mutating func checkSelect(_ operand: Int, _ field: String, at place: Int) -> ValueType? {
        if let name = dotted[operand], name.utf8.count + field.utf8.count < NameResolution.nameLimit {
            let longer = "\(name).\(field)"
            dotted[place] = longer
            if let type = settle(longer, at: place) {
                release(operand)
                return type
            }
            if let members = others(than: longer, of: name) {
                release(operand)
                return refuse(
                    range(place), "'\(Self.shortened(name))' has no '\(Self.shortened(field))'",
                    expected: choice(members), suggestion: NearestName.of(longer, among: members))
            }
        }
        return checkField(operand, field, range(place))
    }

    /// Takes a chain of selections out of use.
    mutating func release(_ place: Int) {
        var place = place
        while true {
            meanings[place] = .unused
            unknown[place] = nil
            guard case .select(let operand, _) = tree.nodes[place].form else { return }
            place = operand
        }
    }

    private mutating func refuseUnknown(_ place: Int) {
        guard let name = unknown[place], !problems.isFull else { return }
        let range = range(place)
        if FunctionTable.byName[name] != nil || name == "has"
            || scope.functions.contains(where: { $0.name == name })
        {
            return problems.add(range, "'\(name)' is a function", expected: "\(name)(…)")
        }
        let known = scope.variables.keys.sorted()
        problems.add(
            range, "unknown name '\(Self.shortened(name))'", expected: choice(known),
            suggestion: NearestName.of(name, among: known + ["true", "false", "null"]))
    }
}
