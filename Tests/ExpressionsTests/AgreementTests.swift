import EventModel
import Expressions
import Testing

/// Columns and single values are evaluated by different machinery, which must mean the same.
@Suite struct AgreementTests {
    @Test(arguments: UInt64(0)..<300)
    func `random expressions mean the same over columns and over values`(seed: UInt64) throws {
        var source = SampleSource(seed: seed)
        let rows = (0..<11).map { _ in source.row() }
        let table = Table(rows)
        for _ in 0..<10 {
            let kind = source.random.pick(SampleSource.Kind.allCases)
            let text = source.expression(kind, depth: 4).text
            let results = try table.results(text)
            let expression = try ValueExpression(text, names: Set(Table.variables.keys))
            for (row, result) in zip(rows, results) {
                let variables = row.compactMapValues { CELValue($0) }
                let value = try? expression.evaluate(variables)
                let found = value.map { Cell($0) } ?? .error
                #expect(
                    found.isSame(as: result), "seed \(seed): \(text) of \(row) gave \(found), not \(result)")
                if !found.isSame(as: result) { return }
            }
        }
    }
}

extension CELValue {
    /// An error is a name without a value.
    init?(_ cell: Cell) {
        switch cell {
        case .null: self = .null
        case .error: return nil
        case .int(let value): self = .int(value)
        case .double(let value): self = .double(value)
        case .bool(let value): self = .bool(value)
        case .string(let value): self = .string(value)
        case .time(let value): self = .timestamp(nanoseconds: Int128(value) * 1_000_000)
        case .duration(let value): self = .duration(nanoseconds: value * 1_000_000)
        }
    }
}

extension Cell {
    init(_ value: CELValue) {
        switch value {
        case .null: self = .null
        case .int(let value): self = .int(value)
        case .double(let value): self = .double(value)
        case .bool(let value): self = .bool(value)
        case .string(let value): self = .string(value)
        case .timestamp(let value): self = .time(Int64(value / 1_000_000))
        case .duration(let value): self = .duration(value / 1_000_000)
        default: self = .error
        }
    }
}
