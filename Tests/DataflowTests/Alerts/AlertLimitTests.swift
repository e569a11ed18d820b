import Dataflow
import Testing

@Suite struct AlertLimitTests {
    private let timing = AlertTiming(forMilliseconds: 0, keepFiringForMilliseconds: 0)

    @Test func `an episode beyond the limit fires late if it lasts`() {
        var episode = AlertEpisode()
        #expect(episode.evaluate(at: 100, holds: true, isClear: false, timing, mayFireAt: 150) == nil)
        #expect(episode.isHeldBack)
        #expect(episode.deadline(timing, mayFireAt: 150) == 150)
        #expect(episode.pass(149, timing, mayFireAt: 150) == nil)
        #expect(episode.pass(150, timing, mayFireAt: 150) == .firing)
        #expect(episode.startedAt == 100)
        #expect(episode.evaluate(at: 160, holds: false, isClear: true, timing, mayFireAt: 300) == .resolved)
    }

    @Test func `an episode that ends while it is held back was never told`() {
        var episode = AlertEpisode()
        _ = episode.evaluate(at: 100, holds: true, isClear: false, timing, mayFireAt: 150)
        #expect(episode.evaluate(at: 110, holds: false, isClear: true, timing, mayFireAt: 150) == nil)
        #expect(episode.isInactive)
    }

    @Test func `one that is clear when the limit allows waits for how that ends`() {
        let slow = AlertTiming(forMilliseconds: 0, keepFiringForMilliseconds: 100)
        var episode = AlertEpisode()
        _ = episode.evaluate(at: 100, holds: true, isClear: false, slow, mayFireAt: 150)
        #expect(episode.evaluate(at: 140, holds: false, isClear: true, slow, mayFireAt: 150) == nil)
        #expect(episode.pass(150, slow, mayFireAt: 150) == nil)
        var lapsed = episode
        #expect(lapsed.pass(240, slow, mayFireAt: 150) == nil)
        #expect(lapsed.isInactive)
        #expect(episode.evaluate(at: 160, holds: true, isClear: false, slow, mayFireAt: 150) == .firing)
    }

    @Test func `held back episodes are counted, and each entity has its own limit`() throws {
        let bench = try AlertBench(
            NaiveAlert(noData: .resolve, limit: AlertLimit(episodes: 2, perMilliseconds: 50)))
        for time in stride(from: Int64(10), through: 80, by: 10) {
            let isBad = time % 20 == 10
            bench.evaluate(["a": isBad ? 3 : 1, "b": time == 70 ? 3 : 1], at: time)
        }
        #expect(
            bench.told
                == [
                    "a firing @10 since 10", "a resolved @20 since 10", "a firing @30 since 30",
                    "a resolved @40 since 30", "b firing @70 since 70", "a firing @70 since 70",
                    "a resolved @80 since 70", "b resolved @80 since 70",
                ].sortedByTimeAndEntity)
        #expect(bench.instances.heldBackCount == 1)
        #expect(bench.instances.activeCount == 0)
        // The limit is remembered as long as a firing counts.
        #expect(bench.instances.count == 2)
        bench.pass(120)
        #expect(bench.instances.count == 0)
    }
}
