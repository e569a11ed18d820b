import EventModel
import ReplayDifference
import Testing

/// Episodes of two runs, held against each other.
@Suite struct EpisodeDifferenceTests {
    private static func episode(
        _ from: Int64, _ to: Int64?, _ entity: String = "s1", id: String? = nil, severity: String = "warning"
    ) -> Episode {
        Episode(
            rule: "p/r", entity: entity, id: id ?? "\(entity)-\(from)", from: EventTime(milliseconds: from),
            to: to.map { EventTime(milliseconds: $0) }, severity: severity)
    }

    private func changes(_ old: [Episode], _ new: [Episode]) -> [EpisodeDifference.Change] {
        EpisodeDifference.between(old, new).map(\.change)
    }

    @Test func `the same episodes do not differ, whatever they are called`() {
        let old = [Self.episode(10, 20), Self.episode(30, nil, "s2")]
        let new = [Self.episode(30, nil, "s2", id: "x"), Self.episode(10, 20, id: "y")]
        #expect(changes(old, new).isEmpty)
    }

    @Test func `each kind of change is told`() {
        #expect(changes([], [Self.episode(10, 20)]) == [.new])
        #expect(changes([Self.episode(10, 20)], []) == [.missing])
        #expect(changes([Self.episode(10, 20)], [Self.episode(5, 20)]) == [.earlier])
        #expect(changes([Self.episode(10, 20)], [Self.episode(15, 20)]) == [.later])
        #expect(changes([Self.episode(10, 20)], [Self.episode(10, 25)]) == [.longer])
        #expect(changes([Self.episode(10, 20)], [Self.episode(10, nil)]) == [.longer])
        #expect(changes([Self.episode(10, nil)], [Self.episode(10, 15)]) == [.shorter])
        #expect(changes([Self.episode(10, 20)], [Self.episode(8, 15)]) == [.earlier, .shorter])
        #expect(
            changes([Self.episode(10, 20)], [Self.episode(10, 20, severity: "critical")]) == [.severity])
    }

    @Test func `episodes that do not meet are another, and one that was cut in two is shorter and new`() {
        #expect(changes([Self.episode(10, 20)], [Self.episode(30, 40)]) == [.missing, .new])
        #expect(
            changes([Self.episode(10, 40)], [Self.episode(10, 20), Self.episode(30, 40)]) == [.shorter, .new])
        #expect(changes([Self.episode(10, 20, "s1")], [Self.episode(10, 20, "s2")]) == [.missing, .new])
    }

    /// Who fires where one run has limit 5 and the other 7, said plainly: days of one entity above the limit.
    @Test(arguments: UInt64(0)..<200)
    func `a changed threshold differs by what a plain recomputation finds`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let days = (0..<60).map { _ in Int.random(in: 0...10, using: &random) }
        func run(_ limit: Int) -> [Episode] {
            var episodes: [Episode] = []
            var from: Int64?
            for (day, value) in days.enumerated() {
                if value > limit, from == nil { from = Int64(day) }
                if value <= limit, let start = from {
                    episodes.append(Self.episode(start * 10, Int64(day) * 10 - 1))
                    from = nil
                }
            }
            if let from { episodes.append(Self.episode(from * 10, nil)) }
            return episodes
        }
        let (old, new) = (run(5), run(7))
        let differences = EpisodeDifference.between(old, new)
        // Every new episode lies inside an old one: the first of them is matched with it, the others are new.
        var expected: [EpisodeDifference.Change: Int] = [:]
        for episode in old {
            let inside = new.filter {
                $0.from >= episode.from && ($0.to ?? .distantFuture) <= episode.to ?? .distantFuture
            }
            guard let first = inside.first else {
                expected[.missing, default: 0] += 1
                continue
            }
            expected[.new, default: 0] += inside.count - 1
            if first.from > episode.from { expected[.later, default: 0] += 1 }
            if first.to != episode.to { expected[.shorter, default: 0] += 1 }
        }
        let counts = differences.reduce(into: [EpisodeDifference.Change: Int]()) {
            $0[$1.change, default: 0] += 1
        }
        #expect(counts == expected.filter { $0.value > 0 })
    }

    @Test func `episodes are read from transitions`() throws {
        var reading = EpisodeReading()
        func line(_ state: String, _ time: String) -> [UInt8] {
            Array(
                #"{"time":"\#(time)","data":{"alert_id":"a","rule":"r","pipeline":"p","state":"\#(state)","severity":"critical","entity":{"seller_id":"s1"}},"replay":"x"}"#
                    .utf8)
        }
        try reading.take(line("firing", "2025-01-01T00:00:00Z"), number: 1)
        #expect(reading.episodes.map(\.to) == [nil])
        try reading.take(line("resolved", "2025-01-02T00:00:00Z"), number: 2)
        let episode = try #require(reading.episodes.first)
        #expect(reading.episodes.count == 1 && episode.rule == "p/r" && episode.entity == "seller_id=s1")
        #expect(episode.to == RFC3339.parse("2025-01-02T00:00:00Z") && episode.severity == "critical")
        #expect(throws: DifferenceFailure(message: "line 3 is no transition of an alert")) {
            try reading.take(Array("{}".utf8), number: 3)
        }
    }

    @Test func `results are compared moment by moment, within a tolerance`() throws {
        var comparison = ResultComparison(tolerance: 0.01)
        func take(_ side: Int, _ key: String, _ value: Double, _ count: Int) throws {
            let line =
                #"{"pipeline":"p","version":\#(side),"metric":"m","key":{"seller_id":"\#(key)"},"window":{"start":"a","end":"b"},"final":true,"value":\#(value),"values":{"count":\#(count)}}"#
            try comparison.take(Array(line.utf8), side: side, number: 1)
        }
        try take(0, "s1", 1.0, 5)
        try take(1, "s1", 1.005, 5)
        try take(0, "s2", 1.0, 5)
        try take(1, "s2", 1.05, 5)
        try take(0, "s3", 1.0, 5)
        try take(1, "s4", 1.0, 5)
        comparison.closeMoment()
        #expect(comparison.same == 1 && comparison.differing == ["p/m": 3])
        #expect(
            comparison.differences.map(\.result) == [
                "p/m seller_id=s2 a/b", "p/m seller_id=s3 a/b", "p/m seller_id=s4 a/b",
            ])
        #expect(comparison.differences.map { $0.old == nil } == [false, false, true])
        #expect(comparison.differences.map { $0.new == nil } == [false, true, false])
    }
}
