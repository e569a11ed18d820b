import Dataflow
import EventModel
import Testing

@Suite struct TardyRowsTests {
    private static let layout = RowLayout([
        .init(name: "id", type: .string, storage: .text), .init(name: "amount", type: .int),
    ])

    private static func batch(_ rows: [(time: Int64, id: String?, amount: Int64?)]) -> RowBatch {
        let batch = RowBatch(layout: layout, capacity: max(rows.count, 1))
        for (row, source) in rows.enumerated() {
            batch.times[row] = source.time
            batch.states[0][row] = CellState.value.rawValue
            batch.states[1][row] = (source.id == nil ? CellState.null : .value).rawValue
            if let id = source.id {
                batch.values[1][row] = Array(id.utf8).withUnsafeBytes { batch.text.append($0).slot }
            }
            batch.states[2][row] = (source.amount == nil ? CellState.null : .value).rawValue
            batch.values[2][row] = source.amount ?? 0
        }
        batch.count = rows.count
        return batch
    }

    private static func texts(_ batch: RowBatch) -> [String] {
        (0..<batch.count).map { row in
            let id =
                batch.states[1][row] == CellState.value.rawValue
                ? String(decoding: batch.textBytes(row: row, column: 1), as: UTF8.self) : "null"
            let amount = batch.states[2][row] == CellState.value.rawValue ? "\(batch.values[2][row])" : "null"
            return "\(batch.times[row]) \(id) \(amount)"
        }
    }

    @Test func `rows come out entry by entry, with their text, after the batch they came in is gone`() {
        let rows = TardyRows(layout: Self.layout, symbols: SymbolTable())
        #expect(rows.nextEntry == nil)
        let source = Self.batch([(5, "a", 1), (6, nil, 2), (7, "long", nil)])
        rows.append(source, row: 0, entry: EventTime(milliseconds: 10))
        rows.append(source, row: 2, entry: EventTime(milliseconds: 10))
        rows.append(source, row: 1, entry: EventTime(milliseconds: 11))
        source.removeAll()
        _ = Array("overwritten".utf8).withUnsafeBytes { source.text.append($0) }
        let taken = RowBatch(layout: Self.layout, capacity: 8)
        #expect(rows.count == 3 && rows.nextEntry == EventTime(milliseconds: 10))
        rows.take(into: taken)
        #expect(Self.texts(taken) == ["5 a 1", "7 long null"])
        #expect(rows.count == 1 && rows.nextEntry == EventTime(milliseconds: 11))
        rows.take(into: taken)
        #expect(Self.texts(taken) == ["6 null 2"])
        #expect(rows.count == 0 && rows.nextEntry == nil)
        rows.take(into: taken)
        #expect(taken.count == 0)
    }

    @Test(arguments: UInt64(0)..<40)
    func `what comes in comes out, in its order, whatever the room`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let rows = TardyRows(layout: Self.layout, symbols: SymbolTable())
        let taken = RowBatch(layout: Self.layout, capacity: Int.random(in: 1...300, using: &random))
        var (entry, number): (Int64, Int64) = (0, 0)
        var (expected, got): ([String], [String]) = ([], [])
        for _ in 0..<60 {
            for _ in 0..<Int.random(in: 0...40, using: &random) {
                if Int.random(in: 0..<8, using: &random) == 0 { entry += 1 }
                number += 1
                let source = Self.batch([(number, "id-\(number)", number)])
                rows.append(source, row: 0, entry: EventTime(milliseconds: entry))
                expected.append("\(entry): \(number) id-\(number) \(number)")
            }
            for _ in 0..<Int.random(in: 0...4, using: &random) {
                guard let next = rows.nextEntry else { break }
                rows.take(into: taken)
                got += Self.texts(taken).map { "\(next.milliseconds): \($0)" }
            }
            #expect(rows.count == expected.count - got.count, "seed \(seed)")
        }
        while let next = rows.nextEntry {
            rows.take(into: taken)
            got += Self.texts(taken).map { "\(next.milliseconds): \($0)" }
        }
        #expect(got == expected, "seed \(seed)")
    }
}
