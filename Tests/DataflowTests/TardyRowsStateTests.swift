import Dataflow
import EventModel
import Testing

@Suite struct TardyRowsStateTests {
    private static let layout = RowLayout([
        .init(name: "id", type: .string, storage: .text), .init(name: "region", type: .string),
        .init(name: "price", type: .double),
    ])

    private struct Source {
        let symbols = SymbolTable()
        let rows: TardyRows

        init() { rows = TardyRows(layout: layout, symbols: symbols) }

        func append(_ number: Int64, entry: Int64) {
            let batch = RowBatch(layout: layout, capacity: 1)
            batch.count = 1
            batch.times[0] = number
            for column in batch.states.indices {
                let isNull = column > 0 && number % Int64(column + 3) == 0
                batch.states[column][0] = (isNull ? CellState.null : .value).rawValue
            }
            batch.values[1][0] = Array("id-\(number)".utf8).withUnsafeBytes { batch.text.append($0).slot }
            batch.values[2][0] = Int64(symbols.intern("region \(number % 7)"))
            batch.values[3][0] = Int64(bitPattern: (Double(number) / 3).bitPattern)
            rows.append(batch, row: 0, entry: EventTime(milliseconds: entry))
        }

        func take() -> [String] {
            let batch = RowBatch(layout: layout, capacity: 50)
            let entry = rows.nextEntry
            rows.take(into: batch)
            return (0..<batch.count).map { row in
                let cells = layout.columns.indices.map { column in
                    guard batch.states[column][row] == CellState.value.rawValue else { return "null" }
                    let value = batch.values[column][row]
                    switch column {
                    case 1: return String(decoding: batch.textBytes(row: row, column: 1), as: UTF8.self)
                    case 2: return symbols.string(of: UInt32(value))
                    default: return "\(value)"
                    }
                }
                return "\(entry?.milliseconds ?? 0): " + cells.joined(separator: " ")
            }
        }
    }

    @Test(arguments: UInt64(0)..<40)
    func `restored rows wait in their order`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var (twins, logs) = ([Source()], [Changelog()])
        var (number, entry): (Int64, Int64) = (0, 0)
        for _ in 0..<60 {
            for _ in 0..<Int.random(in: 0...30, using: &random) {
                if Int.random(in: 0..<8, using: &random) == 0 { entry += 1 }
                number += 1
                for twin in twins { twin.append(number, entry: entry) }
            }
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                let expected = twins[0].take()
                for twin in twins[1...] { #expect(twin.take() == expected, "seed \(seed)") }
            }
            for place in twins.indices {
                #expect(twins[place].rows.count == twins[0].rows.count, "seed \(seed)")
                logs[place].commit(twins[place].rows, sliceBytes: .random(in: 1...800, using: &random))
                #expect(!twins[place].rows.hasChanges)
            }
            guard Int.random(in: 0..<10, using: &random) == 0 else { continue }
            let place = twins.indices.randomElement(using: &random) ?? 0
            let twin = Source()
            try logs[place].restore(
                twin.rows, from: .random(in: 0...logs[place].neededFrom, using: &random))
            #expect(twin.rows.count == twins[0].rows.count && !twin.rows.hasChanges, "seed \(seed)")
            twins.append(twin)
            logs.append(logs[place])
        }
        while twins[0].rows.count > 0 {
            let expected = twins[0].take()
            for twin in twins[1...] { #expect(twin.take() == expected, "seed \(seed)") }
        }
    }

    @Test(arguments: UInt64(0)..<40)
    func `damaged bytes throw or do no harm`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let source = Source()
        for number in Int64(1)...20 { source.append(number, entry: number / 4) }
        _ = source.take()
        let writer = StateWriter()
        source.rows.writeChanges(to: writer)
        let bytes = Array(writer.bytes).damaged(using: &random)
        let damaged = Source()
        guard bytes.restores(damaged.rows) else { return }
        damaged.append(21, entry: 100)
        damaged.rows.writeChanges(to: writer)
        while damaged.rows.count > 0 { _ = damaged.take() }
    }
}
