import EventModel
import Dataflow
import Testing

@Suite struct TimerBucketsTests {
    @Test(arguments: UInt64(0)..<100)
    func `every timer fires once, not before its time and not after it`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var timers = TimerBuckets(widthMilliseconds: 7)
        var waiting: [UInt32: Int64] = [:]
        var now: Int64 = -100
        for payload in 0..<UInt32(500) {
            let time = now + Int64.random(in: -10..<200, using: &random)
            timers.set(payload, at: time)
            waiting[payload] = time
            if Int.random(in: 0..<5, using: &random) == 0 {
                now += Int64.random(in: 0..<40, using: &random)
                timers.fire(through: now) { payload, time in
                    #expect(waiting[payload] == time, "seed \(seed)")
                    #expect(time <= now, "seed \(seed)")
                    waiting[payload] = nil
                }
                #expect(waiting.values.allSatisfy { $0 > now }, "seed \(seed)")
                #expect(timers.count == waiting.count, "seed \(seed)")
            }
        }
    }
}
