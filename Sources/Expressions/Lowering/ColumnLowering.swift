/// Lays a checked expression out over columns: macros are unrolled, lists and maps are taken apart, and what consists of
/// constants is computed. What is left are scalars, one node after the other.
struct ColumnLowering {
    /// How many parts the macros of one expression may unroll to, with the lists that are put together.
    static let unrolledLimit = 20_000
    /// How deep macros may be nested.
    static let depthLimit = 16

    let tree: SyntaxTree
    let scope: Scope
    let outline: TreeOutline
    let meanings: [Checker.Meaning]
    private(set) var nodes: [CheckedNode] = []
    private(set) var problems = ProblemList()
    /// What the parts of the tree have become, in the current round of the macros around them.
    private var parts: [ColumnPart?]
    var locals: [ColumnPart?]
    /// The part behind the first place of a macro's body.
    private let bodyEnds: [Int: Int]
    private var depth = 0
    private var unrolled = 0
    private var reported: Set<Int> = []
    /// Fields that `has` asks for, which need not be there.
    private var askedFor: Set<Int> = []
    /// What is needed to compute constants by value.
    var context = EvaluationContext(zones: nil)

    init(_ checker: Checker) {
        tree = checker.tree
        scope = checker.scope
        outline = checker.outline
        meanings = checker.meanings
        let starts = checker.outline.starts
        bodyEnds = Dictionary(
            checker.outline.bodies.map { (starts[$0], $0) }, uniquingKeysWith: { first, _ in first })
        parts = Array(repeating: nil, count: tree.nodes.count)
        locals = Array(repeating: nil, count: outline.localCount)
        for node in tree.nodes {
            guard case .call(let call) = node.form, call.name == "has", call.receiver == nil else { continue }
            askedFor.formUnion(call.arguments)
        }
    }

    /// Lays out everything.
    ///
    /// - Returns: the place of the node that is the whole; `nil` when there are problems.
    mutating func run() -> Int? {
        run(tree.nodes.indices, isBody: false)
        guard let whole = parts[tree.root] else { return nil }
        return cell(whole, at: tree.root)
    }

    private mutating func run(_ places: Range<Int>, isBody: Bool) {
        var place = places.lowerBound
        while place < places.upperBound {
            if !(isBody && place == places.lowerBound), let end = bodyEnds[place] {
                place = end + 1
                continue
            }
            if depth > 0, !charge(1, at: place) { return }
            parts[place] = lower(place)
            place += 1
        }
    }

    /// Lays out the body of a macro once.
    mutating func body(_ place: Int) -> ColumnPart? {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else {
            refuse(place, "macros are nested too deep here", expected: "at most \(Self.depthLimit) levels")
            return nil
        }
        run(outline.starts[place]..<place + 1, isBody: true)
        return parts[place]
    }

    /// Counts parts that a macro or a list comes to; `false` when there are too many.
    mutating func charge(_ count: Int, at place: Int) -> Bool {
        unrolled += count
        if unrolled <= Self.unrolledLimit { return true }
        if unrolled - count <= Self.unrolledLimit {
            refuse(
                place, "lists and macros come to too many parts",
                expected: "at most \(Self.unrolledLimit) in one expression")
        }
        return false
    }

    /// What a part has become.
    func part(_ place: Int) -> ColumnPart? { parts[place] }

    func range(_ place: Int) -> Range<Int> { tree.nodes[place].range }

    /// Reports; the rounds of a macro report the same place once.
    mutating func refuse(_ place: Int, _ message: String, expected: String = "", suggestion: String? = nil) {
        guard reported.insert(place).inserted else { return }
        problems.add(range(place), message, expected: expected, suggestion: suggestion)
    }

    /// A scalar; what is none is refused.
    mutating func cell(_ part: ColumnPart, at place: Int) -> Int? {
        if case .cell(let node) = part { return node }
        refuse(
            place, "\(part.plural) cannot be kept as a value here",
            expected: "a value that an event's field can hold")
        return nil
    }

    /// The scalar that a part of the tree has become.
    mutating func cell(_ place: Int) -> Int? { parts[place].flatMap { cell($0, at: place) } }

    /// The bool that a part of the tree has become.
    mutating func condition(_ place: Int) -> Int? {
        guard let node = cell(place) else { return nil }
        guard nodes[node].type == .bool else {
            refuse(place, "the condition is \(nodes[node].type)", expected: "bool")
            return nil
        }
        return node
    }

    /// Adds a node; what consists of constants becomes one.
    mutating func add(_ form: CheckedNode.Form, _ type: ValueType) -> ColumnPart {
        var node = CheckedNode(form: form, type: type)
        if form.isPure, form.children.allSatisfy({ nodes[$0].isConstant }) {
            node.form = .constant(InstructionBuilder.folded(node, among: nodes))
        }
        nodes.append(node)
        return .cell(nodes.count - 1)
    }

    private mutating func lower(_ place: Int) -> ColumnPart? {
        switch tree.nodes[place].form {
        case .invalid, .unsupported: return nil
        case .constant(let value): return value.type.map { add(.constant(value), $0) }
        case .uint(let value): return .value(.uint(value))
        case .bytes(let value): return .value(.bytes(value))
        case .name, .rooted: return lowerName(place)
        case .select(let operand, let field): return lowerSelect(operand, field, at: place)
        case .not(let operand): return condition(operand).map { add(.not($0), .bool) }
        case .negated(let operand):
            guard let node = cell(operand) else { return nil }
            guard nodes[node].type == .int || nodes[node].type == .double else {
                refuse(operand, "'-' is not defined for \(nodes[node].type)", expected: "int or double")
                return nil
            }
            return add(.negated(node), nodes[node].type)
        case .binary(let `operator`, let left, let right):
            return lowerBinary(`operator`, left, right, at: place)
        case .conditional(let condition, let then, let otherwise):
            return lowerConditional(condition, then, otherwise, at: place)
        case .call(let call):
            if let macro = outline.macros[place] { return lowerMacro(macro, call, at: place) }
            return lowerCall(call, at: place)
        case .list(let elements):
            let parts = elements.compactMap { self.parts[$0] }
            return parts.count == elements.count && charge(parts, at: place) ? .list(parts) : nil
        case .map(let entries): return lowerMap(entries)
        case .index(let operand, let index): return lowerIndex(operand, index, at: place)
        }
    }

    /// Lists within macros count.
    private mutating func charge(_ parts: [ColumnPart], at place: Int) -> Bool {
        depth == 0 || charge(parts.count, at: place)
    }

    private mutating func lowerName(_ place: Int) -> ColumnPart? {
        switch meanings[place] {
        case .variable(let name): return scope.variables[name].map { add(.name(name), $0) }
        case .local(let index): return locals[index]
        case .type(let type): return .value(.type(type))
        case .part, .call, .unused: return nil
        }
    }

    private mutating func lowerSelect(_ operand: Int, _ field: String, at place: Int) -> ColumnPart? {
        if case .part = meanings[place] {
            guard !askedFor.contains(place), let map = parts[operand] else { return nil }
            return element(of: map, .string(field), at: place)
        }
        return lowerName(place)
    }
}

extension CheckedNode {
    /// The constant that it is, if it is one.
    var constant: Constant? {
        if case .constant(let value) = form { value } else { nil }
    }

    var isConstant: Bool { constant != nil }
}
