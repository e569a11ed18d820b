/// Evaluates the parts of a program that depend on nothing, once.
struct ConstantFolding {
    private(set) var program: ValueProgram
    private var evaluation: ValueRun

    init(_ program: ValueProgram) {
        self.program = program
        evaluation = ValueRun(program, variables: [:], context: EvaluationContext(zones: nil))
    }

    mutating func run() {
        for place in program.nodes.indices {
            let node = program.nodes[place]
            guard Self.isFoldable(node), isConstant(node.children) else { continue }
            let value = evaluation.evaluate(node, with: node.children.map { ($0, constant($0)) })
            // What is too much work now may never be reached later.
            guard !evaluation.context.isExhausted else { return }
            for child in node.children { program.nodes[child] = .unused }
            program.nodes[place] = .constant(value)
        }
    }

    private func isConstant(_ children: [Int]) -> Bool {
        children.allSatisfy { if case .constant = program.nodes[$0] { true } else { false } }
    }

    private func constant(_ place: Int) -> Outcome? {
        if case .constant(let value) = program.nodes[place] { value } else { nil }
    }

    private static func isFoldable(_ node: ValueNode) -> Bool {
        switch node {
        case .unused, .constant, .variable, .local, .unknownName, .macro: false
        case .call(_, let functions, _): !functions.contains(where: \.readsZones)
        default: true
        }
    }
}
