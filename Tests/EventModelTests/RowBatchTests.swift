import EventModel
import Testing

@Suite struct RowBatchTests {
    private let layout = RowLayout([.init(name: "order_id", type: .string, storage: .text)])

    @Test func `the event time is column 0`() {
        #expect(layout.index(of: "event_time") == 0)
        #expect(layout.index(of: "order_id") == 1)
        #expect(layout.index(of: "other") == nil)
    }

    @Test func `text cells keep their bytes while the buffer grows`() {
        let batch = RowBatch(layout: layout, capacity: 1000)
        for row in 0..<1000 {
            let text = Array(repeating: UInt8(truncatingIfNeeded: row), count: row % 100)
            batch.values[1][row] = text.withUnsafeBytes { batch.text.append($0) }.slot
        }
        batch.count = 1000
        for row in 0..<1000 {
            let bytes = Array(batch.textBytes(row: row, column: 1))
            #expect(bytes == Array(repeating: UInt8(truncatingIfNeeded: row), count: row % 100))
        }
        batch.removeAll()
        #expect(batch.count == 0 && batch.text.count == 0)
    }

    @Test func `a place in the text survives its slot`() {
        let place = TextPlace(offset: .max, count: 7)
        #expect(TextPlace(slot: place.slot) == place)
    }
}
