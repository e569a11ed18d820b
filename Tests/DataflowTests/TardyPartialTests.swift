import Dataflow
import EventModel
import Testing

/// Partials that take effect at an event time of their own.
@Suite struct TardyPartialTests {
    private static let pane: Int64 = 10

    private struct Row {
        var row: MergeRow
        var entry: Int64?
    }

    private static func plan(_ metrics: [MergeMetric], lateness: Int64) throws -> MergePlan {
        MergePlan(
            groups: [try MergeMetric.group(metrics, keys: ["seller"], pane: pane)], rules: [],
            allowedLatenessMilliseconds: lateness)
    }

    private static func metrics(withExtremes: Bool) -> [MergeMetric] {
        let numbers = MergeMetric.Number.allCases.filter { withExtremes || $0.isRetractable }
        return [
            MergeMetric(name: "tumbling", width: pane, numbers: numbers),
            MergeMetric(name: "hopping", width: 3 * pane, numbers: [.share] + numbers),
            MergeMetric(name: "wide", width: 7 * pane, numbers: [.meanPrice, .amounts], isFiltered: true),
        ]
    }

    /// What is told when windows end: of each the on-time rows, and the tardy ones whose entry lies before its end.
    private static func naive(_ rows: [Row], _ metrics: [MergeMetric], firstInput: Int64) -> [String] {
        stride(from: Int64(-200), through: 700, by: Int(pane)).flatMap { end in
            let known = rows.filter { $0.entry ?? .min < end }.map(\.row)
            return metrics.flatMap { metric in
                metric.naive(known, keys: \.seller, pane: pane, firstInput: firstInput).filter {
                    $0.split(separator: " ")[2] == "\(end - metric.width)"
                }
            }
        }.sorted()
    }

    /// Rows in any order, commits at any time and watermarks that creep and jump, as far as the rows still to come let
    /// them.
    private static func run(
        _ rows: [Row], _ plan: MergePlan, firstInput: Int64, isExact: Bool, random: inout SplitMix64
    ) -> MergeHarness {
        let harness = MergeHarness(
            plan: plan, mergeTasks: Int.random(in: 1...3, using: &random),
            batchSize: [1, 7, 64].randomElement(using: &random) ?? 1)
        harness.firstEventTime = EventTime(milliseconds: firstInput)
        var order = rows.shuffled(using: &random)
        if Bool.random(using: &random) {
            // Nearly sorted, so that the watermark creeps.
            order = rows.map {
                (at: ($0.entry ?? $0.row.time) + Int64.random(in: 0...30, using: &random), $0)
            }
            .sorted { $0.at < $1.at }.map(\.1)
        }
        var bounds = Array(repeating: Int64(10_000), count: order.count + 1)
        for place in order.indices.reversed() {
            bounds[place] = min(bounds[place + 1], order[place].entry ?? order[place].row.time)
        }
        for (place, row) in order.enumerated() {
            switch (row.entry, isExact) {
            case (nil, _): harness.add([row.row])
            case (let entry?, true): harness.send(row.row, entry: entry)
            case (let entry?, false): harness.add(row.row, entry: entry)
            }
            guard Int.random(in: 0..<4, using: &random) == 0 else { continue }
            harness.commit()
            harness.advance(to: bounds[place + 1] - Int64.random(in: 0...20, using: &random))
        }
        harness.commit()
        harness.advance(to: 10_000)
        return harness
    }

    @Test(arguments: UInt64(0)..<150)
    func `a window that ends is told with the tardy rows of before and without those of after`(seed: UInt64)
        throws
    {
        var random = SplitMix64(seed: seed)
        let withExtremes = Bool.random(using: &random)
        let metrics = Self.metrics(withExtremes: withExtremes)
        let lateness: Int64 = [15, 40, 43].randomElement(using: &random) ?? 40
        // Few, so that there are stretches without any.
        let rows = MergeRow.random(
            &random, count: Int.random(in: 0...40, using: &random), times: -130..<400,
            withTakingBack: !withExtremes
        ).map { row in
            Row(
                row: row,
                entry: Bool.random(using: &random)
                    ? row.time + Int64.random(in: 1...lateness, using: &random) : nil)
        }
        let firstInput = rows.map(\.row.time).min() ?? 0
        let expected = Self.naive(rows, metrics, firstInput: firstInput)
        let finals = metrics.flatMap {
            $0.naive(rows.map(\.row), keys: \.seller, pane: Self.pane, firstInput: firstInput)
        }.sorted()
        for turn in 0..<4 {
            let harness = Self.run(
                rows, try Self.plan(metrics, lateness: lateness), firstInput: firstInput,
                isExact: turn % 2 == 0, random: &random)
            #expect(harness.told(.provisional) == expected, "seed \(seed)")
            #expect(harness.told(.final) == finals, "seed \(seed)")
            #expect(harness.heldBlocks == 0, "seed \(seed)")
            #expect(harness.size.panes == 0 && harness.size.records == 0, "seed \(seed)")
        }
    }

    @Test(arguments: UInt64(0)..<60)
    func `windows of other shapes are told the same, too`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let shapes: [WindowShape] = [
            .sliding(panes: 4), .unbounded(every: 3), .tumbling(panes: 5), .hopping(panes: 6, every: 2),
        ]
        var group = MetricGroupPlan(
            name: "shapes", keyColumns: [1], keyNames: ["seller"], grid: .fixed(widthMilliseconds: Self.pane),
            isCorrected: true)
        for (number, shape) in shapes.enumerated() {
            group.add(
                name: "m\(number)", filter: nil,
                aggregates: [try MergeMetric.Number.amounts.plan(name: "value")], window: shape)
        }
        let lateness: Int64 = [15, 40, 97].randomElement(using: &random) ?? 40
        let rows = MergeRow.random(
            &random, count: Int.random(in: 5...40, using: &random), times: 0..<600, withTakingBack: false
        ).map { row in
            Row(
                row: row,
                entry: Bool.random(using: &random)
                    ? row.time + Int64.random(in: 1...lateness, using: &random) : nil)
        }
        let plan = MergePlan(groups: [group], rules: [], allowedLatenessMilliseconds: lateness)
        let runs = (0..<5).map {
            Self.run(rows, plan, firstInput: 0, isExact: $0 % 2 == 0, random: &random)
        }
        for run in runs.dropFirst() {
            for kind in [ResultKind.provisional, .final, .withdrawn] {
                #expect(run.told(kind) == runs[0].told(kind), "seed \(seed)")
            }
        }
    }

    @Test func `what takes effect at a window's end is not in it`() throws {
        let metric = MergeMetric(name: "m", width: 10, numbers: [.count])
        let harness = MergeHarness(plan: try Self.plan([metric], lateness: 50))
        harness.add([MergeRow(time: 5, seller: "a"), MergeRow(time: 15, seller: "a")])
        harness.add(MergeRow(time: 6, seller: "a"), entry: 10)
        harness.add(MergeRow(time: 16, seller: "a"), entry: 19)
        harness.commit()
        #expect(harness.heldBlocks == 1)
        harness.advance(to: 1000)
        #expect(
            harness.told(.provisional) == ["m a 0 n=1 whole 1.0", "m a 10 n=2 whole 2.0"])
        #expect(harness.told(.final) == ["m a 0 n=2 whole 2.0", "m a 10 n=2 whole 2.0"])
    }

    @Test func `a window that ended without any data of the task is not told later`() throws {
        let metric = MergeMetric(name: "m", width: 10, numbers: [.count])
        let harness = MergeHarness(plan: try Self.plan([metric], lateness: 50))
        harness.add(MergeRow(time: 5, seller: "a"), entry: 31)
        harness.commit()
        harness.advance(to: 40)
        #expect(harness.output.order.isEmpty)
        harness.advance(to: 100)
        #expect(harness.output.order == ["final m a 0"])
    }

    @Test func `no more blocks than there are readings of panes`() throws {
        let metric = MergeMetric(name: "m", width: 10, numbers: [.count])
        let harness = MergeHarness(plan: try Self.plan([metric], lateness: 50))
        for entry in Int64(20)..<40 { harness.add(MergeRow(time: entry - 5, seller: "a"), entry: entry) }
        harness.commit()
        #expect(harness.heldBlocks == 2)
    }
}
