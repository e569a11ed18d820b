/// How deep lists and maps are in each other at most, part by part; names of the scope count as scalars.
struct ValueNesting {
    private var depths: [Int] = []
    private var open: [TreeOutline.Scope] = []

    /// Takes in the next part and returns its depth.
    mutating func add(_ form: SyntaxNode.Form, at place: Int, in outline: TreeOutline) -> Int {
        if let scope = outline.scopes[place] { open.append(scope) }
        if open.last?.call == place { open.removeLast() }
        depths.append(depth(form, at: place, outline))
        return depths[place]
    }

    private func depth(_ form: SyntaxNode.Form, at place: Int, _ outline: TreeOutline) -> Int {
        switch form {
        case .invalid, .constant, .uint, .bytes, .rooted, .unsupported, .not, .negated: return 0
        case .name(let name):
            let scope = open.last { $0.variables.contains(name) }
            return scope.flatMap { outline.macros[$0.call] }.map { inside($0.operand) } ?? 0
        case .select(let operand, _), .index(let operand, _): return inside(operand)
        case .binary(_, let left, let right): return max(depths[left], depths[right])
        case .conditional(_, let then, let otherwise): return max(depths[then], depths[otherwise])
        case .list(let elements): return 1 + (elements.map { depths[$0] }.max() ?? 0)
        case .map(let entries): return 1 + (entries.map { depths[$0.value] }.max() ?? 0)
        case .call(let call):
            if let macro = outline.macros[place] { return depth(macro) }
            return ((call.receiver.map { [$0] } ?? []) + call.arguments).map { depths[$0] }.max() ?? 0
        }
    }

    /// The depth of an element.
    private func inside(_ place: Int) -> Int { max(depths[place] - 1, 0) }

    private func depth(_ macro: MacroCall) -> Int {
        switch (macro.kind, macro.transform) {
        case (.all, _), (.exists, _), (.existsOne, _): 0
        case (.mapEntries, let transform?): depths[transform]
        case (_, let transform?): 1 + depths[transform]
        case (_, nil): depths[macro.operand]
        }
    }
}
