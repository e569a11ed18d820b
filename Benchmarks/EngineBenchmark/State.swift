import Dataflow
import EventModel

/// Bytes per key with 24 live panes of 4 aggregates.
func measureState(keys: Int) throws {
    let hour: Int64 = 3_600_000
    let before = residentBytes()
    let symbols = SymbolTable()
    let ids = (0..<keys).map { symbols.intern("seller-\($0)") }
    let named = residentBytes()
    let plan = try DeliveryQuery.plan(pane: hour, window: .hopping(panes: 24, every: 1))
    let task = MergeTask(plan: plan, symbols: symbols)
    let totals = Totals()
    let batch = RowBatch(layout: Deliveries.layout, capacity: 4096)
    var random = SplitMix64(seed: 1)
    let start = EventTime(milliseconds: 1_700_000_000_000 / hour * hour)
    for pane in 0..<24 {
        for first in stride(from: 0, to: keys, by: 1024) {
            batch.removeAll()
            for key in first..<min(first + 1024, keys) {
                for _ in 0..<4 {
                    let time =
                        start.milliseconds + Int64(pane) * hour + Int64.random(in: 0..<hour, using: &random)
                    let promised = time + Int64.random(in: -hour...24 * hour, using: &random)
                    let amount = Double(Int.random(in: 1...100_000, using: &random)) / 100
                    let cells = [time, Int64(ids[key]), promised, time, Int64(bitPattern: amount.bitPattern)]
                    for (column, cell) in cells.enumerated() {
                        batch.values[column][batch.count] = cell
                        batch.states[column][batch.count] = CellState.value.rawValue
                    }
                    batch.count += 1
                }
            }
            task.add(batch, group: 0)
        }
        task.advance(
            to: EventTime(milliseconds: start.milliseconds + Int64(pane + 1) * hour), firstEventTime: start,
            output: totals)
    }
    let (size, after) = (task.size, residentBytes())
    print(
        padded("\(keys) keys, \(size.records / keys) panes of 4 aggregates"),
        "\(task.byteCount / keys) bytes per key by account,",
        "\((after - named) / keys) resident, \((named - before) / keys) more for the names")
}
