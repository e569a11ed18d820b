import EventModel

/// Turns checked nodes into instructions.
///
/// Nodes come in evaluation order and each has one user, so a register is free again as soon as it was read: there
/// are as many as the expression is deep, not as it is long. Constants stay constants until a loop needs a column of
/// them; what consists of constants only is computed here, by the same loops.
struct InstructionBuilder {
    /// What a node has become.
    enum Operand {
        case constant(Constant)
        case source(Source)
    }

    let nodes: [CheckedNode]
    private let layout: RowLayout
    private let folds: Bool
    private var operands: [Operand] = []
    private var instructions: [Instruction] = []
    private var columns: [Int] = []
    private var columnPlaces: [String: Int] = [:]
    private var freeRegisters: [Int] = []
    private var registerCount = 0
    var symbols: [String] = []
    var texts: [String] = []
    var sets: [ConstantSet] = []

    init(_ nodes: [CheckedNode], layout: RowLayout) {
        self.init(nodes, layout: layout, operands: [], folds: true)
        operands.reserveCapacity(nodes.count)
    }

    private init(_ nodes: [CheckedNode], layout: RowLayout, operands: [Operand], folds: Bool) {
        self.nodes = nodes
        self.layout = layout
        self.operands = operands
        self.folds = folds
    }

    /// Builds the whole expression.
    mutating func build() -> CompiledExpression {
        for node in nodes { operands.append(reduce(node)) }
        guard let root = operands.last, let type = nodes.last?.type else {
            preconditionFailure("a checked expression has a node")
        }
        return finish(root, type: type)
    }

    private mutating func finish(_ root: Operand, type: ValueType) -> CompiledExpression {
        let result = column(root)
        return CompiledExpression(
            type: type, instructions: instructions, result: result, columns: columns,
            registerCount: registerCount,
            symbols: symbols, texts: texts, sets: sets)
    }

    /// Computes a node now if it consists of constants, otherwise lowers it.
    private mutating func reduce(_ node: CheckedNode) -> Operand {
        guard folds, node.form.isPure, node.form.children.allSatisfy({ isConstant($0) }) else {
            return lower(node)
        }
        var inner = InstructionBuilder(nodes, layout: RowLayout([]), operands: operands, folds: false)
        let operand = inner.lower(node)
        return .constant(Constant(evaluating: inner.finish(operand, type: node.type)))
    }

    func operand(_ node: Int) -> Operand { operands[node] }

    private func isConstant(_ node: Int) -> Bool {
        if case .constant = operands[node] { return true }
        return false
    }

    /// The column that a name is bound to.
    mutating func column(named name: String, type: ValueType) -> Source {
        guard let index = layout.index(of: name) else {
            preconditionFailure("the layout has no column '\(name)'")
        }
        let column = layout.columns[index]
        precondition(ValueType(column.type) == type, "column '\(name)' is not of type \(type)")
        let place = columnPlaces[name] ?? columns.count
        if place == columns.count {
            columns.append(index)
            columnPlaces[name] = place
        }
        let home: Source.StringHome = column.storage == .symbol ? .symbols : .batch
        return Source(place: .column(place), home: column.type == .string ? home : .none)
    }

    /// The column of a name whose type the layout knows best.
    mutating func column(named name: String) -> (source: Source, type: ValueType) {
        guard let index = layout.index(of: name) else {
            preconditionFailure("the layout has no column '\(name)'")
        }
        let type = ValueType(layout.columns[index].type)
        return (column(named: name, type: type), type)
    }

    /// An operand as a column; constants are written into a register, strings as text or as symbols.
    mutating func column(_ operand: Operand, asSymbol: Bool = false) -> Source {
        switch operand {
        case .source(let source): return source
        case .constant(.string(let literal)):
            return asSymbol
                ? emit(.fillSymbol(symbol(literal)), home: .symbols, reading: [])
                : emit(.fillText(text(literal)), home: .scratch, reading: [])
        case .constant(let constant): return emit(.fill(constant), home: .none, reading: [])
        }
    }

    /// Appends an instruction. Its result is never one of the registers it reads, but those are free afterwards.
    mutating func emit(_ operation: Operation, home: Source.StringHome = .none, reading: [Source]) -> Source {
        let result: Int
        if let free = freeRegisters.popLast() {
            result = free
        } else {
            result = registerCount
            registerCount += 1
        }
        instructions.append(Instruction(operation: operation, result: result))
        for case .register(let register) in reading.map(\.place) { freeRegisters.append(register) }
        return Source(place: .register(result), home: home)
    }

    mutating func symbol(_ text: String) -> Int {
        symbols.append(text)
        return symbols.count - 1
    }

    mutating func text(_ text: String) -> Int {
        texts.append(text)
        return texts.count - 1
    }
}

extension CheckedNode.Form {
    /// Whether its value follows from its children, and it is not one already.
    fileprivate var isPure: Bool {
        switch self {
        case .constant, .name, .list, .call: false
        default: true
        }
    }

    /// The nodes it is computed from.
    fileprivate var children: [Int] {
        switch self {
        case .constant, .name, .list: []
        case .not(let operand), .negated(let operand), .nullTest(let operand, _), .membership(let operand, _),
            .size(let operand), .conversion(let operand):
            [operand]
        case .logic(_, let left, let right), .arithmetic(_, let left, let right),
            .concatenation(let left, let right),
            .comparison(_, let left, let right), .affix(_, let left, let right):
            [left, right]
        case .conditional(let condition, let then, let otherwise): [condition, then, otherwise]
        case .call(_, let arguments): arguments
        }
    }
}
