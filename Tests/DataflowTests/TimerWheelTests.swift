import Dataflow
import EventModel
import Testing

@Suite struct TimerWheelTests {
    private static let reaches: [Int64] = [3, 300, 70_000, 20_000_000, 1 << 34, 1 << 50]

    @Test(arguments: UInt64(0)..<200)
    func `every timer fires once, in the first step that reaches its time`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var timers = TimerWheel()
        var waiting: [Int: Int64] = [:]
        var now: Int64 = seed % 2 == 0 ? -1_000_000 : 1_760_000_000_000
        for _ in 0..<400 {
            let reach = Self.reaches[Int.random(in: 0..<Self.reaches.count, using: &random)]
            let number = Int.random(in: 0..<100, using: &random)
            switch Int.random(in: 0..<8, using: &random) {
            case 0:
                timers.cancel(number)
                waiting[number] = nil
            case 1:
                now += Int64.random(in: 0..<reach, using: &random)
                while true {
                    var budget = Int.random(in: 1..<20, using: &random)
                    while let fired = timers.next(through: now, budget: &budget) {
                        #expect((waiting[fired] ?? .max) <= now, "seed \(seed)")
                        waiting[fired] = nil
                    }
                    if budget > 0 { break }
                }
                #expect(waiting.values.allSatisfy { $0 > now }, "seed \(seed)")
            default:
                // Some lie behind.
                let time = now + Int64.random(in: -5..<reach, using: &random)
                timers.set(number, at: time)
                waiting[number] = time
            }
            #expect(timers.count == waiting.count, "seed \(seed)")
            #expect(timers.time(of: number) == waiting[number], "seed \(seed)")
        }
    }

    @Test(arguments: UInt64(0)..<50)
    func `timers may be set and cancelled while others are firing`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var timers = TimerWheel()
        var waiting: [Int: Int64] = [:]
        for number in 0..<300 {
            waiting[number] = Int64.random(in: 0..<2000, using: &random)
            timers.set(number, at: waiting[number] ?? 0)
        }
        var now: Int64 = 0
        while now < 20_000 {
            var budget = Int.random(in: 1..<9, using: &random)
            while let fired = timers.next(through: now, budget: &budget) {
                #expect((waiting[fired] ?? .max) <= now, "seed \(seed)")
                waiting[fired] = nil
                let other = Int.random(in: 0..<300, using: &random)
                if Bool.random(using: &random) {
                    timers.cancel(other)
                    waiting[other] = nil
                } else if now < 3000 {
                    waiting[other] = now + Int64.random(in: 1..<3000, using: &random)
                    timers.set(other, at: waiting[other] ?? 0)
                }
            }
            if budget > 0 {
                #expect(waiting.values.allSatisfy { $0 > now }, "seed \(seed)")
                now += Int64.random(in: 1..<700, using: &random)
            }
        }
        #expect(timers.count == 0 && waiting.isEmpty, "seed \(seed)")
    }

    @Test func `a timer is touched eight times at most, however small the steps of time are`() {
        var timers = TimerWheel()
        let begin: Int64 = 1_760_000_000_000
        for number in 0..<2000 { timers.set(number, at: begin + 59_000 + Int64(number % 1000)) }
        var touched = 0
        var fired = 0
        for now in stride(from: begin, through: begin + 61_000, by: 7) {
            var budget = 1_000_000
            while timers.next(through: now, budget: &budget) != nil { fired += 1 }
            touched += 1_000_000 - budget
        }
        #expect(fired == 2000)
        #expect(touched <= 8 * 2000)
    }

    @Test func `one step of time over many buckets touches each timer once`() {
        var timers = TimerWheel()
        var budget = 1
        #expect(timers.next(through: 1_000_000, budget: &budget) == nil)
        for number in 0..<1000 { timers.set(number, at: 1_000_001 + Int64(number) * 977) }
        budget = 1000
        for _ in 0..<1000 { #expect(timers.next(through: 50_000_000, budget: &budget) != nil) }
        #expect(timers.count == 0)
    }

    @Test func `time that stands still or goes back fires nothing`() {
        var timers = TimerWheel()
        var budget = 100
        timers.set(1, at: 500)
        #expect(timers.next(through: 499, budget: &budget) == nil)
        #expect(timers.next(through: 499, budget: &budget) == nil)
        #expect(timers.next(through: 300, budget: &budget) == nil)
        #expect(timers.next(through: 500, budget: &budget) == 1)
    }

    @Test func `memory is 16 bytes a timer, and given back when none is set`() {
        var timers = TimerWheel()
        let empty = timers.memoryBytes
        for number in 0..<100_000 { timers.set(number, at: Int64(number) * 155_520) }
        #expect(timers.memoryBytes - empty <= 18 * 100_000)
        for number in 0..<100_000 { timers.cancel(number) }
        timers.trim()
        #expect(timers.memoryBytes == empty)
    }
}
