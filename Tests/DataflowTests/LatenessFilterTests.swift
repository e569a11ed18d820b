import Dataflow
import EventModel
import Testing

@Suite struct LatenessFilterTests {
    private let filter = LatenessFilter(
        rules: TimeRules(
            outOfOrdernessMilliseconds: 10, idleAfterMilliseconds: 60, maxFutureSkewMilliseconds: 5,
            allowedLatenessMilliseconds: 100))

    private func apply(
        _ times: [Int64], newest: EventTime = .distantPast, watermark: EventTime = .distantPast,
        timestamps: [Int64]? = nil
    ) -> (kept: [Int64], verdict: LatenessFilter.Verdict) {
        let batch = RowBatch(layout: RowLayout([]), capacity: times.count)
        for (row, time) in times.enumerated() {
            batch.times[row] = time
            batch.records[row] = UInt32(row)
        }
        batch.count = times.count
        let verdict = filter.apply(to: batch, newest: newest, watermark: watermark) {
            timestamps?[Int($0)] ?? -1
        }
        return ((0..<batch.count).map { batch.times[$0] }, verdict)
    }

    @Test func `a row is late when it lies behind its partition by more than disorder and lateness`() {
        let (kept, verdict) = apply([1000, 890, 889, 1001])
        #expect(kept == [1000, 890, 1001])
        #expect(verdict.late == [2])
        #expect(verdict.newest == EventTime(milliseconds: 1001))
        #expect(verdict.oldest == EventTime(milliseconds: 890))
    }

    @Test func `a partition that comes back after silence is measured by its task's watermark`() {
        let (kept, verdict) = apply([899, 900], watermark: EventTime(milliseconds: 1000))
        #expect(kept == [900])
        #expect(verdict.late == [0])
    }

    @Test func `a clock that runs ahead moves nothing`() {
        let (kept, verdict) = apply([100, 9000, 105], timestamps: [100, 100, 100])
        #expect(kept == [100, 105])
        #expect(verdict.fromFuture == [1])
        #expect(verdict.newest == EventTime(milliseconds: 105))
    }

    @Test(arguments: UInt64(0)..<100)
    func `the batch size changes nothing`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let times = (0..<200).map { Int64($0) * 3 + Int64.random(in: -200..<200, using: &random) }
        let whole = apply(times)
        var kept: [Int64] = []
        var newest = EventTime.distantPast
        var start = 0
        while start < times.count {
            let end = min(start + Int.random(in: 1...30, using: &random), times.count)
            let part = apply(Array(times[start..<end]), newest: newest)
            kept += part.kept
            newest = part.verdict.newest
            start = end
        }
        #expect(kept == whole.kept, "seed \(seed)")
        #expect(newest == whole.verdict.newest, "seed \(seed)")
    }
}
