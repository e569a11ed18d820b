/// Settles what each part of an expression means and reports what makes no sense.
///
/// One pass over the flat tree: children come first. A part with a problem has no checked node, and what is built
/// upon it is passed over in silence, so that each mistake is reported once.
struct Checker {
    let tree: SyntaxTree
    let scope: Scope
    var problems: ProblemList
    private(set) var nodes: [CheckedNode?] = []
    private(set) var variables: Set<String> = []

    init(_ tree: SyntaxTree, scope: Scope, problems: ProblemList) {
        self.tree = tree
        self.scope = scope
        self.problems = problems
        nodes.reserveCapacity(tree.nodes.count)
    }

    /// Checks all parts.
    mutating func run() {
        for place in tree.nodes.indices { nodes.append(check(place)) }
        guard !tree.nodes.isEmpty, case .list = nodes[tree.root]?.type else { return }
        problems.add(range(tree.root), "a list can only stand behind 'in'")
    }

    func range(_ place: Int) -> Range<Int> { tree.nodes[place].range }

    /// The constant that a part is, if it is one.
    func constant(_ place: Int) -> Constant? {
        guard case .constant(let value) = nodes[place]?.form else { return nil }
        return value
    }

    /// Reports and results in no node.
    mutating func refuse(
        _ range: Range<Int>, _ message: String, expected: String = "", suggestion: String? = nil
    ) -> CheckedNode? {
        problems.add(range, message, expected: expected, suggestion: suggestion)
        return nil
    }

    /// The names that may be meant, when they are few enough to be listed.
    func choice(_ names: [String]) -> String {
        names.isEmpty || names.count > 12 ? "" : "one of " + names.joined(separator: ", ")
    }

    private mutating func check(_ place: Int) -> CheckedNode? {
        switch tree.nodes[place].form {
        case .invalid: nil
        case .constant(let value): value.type.map { CheckedNode(form: .constant(value), type: $0) }
        case .name(let name): checkName(name, range(place))
        case .not(let operand): checkNot(operand)
        case .negated(let operand): checkNegated(operand, range(place))
        case .binary(let `operator`, let left, let right): checkBinary(`operator`, left, right, range(place))
        case .conditional(let condition, let then, let otherwise):
            checkConditional(condition, then, otherwise, range(place))
        case .call(let call): checkCall(call, range(place))
        case .list(let elements): checkList(elements)
        case .uint: refuse(range(place), "not supported: unsigned integers")
        case .bytes: refuse(range(place), "not supported: bytes")
        case .rooted: refuse(range(place), "not supported: names with a leading '.'")
        case .map: refuse(range(place), "not supported: maps")
        case .select(let operand, let field): checkMember(field, of: operand, range(place))
        case .index: refuse(range(place), "not supported: indexing with [ ]")
        case .unsupported(let what): refuse(range(place), "not supported: \(what)")
        }
    }

    private mutating func checkName(_ name: String, _ range: Range<Int>) -> CheckedNode? {
        if let type = scope.variables[name] {
            variables.insert(name)
            return CheckedNode(form: .name(name), type: type)
        }
        guard !problems.isFull else { return nil }
        if Builtin(rawValue: name) != nil || scope.functions.contains(where: { $0.name == name }) {
            return refuse(range, "'\(name)' is a function", expected: "\(name)(…)")
        }
        let known = scope.variables.keys.sorted()
        return refuse(
            range, "unknown name '\(Self.shortened(name))'", expected: choice(known),
            suggestion: NearestName.of(name, among: known + ["true", "false", "null"]))
    }

    /// Gives a part another meaning, such as a double for an int literal.
    mutating func replace(_ place: Int, _ node: CheckedNode) { nodes[place] = node }

    /// Notes what a called function reads behind the scenes.
    mutating func read(_ names: [String]) { variables.formUnion(names) }

    static func shortened(_ name: String) -> String {
        name.count > 60 ? name.prefix(60) + "…" : name
    }

    private mutating func checkList(_ elements: [Int]) -> CheckedNode? {
        var constants: [Constant] = []
        var type = ValueType.null
        var isWhole = true
        for element in elements {
            guard let node = nodes[element] else {
                isWhole = false
                continue
            }
            guard case .constant(let value) = node.form else {
                isWhole = false
                problems.add(range(element), "a list can only hold constants")
                continue
            }
            guard let both = Self.common(type, node.type) else {
                isWhole = false
                problems.add(range(element), "the list holds \(type) and \(node.type)", expected: "\(type)")
                continue
            }
            type = both
            constants.append(value)
        }
        return isWhole ? CheckedNode(form: .list(constants), type: .list(type)) : nil
    }

    /// The type of a list's elements when another type joins them.
    private static func common(_ left: ValueType, _ right: ValueType) -> ValueType? {
        switch (left, right) {
        case (.null, _): right
        case (_, .null): left
        case (.int, .double), (.double, .int): .double
        default: left == right ? left : nil
        }
    }
}
