import Dataflow
import EventModel
import Testing

/// The whole life of alerts in merge tasks, against a recomputation that knows neither batches nor timers.
@Suite struct AlertLifecycleTests {
    private static let end: Int64 = 1_500
    private static let sellers = ["s0", "s1", "s22"]

    private static func plan(_ alerts: [NaiveAlert]) throws -> MergePlan {
        let metric = MergeMetric(name: "m", width: NaiveAlert.width, numbers: [.count])
        let group = try MergeMetric.group([metric], keys: ["seller"], pane: NaiveAlert.width)
        return MergePlan(
            groups: [group],
            rules: try alerts.enumerated().map {
                try $1.plan("r\($0)", layout: group.metrics[0].results.rows)
            }, allowedLatenessMilliseconds: 0)
    }

    /// Sellers that are good, bad or silent for some windows at a time.
    private static func rows(_ random: inout SplitMix64) -> [MergeRow] {
        var rows: [MergeRow] = []
        for seller in sellers {
            var window: Int64 = 0
            while window < 70 {
                let counts = [0...0, 1...1, 0...2, 3...4, 0...4].randomElement(using: &random) ?? 0...0
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    for _ in 0..<Int.random(in: counts, using: &random) {
                        let time = window * 10 + Int64.random(in: 0..<10, using: &random)
                        rows.append(MergeRow(time: time, seller: seller))
                    }
                    window += 1
                }
            }
        }
        return rows
    }

    /// Any order, any commits, watermarks that jump or creep but never pass a row that is still to come.
    private static func run(
        _ plan: MergePlan, _ rows: [MergeRow], tasks: Int, random: inout SplitMix64
    ) -> MergeHarness {
        let harness = MergeHarness(plan: plan, mergeTasks: tasks)
        var rest = rows.shuffled(using: &random)
        if Bool.random(using: &random) { rest.sort { $0.time < $1.time } }
        let size = Int.random(in: 1...80, using: &random)
        let creep = [1, 13, 1_000_000].randomElement(using: &random) ?? 1
        var now: Int64 = 0
        while !rest.isEmpty {
            harness.add(Array(rest.prefix(size)))
            rest.removeFirst(min(size, rest.count))
            harness.commit()
            let bound = rest.map(\.time).min() ?? end
            while now < bound {
                now = min(now + Int64(creep), bound)
                harness.advance(to: now)
            }
        }
        harness.advance(to: end)
        return harness
    }

    @Test(arguments: UInt64(0)..<400)
    func `what is told is what the rules say, in any order, with any batches and watermarks`(seed: UInt64)
        throws
    {
        var random = SplitMix64(seed: seed)
        let alerts = (0..<4).map { _ in NaiveAlert.random(&random) }
        let rows = Self.rows(&random)
        let expected = alerts.enumerated().flatMap { place, alert in
            Self.sellers.flatMap { alert.told("r\(place)", rows, seller: $0, through: Self.end) }
        }.sorted()
        let plan = try Self.plan(alerts)
        var order: [String]?
        for tasks in [1, 1, 3] {
            let harness = Self.run(plan, rows, tasks: tasks, random: &random)
            let told = harness.output.transitions
            #expect(told.sorted() == expected, "seed \(seed)")
            guard tasks == 1 else { continue }
            #expect(told == order ?? told, "seed \(seed): the order of what is told differs")
            order = told
        }
        for instance in Set(expected.map { $0.split(separator: " ").prefix(2).joined(separator: " ") }) {
            let own = (order ?? []).filter { $0.hasPrefix(instance + " ") }
            for (place, text) in own.enumerated() {
                let isFiring = place.isMultiple(of: 2)
                #expect(text.contains(isFiring ? " firing " : " resolved "), "seed \(seed): \(own)")
            }
            // An id is made of rule, entity and start: no two episodes may share it.
            let starts = own.filter { $0.contains(" firing ") }.map { $0.split(separator: " ").last }
            #expect(Set(starts).count == starts.count, "seed \(seed): \(own)")
        }
    }

    @Test func `the random rules and rows reach every kind of ending`() {
        var kinds: Set<String> = []
        for seed in UInt64(0)..<400 {
            var random = SplitMix64(seed: seed)
            let alerts = (0..<4).map { _ in NaiveAlert.random(&random) }
            let rows = Self.rows(&random)
            for alert in alerts {
                for seller in Self.sellers {
                    let told = alert.told("r", rows, seller: seller, through: Self.end)
                    var free = alert
                    free.limit = nil
                    if free.told("r", rows, seller: seller, through: Self.end) != told {
                        kinds.insert("limit")
                    }
                    free = alert
                    free.rests = []
                    if free.told("r", rows, seller: seller, through: Self.end) != told {
                        kinds.insert("rest")
                    }
                    let isOpen = told.count % 2 == 1
                    if !told.isEmpty { kinds.insert("\(alert.noData) \(isOpen ? "open" : "ended")") }
                }
            }
        }
        #expect(
            kinds == [
                "limit", "rest", "keep open", "keep ended", "resolve ended", "fire open", "fire ended",
            ])
    }
}
