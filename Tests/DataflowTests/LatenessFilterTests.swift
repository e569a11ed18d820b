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
    ) -> (kept: [Int64], tardy: [String], verdict: LatenessFilter.Verdict) {
        let batch = RowBatch(layout: RowLayout([]), capacity: times.count)
        let rows = TardyRows(layout: batch.layout, symbols: SymbolTable())
        for (row, time) in times.enumerated() {
            batch.times[row] = time
            batch.records[row] = UInt32(row)
        }
        batch.count = times.count
        let verdict = filter.apply(to: batch, newest: newest, watermark: watermark, tardy: rows) {
            timestamps?[Int($0)] ?? -1
        }
        let kept = (0..<batch.count).map { batch.times[$0] }
        var tardy: [String] = []
        while let entry = rows.nextEntry {
            rows.take(into: batch)
            tardy += (0..<batch.count).map { "\(batch.times[$0]) at \(entry.milliseconds)" }
        }
        #expect(verdict.tardyCount == tardy.count)
        return (kept, tardy, verdict)
    }

    @Test func `a row is late when it lies behind its partition by more than disorder and lateness`() {
        let (kept, tardy, verdict) = apply([1000, 990, 890, 889, 1001])
        #expect(kept == [1000, 990, 1001])
        #expect(tardy == ["890 at 990"])
        #expect(verdict.late == [3])
        #expect(verdict.newest == EventTime(milliseconds: 1001))
        #expect(verdict.oldest == EventTime(milliseconds: 990))
    }

    @Test func `a row is tardy when it lies behind its partition by more than disorder`() {
        let (kept, tardy, verdict) = apply([1000, 989, 990, 1020, 1009, 985, 984])
        #expect(kept == [1000, 990, 1020])
        #expect(tardy == ["989 at 990", "1009 at 1010", "985 at 1010", "984 at 1010"])
        #expect(
            verdict.oldestTardy.map(\.time.milliseconds) == [989, 985, 984]
                && verdict.oldestTardy.map(\.entry.milliseconds) == [990, 1010, 1010])
    }

    @Test func `a partition that comes back after silence is measured by its task's watermark`() {
        let (kept, tardy, verdict) = apply([899, 900, 1000], watermark: EventTime(milliseconds: 1000))
        #expect(kept == [1000])
        #expect(tardy == ["900 at 1000"])
        #expect(verdict.late == [0])
        #expect(verdict.newest == EventTime(milliseconds: 1000))
    }

    @Test func `a clock that runs ahead moves nothing`() {
        let (kept, _, verdict) = apply([100, 9000, 105], timestamps: [100, 100, 100])
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
        var tardy: [String] = []
        var newest = EventTime.distantPast
        var start = 0
        while start < times.count {
            let end = min(start + Int.random(in: 1...30, using: &random), times.count)
            let part = apply(Array(times[start..<end]), newest: newest)
            kept += part.kept
            tardy += part.tardy
            newest = part.verdict.newest
            start = end
        }
        #expect(kept == whole.kept, "seed \(seed)")
        #expect(tardy == whole.tardy && !tardy.isEmpty, "seed \(seed)")
        #expect(newest == whole.verdict.newest, "seed \(seed)")
    }
}
