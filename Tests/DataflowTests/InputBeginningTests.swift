import Dataflow
import EventModel
import Testing

@Suite struct InputBeginningTests {
    private static func time(_ milliseconds: Int64) -> EventTime { EventTime(milliseconds: milliseconds) }

    @Test func `a tardy row moves the beginning back only for what is told after its entry`() {
        var beginning = InputBeginning()
        beginning.note(Self.time(100))
        beginning.note(TardyTime(time: Self.time(80), entry: Self.time(120)))
        #expect(beginning.time(asOf: Self.time(120)) == Self.time(100))
        #expect(beginning.time(asOf: Self.time(121)) == Self.time(80))
        #expect(beginning.earliest == Self.time(80))
        beginning.note(Self.time(70))
        #expect(beginning.time(asOf: Self.time(110)) == Self.time(70))
    }

    @Test(arguments: UInt64(0)..<100)
    func `the order in which rows become known changes nothing`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let rows: [(time: Int64, entry: Int64?)] = (0..<12).map { _ in
            let time = Int64.random(in: 0..<40, using: &random)
            return (time, Bool.random(using: &random) ? time + Int64.random(in: 1...20, using: &random) : nil)
        }
        var told = InputBeginning()
        for row in rows.shuffled(using: &random) {
            guard let entry = row.entry else {
                told.note(Self.time(row.time))
                continue
            }
            told.note(TardyTime(time: Self.time(row.time), entry: Self.time(entry)))
        }
        for boundary in Int64(0)..<80 {
            let known = rows.filter { $0.entry ?? .min < boundary }.map { Self.time($0.time) }
            #expect(
                told.time(asOf: Self.time(boundary)) == known.min() ?? .distantFuture,
                "seed \(seed), boundary \(boundary)")
        }
        #expect(told.earliest == Self.time(rows.map(\.time).min() ?? 0), "seed \(seed)")
    }
}
