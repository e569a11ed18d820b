import Dataflow
import EventModel
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct FixedPointDecayTests {
    private static let minute: Int64 = 60_000
    private static let year: Int64 = 365 * 86_400_000
    private static let halfLives: [Int64] = [minute, 3_600_000, 86_400_000, 90 * 86_400_000, year]
    private static let start: Int64 = 1_700_000_000_000

    private struct Event {
        var millionths: Int64
        var time: Int64
    }

    private func events(
        _ count: Int, over span: Int64, sizes: ClosedRange<Double> = 0...18, using random: inout SplitMix64
    ) -> [Event] {
        (0..<count).map { _ in
            let size = pow(10, Double.random(in: sizes, using: &random))
            return Event(
                millionths: Int64(size), time: Self.start + .random(in: 0..<span, using: &random))
        }
    }

    /// A window as it is meant to be computed: a sum per pane in the era of its last millisecond, rebased once.
    private func window(_ events: [Event], pane width: Int64, at time: Int64, _ decay: FixedPointDecay)
        -> Int128
    {
        var panes: [Int64: Int128] = [:]
        for event in events {
            let end = (event.time / width + 1) * width
            panes[end, default: 0] += decay.contribution(
                ofMillionths: event.millionths, at: event.time, era: decay.era(of: end - 1))
        }
        return panes.reduce(0) {
            $0 + decay.rebase($1.value, from: decay.era(of: $1.key - 1), to: decay.era(of: time))
        }
    }

    @Test(arguments: halfLives, UInt64(0)..<4)
    func `the sum agrees with doubles in one order`(halfLife: Int64, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let decay = FixedPointDecay(halfLifeMilliseconds: halfLife)
        let span = halfLife * [1, 5, 40, 300][Int(seed)]
        let time = Self.start + span
        let events = events(5000, over: span, using: &random).sorted { $0.time < $1.time }
        let naive = events.reduce(0.0) {
            $0 + Double($1.millionths) / 1e6 * exp2(-Double(time - $1.time) / Double(halfLife))
        }
        let sum = window(events, pane: max(halfLife / 7, 1), at: time, decay)
        let value = decay.value(sum, era: decay.era(of: time), at: time)
        #expect(abs(value - naive) <= 1e-12 * naive, "\(value) instead of \(naive), seed \(seed)")
    }

    @Test(arguments: halfLives)
    func `a count of one keeps six digits for 28 half-lives and then fades to nothing`(halfLife: Int64) {
        let decay = FixedPointDecay(halfLifeMilliseconds: halfLife)
        let era = decay.era(of: Self.start)
        // Just before an era begins, and at its last millisecond.
        for time in [era * 4 * halfLife, (era + 1) * 4 * halfLife - 1] {
            let sum = decay.contribution(ofMillionths: 1_000_000, at: time, era: era)
            for age in Int64(0)...60 {
                let then = time + age * halfLife
                let later = decay.rebase(sum, from: era, to: decay.era(of: then))
                let value = decay.value(later, era: decay.era(of: then), at: then)
                let exact = exp2(-Double(age))
                #expect(value <= exact * (1 + 1e-14))
                if age <= 28 { #expect(value >= exact * (1 - 2e-6), "after \(age) half-lives") }
                if age >= 52 { #expect(value == 0) }
            }
        }
    }

    @Test(arguments: UInt64(0)..<20)
    func `neither order, splits nor values taken back show`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let halfLife = try #require(Self.halfLives.randomElement(using: &random))
        let decay = FixedPointDecay(halfLifeMilliseconds: halfLife)
        let span = halfLife * Int64.random(in: 1...50, using: &random)
        let width = max(halfLife / Int64.random(in: 1...20, using: &random), 1)
        let time = Self.start + span
        let events = events(300, over: span, using: &random)
        let straight = window(events, pane: width, at: time, decay)
        let era = decay.era(of: time)
        for _ in 0..<5 {
            let passing = self.events(50, over: span, using: &random)
            let undone = passing.map { Event(millionths: -$0.millionths, time: $0.time) }
            let shuffled = (events + passing + undone).shuffled(using: &random)
            #expect(window(shuffled, pane: width, at: time, decay) == straight, "seed \(seed)")
            // Events added to one sum of the window's era: exact over splits, too.
            let parts = shuffled.dealt(to: 7, using: &random).map {
                $0.reduce(Int128(0)) {
                    $0 + decay.contribution(ofMillionths: $1.millionths, at: $1.time, era: era)
                }
            }
            let whole = events.reduce(Int128(0)) {
                $0 + decay.contribution(ofMillionths: $1.millionths, at: $1.time, era: era)
            }
            #expect(parts.shuffled(using: &random).reduce(0, +) == whole, "seed \(seed)")
        }
    }

    @Test(arguments: UInt64(0)..<20)
    func `the way to an era does not show`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let halfLife = try #require(Self.halfLives.randomElement(using: &random))
        let decay = FixedPointDecay(halfLifeMilliseconds: halfLife)
        for event in events(200, over: 3 * halfLife, using: &random) {
            let first = decay.era(of: event.time)
            let (second, last) = (first + .random(in: 0...9, using: &random), first + 9)
            let value = Bool.random(using: &random) ? event.millionths : -event.millionths
            let sum = decay.contribution(ofMillionths: value, at: event.time, era: first)
            let direct = decay.rebase(sum, from: first, to: last)
            let halfway = decay.rebase(sum, from: first, to: second)
            #expect(decay.rebase(halfway, from: second, to: last) == direct, "seed \(seed)")
            #expect(
                decay.contribution(ofMillionths: value, at: event.time, era: last) == direct, "seed \(seed)")
            #expect(decay.rebase(-sum, from: first, to: last) == -direct, "seed \(seed)")
        }
    }

    @Test(arguments: halfLives)
    func `a thousand million of the largest values overflow at no time in twenty years`(halfLife: Int64) {
        let decay = FixedPointDecay(halfLifeMilliseconds: halfLife)
        var random = SplitMix64(seed: UInt64(halfLife))
        for _ in 0..<2000 {
            let time = Self.start + .random(in: 0..<(20 * Self.year), using: &random)
            let era = decay.era(of: time)
            let end = (era + 1) * 4 * halfLife
            for (value, moment) in [
                (Int64.max, end - 1), (.min, end - 1), (.max, end + 2 * halfLife - 1), (.min, time),
            ] {
                let sum = decay.contribution(ofMillionths: value, at: moment, era: era)
                let (many, overflow) = sum.multipliedReportingOverflow(by: 1_000_000_000)
                #expect(!overflow)
                let units = Double(value) / 1e6 * 1e9
                let read = decay.value(many, era: era, at: moment)
                #expect(abs(read / units - 1) < 1e-14)
            }
        }
    }

    @Test func `weights have the digits of a double and whole half-lives are exact`() {
        let decay = FixedPointDecay(halfLifeMilliseconds: 1_000_003)
        #expect(decay.contribution(ofMillionths: 3, at: 0, era: 0) == 3 << 28)
        #expect(decay.contribution(ofMillionths: -3, at: 1_000_003, era: 0) == -3 << 29)
        #expect(decay.value(5_000_000 << 28, era: 0, at: 0) == 5)
        #expect(decay.value(5_000_000 << 28, era: 0, at: -2_000_006) == 20)
        for time in stride(from: Int64(0), to: 4_000_012, by: 37) {
            let weight = Double(decay.contribution(ofMillionths: 1 << 60, at: time, era: 0)) / exp2(88)
            #expect(abs(weight / exp2(Double(time) / 1_000_003) - 1) < 1e-15)
        }
    }

    @Test func `times before the epoch, long ago and at the ends of the range do no harm`() {
        let decay = FixedPointDecay(halfLifeMilliseconds: 7)
        #expect(decay.era(of: -1) == -1)
        #expect(decay.era(of: 27) == 0)
        #expect(decay.era(of: 28) == 1)
        #expect(decay.contribution(ofMillionths: 1, at: -28, era: -1) == 1 << 28)
        #expect(decay.contribution(ofMillionths: .max, at: -1_000_000, era: 0) == 0)
        #expect(decay.rebase(.min, from: 3, to: 3) == .min)
        #expect(decay.rebase(.min, from: 0, to: 1) == -(1 << 123))
        #expect(decay.rebase(.max, from: .min, to: .max) == 0)
        #expect(decay.value(.max, era: 0, at: 1_000_000) == 0)
        #expect(decay.value(0, era: 0, at: .max) == 0)
        #expect(decay.era(of: .min) < 0 && decay.era(of: .max) > 0)
    }
}
