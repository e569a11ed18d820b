import Dataflow
import EventModel
import Testing

/// Whatever the order of arrival, the batches and the watermark's steps: what is told adds up to what a naive
/// recomputation gives.
@Suite struct VisitOrderTests {
    /// Events in an order of arrival, disordered by less than `disorder`.
    private func arrival(
        _ clicks: [VisitClick], disorder: Int64, _ random: inout SplitMix64
    ) -> [(click: VisitClick, position: Int64)] {
        clicks.map { ($0, $0.time + Int64.random(in: 0...disorder, using: &random)) }
            .sorted { $0.1 < $1.1 }
    }

    @Test(arguments: UInt64(0)..<600)
    func `what is told is what is over of the events taken in, at every watermark`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let settings = VisitSettings.random(&random)
        let count = Int.random(in: 1...120, using: &random)
        let clicks = VisitClick.random(
            &random, count: count, span: Int64.random(in: 20...2000, using: &random))
        let harness = try VisitHarness(settings)
        let naive = NaiveVisits(settings: settings)
        let disorder = Int64.random(in: 0...80, using: &random)
        let batchSize = Int.random(in: 1...64, using: &random)
        var arrived: [VisitClick] = []
        var watermark = Int64.min
        let arrivals = arrival(clicks, disorder: disorder, &random)
        var start = 0
        while start < arrivals.count {
            let end = min(start + Int.random(in: 1...batchSize, using: &random), arrivals.count)
            // All that comes later is newer than the position less disorder, and so is not too late.
            let newest = arrivals[start].position - disorder
            if Bool.random(using: &random) {
                let ahead = Int64.random(in: -50...settings.lateness, using: &random)
                watermark = max(watermark, newest + ahead)
                harness.advance(to: watermark)
                #expect(harness.rows == naive.rows(of: arrived, watermark: watermark), "seed \(seed)")
            }
            harness.take(arrivals[start..<end].map(\.click))
            arrived += arrivals[start..<end].map(\.click)
            #expect(harness.rows == naive.rows(of: arrived, watermark: watermark), "seed \(seed)")
            start = end
        }
        harness.advance(to: 1_000_000)
        #expect(harness.rows == naive.rows(of: clicks), "seed \(seed)")
        #expect(harness.tracker.counts.late == 0, "seed \(seed)")
        #expect(harness.tracker.counts.events == clicks.count, "seed \(seed)")
        #expect(harness.tracker.counts.told == harness.rows.values.reduce(0, +), "seed \(seed)")
        #expect(harness.tracker.count == 0, "seed \(seed)")
        #expect(harness.tracker.visitorCount == 0, "seed \(seed)")
        #expect(harness.tracker.heldListWords == 0, "seed \(seed)")
    }

    @Test(arguments: UInt64(0)..<100)
    func `the counts do not depend on the order of arrival either`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let settings = VisitSettings.random(&random)
        let clicks = VisitClick.random(&random, count: 150, span: 1500)
        var expected: VisitCounts?
        for _ in 0..<4 {
            let harness = try VisitHarness(settings)
            var rest = clicks.shuffled(using: &random)[...]
            while !rest.isEmpty {
                let size = Int.random(in: 1...64, using: &random)
                harness.take(Array(rest.prefix(size)))
                rest = rest.dropFirst(size)
            }
            harness.advance(to: 1_000_000)
            #expect(harness.tracker.counts == expected ?? harness.tracker.counts, "seed \(seed)")
            expected = harness.tracker.counts
        }
    }

    @Test(arguments: UInt64(0)..<40)
    func `memory follows the visits that are open`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var settings = VisitSettings()
        settings.maximum = 320
        settings.lateness = 50
        let harness = try VisitHarness(settings)
        var most = 0
        for step in Int64(0)..<3000 {
            let time = step * 10
            harness.take(
                VisitClick(
                    id: "e\(step)", visitor: "v\(step / 10)",
                    time: time - Int64.random(in: 0...50, using: &random), product: "p\(step)"),
                // Never silent: a run without an end.
                VisitClick(id: "b\(step)", visitor: "busy", time: time, kind: "cart"))
            harness.advance(to: time)
            most = max(most, harness.tracker.count)
        }
        // Within gap, lateness and disorder there are 13 steps or two visitors; the busy one has 16 cells and the rest.
        #expect(most <= 60, "seed \(seed)")
        #expect(harness.tracker.byteCount < 100_000)
        harness.advance(to: 1_000_000)
        #expect(harness.tracker.count == 0 && harness.tracker.heldListWords == 0)
    }
}
