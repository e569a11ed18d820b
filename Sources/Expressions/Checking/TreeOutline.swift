/// Where the parts of a tree begin, which calls are macros, and which parts are their bodies.
struct TreeOutline {
    /// The variables of one macro.
    struct Scope {
        var call: Int
        /// The number of the first variable among all that there are.
        var local: Int
        var variables: [String]
    }

    /// The first place of each node's part.
    private(set) var starts: [Int] = []
    /// By the place of the call.
    private(set) var macros: [Int: MacroCall] = [:]
    /// The places of macros that were reported.
    private(set) var malformed: Set<Int> = []
    /// By the first place of the macro's body.
    private(set) var scopes: [Int: Scope] = [:]
    /// The bodies of macros.
    private(set) var bodies: [Int] = []
    /// Where macros name their variables.
    private(set) var declarations: Set<Int> = []
    private(set) var localCount = 0
    private(set) var problems: [ExpressionProblem] = []
    /// Whether some value is nested so deep that nothing can be said about it.
    private(set) var isTooDeep = false

    init(_ tree: SyntaxTree) {
        starts.reserveCapacity(tree.nodes.count)
        for (place, node) in tree.nodes.enumerated() {
            let first = Self.firstChild(node.form)
            starts.append(first.map { starts[$0] } ?? place)
            guard case .call(let call) = node.form else { continue }
            do throws(ExpressionProblem) {
                if let macro = try MacroCall(call, in: tree) { note(macro, call, at: place) }
            } catch {
                problems.append(error)
                malformed.insert(place)
            }
        }
        limitDepth(tree)
    }

    /// How deep lists and maps may be in each other.
    private static let depthLimit = 64

    /// Values and types are gone through by recursion, so macros must not build what brackets could not.
    private mutating func limitDepth(_ tree: SyntaxTree) {
        var nesting = ValueNesting()
        for place in tree.nodes.indices {
            let depth = nesting.add(tree.nodes[place].form, at: place, in: self)
            guard depth > Self.depthLimit else { continue }
            problems.append(
                ExpressionProblem(
                    range: tree.nodes[place].range, message: "the value is nested too deep",
                    expected: "at most \(Self.depthLimit) lists and maps in each other"))
            isTooDeep = true
            return
        }
    }

    private mutating func note(_ macro: MacroCall, _ call: SyntaxNode.Call, at place: Int) {
        guard let first = macro.firstBody else { return }
        macros[place] = macro
        scopes[starts[first]] = Scope(call: place, local: localCount, variables: macro.variables)
        localCount += macro.variables.count
        declarations.formUnion(call.arguments.prefix(macro.variables.count))
        bodies += [macro.predicate, macro.transform].compactMap { $0 }
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
}
