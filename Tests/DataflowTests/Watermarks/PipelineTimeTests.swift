import Dataflow
import EventModel
import Testing

@Suite struct PipelineTimeTests {
    private static let rules = TimeRules(
        outOfOrdernessMilliseconds: 10, idleAfterMilliseconds: 60, maxFutureSkewMilliseconds: 5,
        allowedLatenessMilliseconds: 100)

    private func time(tasks: [Int] = [2, 1]) -> PipelineTime {
        PipelineTime(rules: Self.rules, optionalSources: [false, true], tasks: tasks)
    }

    private func report(
        _ stage: Int, _ partition: Int32, watermark: Int64, shipped: Int64 = 0, isIdle: Bool = false,
        turns: Int = 0, begun: [Int] = []
    ) -> TaskReport {
        TaskReport(
            stage: stage, partition: partition, watermark: EventTime(milliseconds: watermark),
            shipped: EventTime(milliseconds: shipped), isIdle: isIdle, turns: turns, begun: begun,
            beginning: InputBeginning(EventTime(milliseconds: watermark / 2)))
    }

    @Test func `nothing is shipped or followed before every task has reported`() {
        var time = time()
        time.note(report(0, 0, watermark: 100, shipped: 90))
        time.note(report(0, 1, watermark: 200, shipped: 200, isIdle: true, turns: 1))
        #expect(time.shipped == .distantPast)
        #expect(time.followed(now: 5000) == .distantPast)
        time.note(report(1, 0, watermark: 300, shipped: 250))
        #expect(time.shipped == EventTime(milliseconds: 90))
        #expect(time.followed(now: 5000) == EventTime(milliseconds: 100))
        #expect(time.beginning.earliest == EventTime(milliseconds: 50))
        #expect(time.taskCounts == (3, 1))
    }

    @Test func `when all are idle the clock is followed`() {
        var time = time(tasks: [2])
        for partition: Int32 in 0...1 {
            time.note(report(0, partition, watermark: 100, shipped: 100, isIdle: true, turns: 1))
        }
        #expect(time.isAllIdle)
        #expect(time.followed(now: 5000) == EventTime(milliseconds: 4990))
        #expect(time.shipped == EventTime(milliseconds: 100))
        time.note(report(0, 1, watermark: 100, shipped: 100, turns: 2))
        #expect(!time.isAllIdle)
        #expect(time.followed(now: 5000) == EventTime(milliseconds: 100))
    }

    @Test func `nobody follows tasks that only follow, but nothing goes beyond what they have shipped`() {
        var time = PipelineTime(
            rules: Self.rules, optionalSources: [true], tasks: [1, 1], followingStages: 1)
        time.note(report(0, 0, watermark: 100, shipped: 100))
        #expect(time.followed == EventTime(milliseconds: 100) && time.shipped == .distantPast)
        time.note(report(1, 0, watermark: 60, shipped: 60))
        #expect(time.followed == EventTime(milliseconds: 100))
        #expect(time.shipped == EventTime(milliseconds: 60))
        time.note(report(0, 0, watermark: 100, shipped: 100, isIdle: true, turns: 1))
        #expect(time.isAllIdle && time.taskCounts == (1, 1))
        #expect(time.followed(now: 5000) == EventTime(milliseconds: 4990))
    }

    @Test func `an expected source is known by its number`() {
        var time = time()
        #expect(time.expectedSources == [0])
        #expect(time.hasBegun(1) && !time.hasBegun(0))
        time.note(report(0, 0, watermark: 100, begun: [0]))
        #expect(time.expectedSources == [])
    }

    @Test func `a report that comes late takes nothing back`() {
        var time = time(tasks: [1])
        let old = report(0, 0, watermark: 100, shipped: 100, isIdle: true, turns: 1)
        let new = report(0, 0, watermark: 100, shipped: 100, turns: 2)
        for report in [old, new, old] { time.note(report) }
        #expect(!time.isAllIdle)
        time.note(report(0, 0, watermark: 200, shipped: 150, turns: 2))
        time.note(old)
        #expect(time.shipped == EventTime(milliseconds: 150))
        #expect(time.followed == EventTime(milliseconds: 200))
    }

    @Test func `a task that the pipeline does not have is refused`() {
        var time = time()
        let before = time
        for (stage, partition) in [(0, Int32(2)), (2, 0), (1, 1), (-1, 0), (0, -1)] {
            let isNoted = time.note(report(stage, partition, watermark: 9))
            #expect(!isNoted)
        }
        let isNoted = time.note(report(0, 0, watermark: 9, begun: [2]))
        #expect(!isNoted)
        #expect(time == before)
    }

    @Test(arguments: UInt64(0)..<200)
    func `it is read as it was written, and damage throws or does no harm`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var time = time()
        for _ in 0..<5 {
            let watermark = Int64.random(in: -50..<500, using: &random)
            time.note(
                report(
                    0, Int32.random(in: 0...1, using: &random), watermark: watermark, shipped: watermark - 5,
                    isIdle: Bool.random(using: &random), turns: Int.random(in: 0..<9, using: &random),
                    begun: Bool.random(using: &random) ? [0, 1] : []))
        }
        let writer = StateWriter()
        time.encode(to: writer)
        var read = self.time()
        var reader = StateReader(writer.bytes)
        try read.decode(from: &reader)
        #expect(read == time && reader.isAtEnd, "seed \(seed)")

        reader = StateReader(writer.bytes)
        var other = self.time(tasks: [1, 2])
        #expect(throws: StateDamage.self) { try other.decode(from: &reader) }

        let bytes = Array(writer.bytes).damaged(using: &random)
        bytes.withUnsafeBytes { bytes in
            var reader = StateReader(bytes)
            var damaged = self.time()
            let before = damaged
            do throws(StateDamage) { try damaged.decode(from: &reader) } catch {
                #expect(damaged == before, "seed \(seed)")
            }
            damaged.note(report(1, 0, watermark: 5))
            _ = (damaged.shipped, damaged.followed(now: 7))
        }
    }

    @Test(arguments: UInt64(0)..<100)
    func `a report is read as it was written`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var written = report(
            3, 17, watermark: .min, shipped: .random(in: 0...9, using: &random), begun: [0, 4])
        for _ in 0..<4 {
            let time = Int64.random(in: -900...(-500), using: &random)
            written.beginning.note(
                TardyTime(time: EventTime(milliseconds: time), entry: EventTime(milliseconds: time + 500)))
        }
        let writer = StateWriter()
        written.encode(to: writer)
        var reader = StateReader(writer.bytes)
        #expect(try TaskReport(from: &reader) == written, "seed \(seed)")
        for end in 0..<writer.count {
            var cut = StateReader(UnsafeRawBufferPointer(rebasing: writer.bytes[..<end]))
            #expect(throws: StateDamage.self) { try TaskReport(from: &cut) }
        }
    }
}
