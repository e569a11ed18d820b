import EventModel
import Dataflow
import Testing

@Suite struct AlertEpisodeTests {
    private let timing = AlertTiming(forMilliseconds: 10, keepFiringForMilliseconds: 20)

    @Test func `it fires only after the condition has held for long enough`() {
        var episode = AlertEpisode()
        #expect(episode.evaluate(at: 100, holds: true, isClear: false, timing) == nil)
        #expect(episode.deadline(timing) == 110)
        #expect(episode.pass(109, timing) == nil)
        #expect(episode.pass(110, timing) == .firing)
        #expect(episode.startedAt == 100)
    }

    @Test func `it fires at once without a time to hold`() {
        var episode = AlertEpisode()
        let now = AlertTiming(forMilliseconds: 0, keepFiringForMilliseconds: 0)
        #expect(episode.evaluate(at: 100, holds: true, isClear: false, now) == .firing)
        #expect(episode.evaluate(at: 101, holds: true, isClear: false, now) == nil)
        #expect(episode.evaluate(at: 102, holds: false, isClear: true, now) == .resolved)
        #expect(episode.isInactive)
    }

    @Test func `a condition that lets go before its time was never an alert`() {
        var episode = AlertEpisode()
        _ = episode.evaluate(at: 100, holds: true, isClear: false, timing)
        #expect(episode.evaluate(at: 110, holds: false, isClear: true, timing) == nil)
        #expect(episode.isInactive)
    }

    @Test func `between firing and clear it goes on`() {
        var episode = AlertEpisode()
        _ = episode.evaluate(at: 100, holds: true, isClear: false, timing)
        #expect(episode.evaluate(at: 110, holds: true, isClear: false, timing) == .firing)
        #expect(episode.evaluate(at: 200, holds: false, isClear: false, timing) == nil)
        #expect(episode.deadline(timing) == nil)
        #expect(episode.isFiring)
    }

    @Test func `it must stay clear to resolve`() {
        var episode = AlertEpisode()
        _ = episode.evaluate(at: 100, holds: true, isClear: false, timing)
        _ = episode.pass(110, timing)
        #expect(episode.evaluate(at: 120, holds: false, isClear: true, timing) == nil)
        #expect(episode.evaluate(at: 130, holds: true, isClear: false, timing) == nil)
        #expect(episode.deadline(timing) == nil)
        #expect(episode.evaluate(at: 140, holds: false, isClear: true, timing) == nil)
        #expect(episode.pass(159, timing) == nil)
        #expect(episode.pass(160, timing) == .resolved)
    }

    @Test(arguments: UInt64(0)..<200)
    func `firing and resolved alternate, whatever comes`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var episode = AlertEpisode()
        var last: AlertEpisode.Transition?
        var time: Int64 = 0
        for _ in 0..<200 {
            time += Int64.random(in: 0..<15, using: &random)
            let transition: AlertEpisode.Transition?
            if Bool.random(using: &random) {
                let holds = Bool.random(using: &random)
                transition = episode.evaluate(
                    at: time, holds: holds, isClear: !holds && Bool.random(using: &random), timing)
            } else {
                transition = episode.pass(time, timing)
            }
            guard let transition else { continue }
            #expect(transition != last, "seed \(seed)")
            #expect(last != nil || transition == .firing, "seed \(seed)")
            last = transition
        }
    }
}
