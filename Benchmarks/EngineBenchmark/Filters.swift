import EventModel
import Expressions

/// `event_type == "order_paid" && amount > 100.0 && region in ["SP","RJ"]` over batches, against a loop that is written
/// for it by hand.
func measureFilter(events: Int, runs: Int) throws {
    let rows = FilterRows(count: events)
    let text = "event_type == \"order_paid\" && amount > 100.0 && region in [\"SP\",\"RJ\"]"
    let compiled = try CheckedExpression(text, scope: FilterRows.scope).compiled(for: FilterRows.layout)
    let evaluator = ExpressionEvaluator(compiled, symbols: rows.symbols, capacity: FilterRows.batchRows)
    var (compiledTimes, handTimes): ([Double], [Double]) = ([], [])
    var (found, expected) = (0, 0)
    for _ in 0..<max(runs, 3) {
        compiledTimes.append(seconds { found = rows.select { evaluator.select($0, into: $1) } })
        handTimes.append(seconds { expected = rows.selectByHand() })
    }
    let compiledTime = median(compiledTimes) / Double(events) * 1e9
    let handTime = median(handTimes) / Double(events) * 1e9
    print(padded("filter of three conditions"), "\(text2(compiledTime)) ns per event (at most 15)")
    print(padded("a loop by hand"), "\(text2(handTime)) ns per event")
    print(padded("ratio"), text2(compiledTime / handTime))
    print(padded("both select the same"), found == expected ? "yes, \(found) of \(events)" : "NO")
}

private func text2(_ value: Double) -> String { text(value, digits: 2) }

/// Orders of six types in eight regions, with random amounts.
private struct FilterRows {
    static let batchRows = 4096
    static let layout = RowLayout([
        .init(name: "event_type", type: .string), .init(name: "amount", type: .double),
        .init(name: "region", type: .string),
    ])
    static let scope = Scope(variables: ["event_type": .string, "amount": .double, "region": .string])

    let symbols = SymbolTable()
    private var batches: [RowBatch] = []
    private let selected = UnsafeMutablePointer<UInt32>.allocate(capacity: batchRows)

    init(count: Int) {
        let types = [
            "order_placed", "order_paid", "order_shipped", "order_delivered", "order_cancelled", "refund",
        ]
        .map { Int64(symbols.intern($0)) }
        let regions = ["SP", "RJ", "MG", "RS", "PR", "SC", "BA", "DF"].map { Int64(symbols.intern($0)) }
        var random = SplitMix64(seed: 1)
        for start in stride(from: 0, to: count, by: Self.batchRows) {
            let batch = RowBatch(layout: Self.layout, capacity: Self.batchRows)
            batch.count = min(Self.batchRows, count - start)
            for row in 0..<batch.count {
                let amount = Double(random.next() % 20_000) / 100
                let cells = [
                    types[Int(random.next() % 6)], Int64(bitPattern: amount.bitPattern),
                    regions[Int(random.next() % 8)],
                ]
                for (column, cell) in cells.enumerated() {
                    let index = Self.layout.index(of: Self.layout.columns[column + 1].name) ?? column + 1
                    batch.values[index][row] = cell
                    batch.states[index][row] = CellState.value.rawValue
                }
            }
            batches.append(batch)
        }
    }

    /// How many rows a filter selects.
    func select(_ filter: (RowBatch, UnsafeMutablePointer<UInt32>) -> Int) -> Int {
        batches.reduce(0) { $0 + filter($1, selected) }
    }

    /// The same in one loop that knows the query.
    func selectByHand() -> Int {
        let paid = Int64(symbols.intern("order_paid"))
        let (first, second) = (Int64(symbols.intern("SP")), Int64(symbols.intern("RJ")))
        return select { batch, rows in
            let (types, amounts, regions) = (batch.values[1], batch.values[2], batch.values[3])
            let states = (batch.states[1], batch.states[2], batch.states[3])
            var count = 0
            for row in 0..<batch.count {
                let areThere = states.0[row] & states.1[row] & states.2[row] == 1
                let isLarge = Double(bitPattern: UInt64(bitPattern: amounts[row])) > 100
                let isHere = regions[row] == first || regions[row] == second
                rows[count] = UInt32(truncatingIfNeeded: row)
                count += areThere && types[row] == paid && isLarge && isHere ? 1 : 0
            }
            return count
        }
    }
}
