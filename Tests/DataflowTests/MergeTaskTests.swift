import Dataflow
import EventModel
import Expressions
import Testing

@Suite struct MergeTaskTests {
    private static let pane: Int64 = 10
    private static let retractable = MergeMetric.Number.allCases.filter(\.isRetractable)

    /// Several widths over the same panes, with and without a filter, and every form of number.
    private static func metrics(withExtremes: Bool) -> [MergeMetric] {
        let numbers = withExtremes ? MergeMetric.Number.allCases : retractable
        return [
            MergeMetric(name: "tumbling", width: pane, numbers: numbers),
            MergeMetric(name: "hopping", width: 3 * pane, numbers: [.share] + numbers),
            MergeMetric(name: "wide", width: 7 * pane, numbers: [.meanPrice, .amounts], isFiltered: true),
        ]
    }

    private static func plan(_ metrics: [MergeMetric], lateness: Int64 = 40) throws -> MergePlan {
        MergePlan(
            groups: [
                try MergeMetric.group(metrics, keys: ["seller"], pane: pane),
                try MergeMetric.group(
                    [MergeMetric(name: "pairs", width: 20, numbers: [.shareAmong])],
                    keys: ["seller", "region"], pane: 20),
            ], rules: [], allowedLatenessMilliseconds: lateness)
    }

    private static func naive(_ rows: [MergeRow], _ metrics: [MergeMetric], firstInput: Int64) -> [String] {
        let single = metrics.flatMap {
            $0.naive(rows, keys: \.seller, pane: pane, firstInput: firstInput)
        }
        let pairs = MergeMetric(name: "pairs", width: 20, numbers: [.shareAmong]).naive(
            rows,
            keys: { row in
                guard let seller = row.seller, let region = row.region else { return nil }
                return "\(seller)+\(region)"
            }, pane: 20, firstInput: firstInput)
        return (single + pairs).sorted()
    }

    /// Rows in any order, commits and watermarks at any time; a row may come after the watermark has passed it, by
    /// the allowed lateness at most.
    private static func run(
        _ rows: [MergeRow], _ plan: MergePlan, firstInput: Int64, lateBy: Int64, random: inout SplitMix64
    ) -> MergeHarness {
        let harness = MergeHarness(
            plan: plan, mergeTasks: Int.random(in: 1...3, using: &random),
            batchSize: [1, 2, 7, 64].randomElement(using: &random) ?? 1)
        harness.firstEventTime = EventTime(milliseconds: firstInput)
        let order = rows.shuffled(using: &random)
        // The smallest time among the rows from each place on: how far a watermark may be.
        var bounds = Array(repeating: Int64(10_000), count: order.count + 1)
        for place in order.indices.reversed() { bounds[place] = min(bounds[place + 1], order[place].time) }
        var start = 0
        while start < order.count {
            let end = min(order.count, start + Int.random(in: 1...30, using: &random))
            harness.add(Array(order[start..<end]))
            start = end
            guard Bool.random(using: &random) else { continue }
            harness.commit()
            harness.advance(to: bounds[start] + Int64.random(in: -5...lateBy, using: &random))
        }
        harness.commit()
        harness.advance(to: 10_000)
        return harness
    }

    @Test(arguments: UInt64(0)..<150)
    func `final results are those of the rows, whatever the order, the batches and the commits`(seed: UInt64)
        throws
    {
        var random = SplitMix64(seed: seed)
        let withExtremes = Bool.random(using: &random)
        let metrics = Self.metrics(withExtremes: withExtremes)
        let rows = MergeRow.random(
            &random, count: Int.random(in: 0...150, using: &random), times: -130..<400,
            withTakingBack: !withExtremes)
        let firstInput = rows.map(\.time).min() ?? 0
        let lateness: Int64 = [0, 15, 40].randomElement(using: &random) ?? 0
        let expected = Self.naive(rows, metrics, firstInput: firstInput)
        for _ in 0..<3 {
            let harness = Self.run(
                rows, try Self.plan(metrics, lateness: lateness), firstInput: firstInput, lateBy: lateness,
                random: &random)
            #expect(harness.told(.final) == expected, "seed \(seed)")
            #expect(harness.size.panes == 0 && harness.size.records == 0, "seed \(seed)")
        }
    }

    @Test(arguments: UInt64(0)..<100)
    func `one final result for a window and key, and a provisional one before at most`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let metrics = Self.metrics(withExtremes: false)
        let rows = MergeRow.random(&random, count: 120, times: 0..<300, withTakingBack: true)
        let harness = Self.run(rows, try Self.plan(metrics), firstInput: 0, lateBy: 40, random: &random)
        var seen: [String: [String]] = [:]
        for line in harness.output.order {
            let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
            seen[parts[1], default: []].append(parts[0])
        }
        #expect(!seen.isEmpty)
        let allowed = [["provisional", "final"], ["final"], ["provisional", "withdrawn"], ["withdrawn"]]
        for (window, kinds) in seen {
            #expect(allowed.contains(kinds), "seed \(seed): \(window) was told as \(kinds)")
        }
    }

    @Test(arguments: UInt64(0)..<50)
    func `when nothing is late the provisional results are the final ones`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let metrics = Self.metrics(withExtremes: true)
        let rows = MergeRow.random(&random, count: 120, times: 0..<300, withTakingBack: false)
        let harness = Self.run(rows, try Self.plan(metrics), firstInput: 0, lateBy: 0, random: &random)
        #expect(harness.told(.provisional) == Self.naive(rows, metrics, firstInput: 0), "seed \(seed)")
        #expect(harness.told(.provisional) == harness.told(.final), "seed \(seed)")
        #expect(harness.told(.withdrawn).isEmpty, "seed \(seed)")
    }

    @Test func `results come in the order of their event time, provisional and final`() throws {
        let metric = MergeMetric(name: "m", width: 20, numbers: [.count])
        let harness = MergeHarness(
            plan: MergePlan(
                groups: [try MergeMetric.group([metric], keys: ["seller"], pane: 10)], rules: [],
                allowedLatenessMilliseconds: 15))
        harness.add([MergeRow(time: 5, seller: "a"), MergeRow(time: 31, seller: "a")])
        harness.commit()
        harness.advance(to: 9)
        #expect(harness.output.order.isEmpty)
        harness.advance(to: 1000)
        #expect(
            harness.output.order == [
                "provisional m a -10", "provisional m a 0", "final m a -10", "final m a 0",
                "provisional m a 20",
                "provisional m a 30", "final m a 20", "final m a 30",
            ])
    }

    @Test func `without allowed lateness a result is final at once`() throws {
        let metric = MergeMetric(name: "m", width: 10, numbers: [.count])
        let harness = MergeHarness(
            plan: MergePlan(
                groups: [try MergeMetric.group([metric], keys: ["seller"], pane: 10)], rules: [],
                allowedLatenessMilliseconds: 0))
        harness.add([MergeRow(time: 5, seller: "a")])
        harness.commit()
        harness.advance(to: 10)
        #expect(harness.output.order == ["final m a 0"])
    }

    @Test func `a result that turns out to rest on nothing is withdrawn`() throws {
        let metric = MergeMetric(name: "m", width: 10, numbers: [.count])
        let harness = MergeHarness(
            plan: MergePlan(
                groups: [try MergeMetric.group([metric], keys: ["seller"], pane: 10)], rules: [],
                allowedLatenessMilliseconds: 15))
        harness.add([MergeRow(time: 5, seller: "a"), MergeRow(time: 5, seller: "b")])
        harness.commit()
        harness.advance(to: 12)
        harness.add([MergeRow(time: 5, seller: "a", weight: -1)])
        harness.commit()
        harness.advance(to: 100)
        #expect(
            harness.output.order.sorted() == [
                "final m b 0", "provisional m a 0", "provisional m b 0", "withdrawn m a 0",
            ])
    }

    @Test func `what was never told is not withdrawn`() throws {
        let filtered = MergeMetric(name: "m", width: 10, numbers: [.count], isFiltered: true)
        let other = MergeMetric(name: "other", width: 10, numbers: [.count])
        let harness = MergeHarness(
            plan: MergePlan(
                groups: [
                    try MergeMetric.group([filtered, other], keys: ["seller"], pane: 10),
                    try MergeMetric.group([filtered], keys: ["region"], pane: 10),
                ], rules: [], allowedLatenessMilliseconds: 15))
        harness.add([
            MergeRow(time: 5, seller: "a", isOk: false), MergeRow(time: 15, seller: "b", isOk: true),
            MergeRow(time: 15, seller: "b", isOk: true, weight: -1),
        ])
        harness.commit()
        harness.advance(to: 100)
        #expect(harness.output.order == ["provisional other a 0", "final other a 0"])
    }

    @Test func `windows from before the input are partial`() throws {
        let metric = MergeMetric(name: "m", width: 20, numbers: [.count])
        let harness = MergeHarness(
            plan: MergePlan(
                groups: [try MergeMetric.group([metric], keys: ["seller"], pane: 10)], rules: [],
                allowedLatenessMilliseconds: 0))
        harness.firstEventTime = EventTime(milliseconds: 10)
        harness.add([MergeRow(time: 10, seller: "a")])
        harness.commit()
        harness.advance(to: 100)
        #expect(harness.told(.final) == ["m a 0 n=1 partial 1.0", "m a 10 n=1 whole 1.0"])
    }

    @Test func `a watermark that jumps over ages passes what is empty in one go`() throws {
        let metrics = [
            MergeMetric(name: "tumbling", width: 1, numbers: [.count]),
            MergeMetric(name: "hopping", width: 3, numbers: [.count]),
        ]
        let harness = MergeHarness(
            plan: MergePlan(
                groups: [try MergeMetric.group(metrics, keys: ["seller"], pane: 1)], rules: [],
                allowedLatenessMilliseconds: 2))
        let end: Int64 = 200_000_000_000_000
        harness.add([
            MergeRow(time: -end, seller: "a"), MergeRow(time: 0, seller: "a"),
            MergeRow(time: end, seller: "a"),
        ])
        harness.commit()
        // Stepping through 400 trillion panes would not end.
        harness.advance(to: end + 1000)
        #expect(harness.told(.final).count == 3 * (1 + 3))
        #expect(harness.size.panes == 0)
    }

    @Test func `many panes that wait for one watermark are told each`() throws {
        let metric = MergeMetric(name: "m", width: 50, numbers: [.count])
        let harness = MergeHarness(
            plan: MergePlan(
                groups: [try MergeMetric.group([metric], keys: ["seller"], pane: 10)], rules: [],
                allowedLatenessMilliseconds: 20))
        let count = 20_000
        harness.add((0..<count).reversed().map { MergeRow(time: Int64($0) * 10, seller: "a") })
        harness.commit()
        harness.advance(to: 10_000_000)
        #expect(harness.told(.final).count == count + 4)
        #expect(harness.told(.final).filter { $0.contains("n=5 ") }.count == count - 4)
        #expect(harness.size.panes == 0)
    }

    @Test func `rows that lack a part of their key are left out and counted`() throws {
        let harness = MergeHarness(plan: try Self.plan(Self.metrics(withExtremes: false)))
        harness.add([MergeRow(time: 1, seller: nil), MergeRow(time: 1, seller: "a", region: nil)])
        harness.commit()
        harness.advance(to: 1000)
        #expect(harness.rowsWithoutKey == 3)
        #expect(harness.told(.final).allSatisfy { !$0.hasPrefix("pairs") })
        #expect(!harness.told(.final).isEmpty)
    }

    @Test func `keys of several parts are not mixed up`() throws {
        let metric = MergeMetric(name: "m", width: 10, numbers: [.count])
        let harness = MergeHarness(
            plan: MergePlan(
                groups: [try MergeMetric.group([metric], keys: ["seller", "region"], pane: 10)], rules: [],
                allowedLatenessMilliseconds: 0), mergeTasks: 3)
        harness.add([
            MergeRow(time: 1, seller: "ab", region: "c"), MergeRow(time: 1, seller: "a", region: "bc"),
            MergeRow(time: 1, seller: "", region: "abc"), MergeRow(time: 1, seller: "abc", region: ""),
        ])
        harness.commit()
        harness.advance(to: 10)
        #expect(
            harness.told(.final) == [
                "m +abc 0 n=1 whole 1.0", "m a+bc 0 n=1 whole 1.0", "m ab+c 0 n=1 whole 1.0",
                "m abc+ 0 n=1 whole 1.0",
            ])
    }
}
