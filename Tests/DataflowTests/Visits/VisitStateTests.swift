import Dataflow
import EventModel
import Testing

@Suite struct VisitStateTests {
    /// A source of events that moves on in time, with some that come late.
    private struct Feed {
        var random: SplitMix64
        var time: Int64 = 0
        var watermark = Int64.min
        var count = 0
        let settings: VisitSettings

        mutating func clicks() -> [VisitClick] {
            (0..<Int.random(in: 0...12, using: &random)).map { _ in
                time += Int64.random(in: 0...15, using: &random)
                count += 1
                var click = VisitClick.random(&random, count: 1, span: 100)[0]
                click.id = "e\(count)"
                click.time = time - Int64.random(in: 0...max(settings.lateness, 1), using: &random)
                click.visitor = "v\(time / 200 + Int64.random(in: 0...2, using: &random))"
                return click
            }
        }

        mutating func advance() -> Int64 {
            watermark = max(watermark, time - Int64.random(in: 0...60, using: &random))
            return watermark
        }
    }

    private func settings(_ random: inout SplitMix64) -> VisitSettings {
        var settings = VisitSettings.random(&random)
        // Small enough to be reached.
        settings.eventsPerStep = Int.random(in: 1...3, using: &random)
        settings.distinctValues = 3
        return settings
    }

    @Test(arguments: UInt64(0)..<40)
    func `a restored tracker goes on as if nothing had happened`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let settings = settings(&random)
        var feed = Feed(random: random, settings: settings)
        let original = try VisitHarness(settings)
        var (twins, logs) = ([original], [Changelog()])
        var (beyond, restored) = (0, 0)
        for step in 0..<60 {
            let clicks = feed.clicks()
            let watermark = Bool.random(using: &random) ? feed.advance() : nil
            for twin in twins {
                twin.forgetRows()
                twin.take(clicks)
                if let watermark { twin.advance(to: watermark) }
                #expect(twin.rows == original.rows, "seed \(seed), step \(step)")
                #expect(twin.tracker.counts == original.tracker.counts, "seed \(seed), step \(step)")
                #expect(twin.tracker.count == original.tracker.count, "seed \(seed), step \(step)")
                #expect(twin.tracker.heldListWords >= 0)
            }
            if Bool.random(using: &random) {
                for place in twins.indices {
                    let bytes = Int.random(in: 1...600, using: &random)
                    logs[place].commit(twins[place].tracker, sliceBytes: bytes)
                    #expect(!twins[place].tracker.hasChanges)
                }
                if Int.random(in: 0..<6, using: &random) == 0 {
                    // Any of them may go on from its own blocks, or from what it was restored from and its own.
                    let place = twins.indices.randomElement(using: &random) ?? 0
                    let twin = try VisitHarness(settings)
                    let from = Int.random(in: 0...logs[place].neededFrom, using: &random)
                    try logs[place].restore(twin.tracker, from: from)
                    #expect(!twin.tracker.hasChanges)
                    #expect(twin.tracker.visitorCount == original.tracker.visitorCount, "seed \(seed)")
                    twins.append(twin)
                    logs.append(logs[place])
                    restored += 1
                }
            }
            beyond = max(beyond, original.tracker.counts.stepEventsBeyondLimit)
        }
        for twin in twins {
            twin.forgetRows()
            twin.advance(to: 1_000_000)
            #expect(twin.rows == original.rows && twin.tracker.counts == original.tracker.counts)
            #expect(twin.tracker.count == 0 && twin.tracker.visitorCount == 0, "seed \(seed)")
            #expect(twin.tracker.heldListWords == 0, "seed \(seed)")
        }
        // Otherwise the trials would show nothing.
        if seed == 1 { #expect(restored > 0 && beyond > 0) }
    }

    @Test func `what is written follows what has changed, not what there is`() throws {
        var settings = VisitSettings()
        settings.lateness = 100_000
        let harness = try VisitHarness(settings)
        for number in 0..<1000 { harness.take(VisitClick(id: "e\(number)", visitor: "v\(number)", time: 5)) }
        let writer = StateWriter()
        harness.tracker.writeChanges(to: writer)
        #expect(writer.count > 30_000)
        writer.removeAll()
        harness.take(VisitClick(id: "e", visitor: "v7", time: 9))
        #expect(harness.tracker.hasChanges)
        harness.tracker.writeChanges(to: writer)
        #expect(writer.count < 200)
        writer.removeAll()
        var slices = 1
        while !harness.tracker.writeSlice(bytes: 500, to: writer) {
            #expect(writer.count < 800)
            writer.removeAll()
            slices += 1
        }
        #expect(slices > 50)
    }

    @Test(arguments: UInt64(0)..<150)
    func `damaged bytes throw or do no harm`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let settings = settings(&random)
        var feed = Feed(random: random, settings: settings)
        let harness = try VisitHarness(settings)
        for _ in 0..<8 { harness.take(feed.clicks()) }
        harness.advance(to: feed.advance())
        let writer = StateWriter()
        harness.tracker.writeChanges(to: writer)
        let bytes = Array(writer.bytes).damaged(using: &random)
        let damaged = try VisitHarness(settings)
        guard bytes.restores(damaged.tracker) else { return }
        for _ in 0..<5 {
            damaged.take(feed.clicks())
            damaged.advance(to: feed.advance())
        }
        writer.removeAll()
        damaged.tracker.writeChanges(to: writer)
        _ = damaged.tracker.writeSlice(bytes: .max, to: writer)
        damaged.advance(to: .max)
    }
}
