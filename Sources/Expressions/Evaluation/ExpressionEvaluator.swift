public import EventModel

/// Evaluates one compiled expression over batches; owns its scratch memory; one thread owns it.
///
/// Each instruction runs as one loop over all rows. Whether a column holds values only is found out once per batch,
/// so that without nulls no loop looks at states.
public final class ExpressionEvaluator {
    let compiled: CompiledExpression
    let capacity: Int
    let symbolTable: SymbolTable
    let registers: RegisterFile
    /// The ids of the compiled symbols.
    let symbolIDs: [Int64]
    let literalTexts: LiteralTexts
    let sets: [PreparedSet]
    let matchers: [PatternMatcher]
    /// The columns that are read, for the current batch.
    private(set) var columns: [Lane] = []
    private var lastResult: ColumnView?

    /// An evaluator for batches of at most `capacity` rows; string literals are interned once here.
    ///
    /// - Precondition: `capacity` is 1 to 65,536; `symbols` is the table that the batches' ids are from.
    public init(_ compiled: CompiledExpression, symbols: SymbolTable, capacity: Int) {
        precondition((1...RegisterFile.capacityLimit).contains(capacity), "a batch has 1 to 65,536 rows")
        self.compiled = compiled
        self.capacity = capacity
        symbolTable = symbols
        registers = RegisterFile(count: compiled.registerCount, capacity: capacity)
        symbolIDs = compiled.symbols.map { Int64(symbols.intern($0)) }
        literalTexts = LiteralTexts(compiled.texts)
        sets = compiled.sets.map { PreparedSet($0, symbols: symbols) }
        matchers = compiled.patterns.map(PatternMatcher.init)
        columns.reserveCapacity(compiled.columns.count)
    }

    /// The result column for all rows of the batch; valid until the next call and as long as the batch stays as
    /// it is.
    ///
    /// - Precondition: the batch has the layout that was compiled for.
    public func evaluate(_ batch: RowBatch) -> ColumnView {
        evaluate(batch, rows: 0..<batch.count)
    }

    /// Writes the indices of rows for which a bool expression is true (not false, null or error) and returns how
    /// many. There must be room for all rows of the batch.
    public func select(_ batch: RowBatch, into rows: UnsafeMutablePointer<UInt32>) -> Int {
        precondition(compiled.type == .bool, "only a bool expression selects rows")
        let result = evaluate(batch)
        var count = 0
        for row in 0..<batch.count {
            rows[count] = UInt32(truncatingIfNeeded: row)
            let isTrue = result.states[row] & 1 & UInt8(truncatingIfNeeded: result.values[row])
            count += Int(isTrue)
        }
        return count
    }

    /// The bytes of one row's string in the last evaluation, `nil` when it is null or an error, or the expression
    /// yields no strings.
    public func stringBytes(row: Int, batch: RowBatch) -> UnsafeRawBufferPointer? {
        lastResult?.stringBytes(row: row)
    }

    /// The result for some rows only; the first of them is row 0 of the view.
    func evaluate(_ batch: RowBatch, rows: Range<Int>) -> ColumnView {
        precondition(rows.count <= capacity, "the batch has more rows than the evaluator has room for")
        readColumns(batch, rows)
        for instruction in compiled.instructions {
            let output = registers.output(instruction.result, count: rows.count)
            registers.finish(instruction.result, isWhole: run(instruction.operation, output))
        }
        let lane = lane(compiled.result)
        let result = ColumnView(
            values: lane.values, states: lane.states, type: compiled.type,
            strings: compiled.type == .string ? lane.strings : nil)
        lastResult = result
        return result
    }

    private func readColumns(_ batch: RowBatch, _ rows: Range<Int>) {
        columns.removeAll(keepingCapacity: true)
        for index in compiled.columns {
            let states = UnsafePointer(batch.states[index] + rows.lowerBound)
            let isSymbol = batch.layout.columns[index].storage == .symbol
            let strings: StringSource =
                isSymbol ? .symbols(.passUnretained(symbolTable)) : .text(UnsafeRawPointer(batch.text.base))
            columns.append(
                Lane(
                    values: UnsafePointer(batch.values[index] + rows.lowerBound), states: states,
                    isWhole: Self.isWhole(states, count: rows.count), strings: strings))
        }
    }

    static func isWhole(_ states: UnsafePointer<UInt8>, count: Int) -> Bool {
        var difference: UInt8 = 0
        for row in 0..<count { difference |= states[row] ^ CellState.value.rawValue }
        return difference == 0
    }

    /// An operand for the current batch.
    func lane(_ source: Source) -> Lane {
        switch source.place {
        case .column(let column): return columns[column]
        case .register(let register):
            var lane = registers.lane(register)
            switch source.home {
            case .symbols: lane.strings = .symbols(.passUnretained(symbolTable))
            // Only a choice among a batch's strings comes out so, and that has read such a column.
            case .batch: lane.strings = batchStrings ?? lane.strings
            case .scratch, .none: break
            }
            return lane
        }
    }

    private var batchStrings: StringSource? {
        for column in columns {
            if case .text = column.strings { return column.strings }
        }
        return nil
    }
}
