import EventModel

/// Turns checked nodes into instructions.
///
/// Nodes come in evaluation order and a register is free again as soon as its last reader was built: there are about as
/// many as the expression is deep, not as it is long. Constants stay constants until a loop needs a column of them.
struct InstructionBuilder {
    /// What a node has become.
    enum Operand {
        case constant(Constant)
        case source(Source)
    }

    let nodes: [CheckedNode]
    private let layout: RowLayout
    private var operands: [Int: Operand] = [:]
    /// How often a register will still be read; then it is free again.
    private var readings: [Int] = []
    private var instructions: [Instruction] = []
    private var columns: [Int] = []
    private var columnPlaces: [String: Int] = [:]
    private var freeRegisters: [Int] = []
    var symbols: [String] = []
    var texts: [String] = []
    var sets: [ConstantSet] = []
    var patterns: [Pattern] = []

    init(_ nodes: [CheckedNode], layout: RowLayout) {
        self.nodes = nodes
        self.layout = layout
    }

    /// What a node of constants comes to, computed by the same loops as rows are.
    static func folded(_ node: CheckedNode, among nodes: [CheckedNode]) -> Constant {
        var builder = InstructionBuilder(nodes, layout: RowLayout([]))
        let operand = builder.lower(node)
        return Constant(evaluating: builder.finish(operand, type: node.type))
    }

    /// Builds what one node needs.
    mutating func build(_ root: Int) -> CompiledExpression {
        let uses = uses(of: root)
        for place in 0...root where uses[place] > 0 {
            let operand = lower(nodes[place])
            if case .source(let source) = operand, case .register(let register) = source.place {
                readings[register] = uses[place]
            }
            operands[place] = operand
        }
        return finish(operand(root), type: nodes[root].type)
    }

    /// How often each node is read on the way to one of them; what is read by none needs no instruction.
    private func uses(of root: Int) -> [Int] {
        var uses = Array(repeating: 0, count: root + 1)
        uses[root] = 1
        for place in (0...root).reversed() where uses[place] > 0 {
            for child in nodes[place].form.children { uses[child] += 1 }
        }
        return uses
    }

    private mutating func finish(_ root: Operand, type: ValueType) -> CompiledExpression {
        let result = column(root)
        return CompiledExpression(
            type: type, instructions: instructions, result: result, columns: columns,
            registerCount: readings.count,
            symbols: symbols, texts: texts, sets: sets, patterns: patterns)
    }

    // Nodes are built in the order of the type checker's list, operands before those who read them.
    func operand(_ node: Int) -> Operand {
        if case .constant(let value) = nodes[node].form { return .constant(value) }
        guard let operand = operands[node] else { preconditionFailure("a node is read before it is built") }
        return operand
    }

    /// The column that a name is bound to.
    ///
    /// - Precondition: the layout has it, of this type: the type checker has named what is missing to the user before.
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
    ///
    /// - Precondition: the layout has it.
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

    /// Appends an instruction. Its result is never one of the registers it reads, but those that nothing else reads are
    /// free afterwards.
    mutating func emit(_ operation: Operation, home: Source.StringHome = .none, reading: [Source]) -> Source {
        let result: Int
        if let free = freeRegisters.popLast() {
            result = free
        } else {
            result = readings.count
            readings.append(0)
        }
        readings[result] = 1
        instructions.append(Instruction(operation: operation, result: result))
        for case .register(let register) in reading.map(\.place) {
            readings[register] -= 1
            if readings[register] == 0 { freeRegisters.append(register) }
        }
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
