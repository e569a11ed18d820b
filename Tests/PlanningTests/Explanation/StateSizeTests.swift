import Dataflow
import EventModel
import Planning
import Testing

/// What plans say of memory, against what operators take.
@Suite struct StateSizeTests {
    private final class Silence: MergeOutput {
        func tell(_ results: RowBatch, group: Int, metric: Int, kind: ResultKind) {}
        func tell(_ transition: AlertTransition, entity: UnsafeRawBufferPointer) {}
    }

    private static let text = """
        time: { allowed_lateness: 2h }
        metrics:
          sums:
            on: orders
            by: seller_id
            sum: amount
            also: { number: { count: true }, mean: { mean: amount }, large: { count: amount > 5.0 } }
            window: { hopping: 24h, every: 1h }

        """

    @Test func `the windows of a metric take about what the plan says`() throws {
        let declaration = try PlannedText.declaration(PlannedText.header + Self.text)
        let plan = try PipelinePlan(declaration)
        let (keys, hours) = (5_000, 40)
        var settings = ExplanationSettings()
        try settings.assumptions.read("keys=\(keys),events_per_second=1000")
        let explained = PlanExplanation(of: plan, declaration, settings)
        let size = try #require(explained.operator("test/metric/sums")?.size)

        let symbols = SymbolTable()
        let task = MergeTask(plan: plan.merge, symbols: symbols)
        let batch = RowBatch(layout: plan.sources[0].layout, capacity: keys)
        let columns = ["seller_id", "amount"].map { plan.sources[0].layout.index(of: $0) ?? 0 }
        for hour in 0..<hours {
            for key in 0..<keys {
                batch.times[key] = Int64(hour) * 3_600_000 + 1
                batch.values[columns[0]][key] = Int64(symbols.intern("seller-\(key)"))
                batch.values[columns[1]][key] = Int64(bitPattern: Double(key % 200).bitPattern)
                for column in columns + [0] { batch.states[column][key] = CellState.value.rawValue }
            }
            batch.count = keys
            task.add(batch, group: 0)
            let watermark = EventTime(milliseconds: Int64(hour) * 3_600_000)
            task.advance(to: watermark, firstEventTime: EventTime(milliseconds: 0), output: Silence())
        }
        let measured = Double(task.byteCount) / Double(keys)
        let said = Double(size.bytesPerKey - StateSize.name(bytes: 16))
        #expect(measured / said > 0.5 && measured / said < 2, "measured \(measured), said \(said)")
    }

    @Test func `the keys of a ledger take about what the plan says`() throws {
        let keys = 100_000
        var slots = KeySlots()
        for key in 0..<keys { withUnsafeBytes(of: (UInt64(key), UInt64(key))) { _ = slots.insert($0) } }
        let measured = Double(slots.memoryBytes) / Double(keys)
        let said = Double(StateSize.key(bytes: 16))
        #expect(measured / said > 0.5 && measured / said < 2, "measured \(measured), said \(said)")
    }

    @Test func `the ids of a duplicate filter take about what the plan says`() {
        let (symbols, ids) = (SymbolTable(), 100_000)
        let layout = RowLayout([RowLayout.Column(name: "id", type: .string)])
        let filter = DuplicateFilter(
            plan: DuplicatePlan(
                name: "test", column: 1, withinMilliseconds: 1_000_000, allowedLatenessMilliseconds: 0),
            symbols: symbols)
        let batch = RowBatch(layout: layout, capacity: 1_000)
        for start in stride(from: 0, to: ids, by: 1_000) {
            for row in 0..<1_000 {
                batch.times[row] = Int64(start + row)
                batch.values[1][row] = Int64(symbols.intern("id-\(start + row)"))
                batch.states[1][row] = CellState.value.rawValue
            }
            batch.count = 1_000
            _ = filter.apply(to: batch)
        }
        #expect(filter.count == ids)
        let measured = Double(filter.byteCount) / Double(ids)
        #expect(
            measured / Double(StateSize.identity) > 0.5 && measured / Double(StateSize.identity) < 2,
            "\(measured)")
    }
}
