import Dataflow
import EventModel
import Testing

@Suite struct SeasonalBaselineTests {
    private static let hour: Int64 = 3_600_000
    private static let week = 168 * hour
    /// 2024-01-01, a Monday, 00:00 UTC.
    private static let monday: Int64 = 1_704_067_200_000

    /// A baseline that has seen one hour of some weeks, one week after the other.
    private func baseline(_ measures: [SeasonalMeasure?]) -> SeasonalBaseline {
        var baseline = SeasonalBaseline()
        for (week, measure) in measures.enumerated() {
            _ = baseline.close(slotAt: time(week), measure, zone: .utc)
        }
        return baseline
    }

    private func required(_ reading: SeasonalReading?) throws -> SeasonalReading { try #require(reading) }

    private func time(_ week: Int, hour: Int64 = 0) -> EventTime {
        EventTime(milliseconds: Self.monday + Int64(week) * Self.week + hour * Self.hour)
    }

    @Test func `an hour is read against median and spread of the weeks before`() throws {
        var usual = baseline([100, 120, 90, 110, 105, 95].map { .count($0) })
        let reading = try required(usual.close(slotAt: time(6), .count(60), zone: .utc))
        #expect(reading.median == 102.5)
        #expect(reading.spread == 7.5)
        #expect(reading.weeks == 6)
        // numpy: 0.6745 · (60 − 102.5) / max(7.5, 0.6745 · √102.5): the Poisson noise is larger than the usual spread here,
        // 10.1 · 0.6745 = 6.8, is not.
        #expect(abs((reading.z ?? 0) + 3.8221666666666665) < 1e-12)
        #expect(reading.signals == [.fall, .low])
        #expect(reading.change == -42.5 / 102.5)
    }

    private static let counts: [(count: Int64, signals: SeasonalSignals)] = [
        (101, []), (71, []), (70, .fall), (51, [.fall, .low]), (50, [.fall, .steepFall, .low]),
        (0, [.fall, .steepFall, .low]), (129, []), (130, [.rise, .high]),
    ]

    @Test(arguments: counts.indices)
    func `falls and outliers are told apart`(index: Int) throws {
        let (count, signals) = Self.counts[index]
        var usual = baseline([100, 100, 100, 100].map { .count($0) })
        let policy = SeasonalPolicy(outlier: count < 100 ? 4 : 3)
        let reading = try required(
            usual.close(slotAt: time(4), .count(count), zone: .utc, policy: policy))
        #expect(reading.signals == signals)
    }

    @Test func `fewer weeks than asked for give no reading`() {
        var three = baseline([100, 100, 100].map { .count($0) })
        let fourth = three.close(slotAt: time(3), .count(1), zone: .utc)
        let fifth = three.close(slotAt: time(4), .count(1), zone: .utc)
        #expect(fourth == nil && fifth != nil)
    }

    @Test func `a missing hour is missing, a zero is zero`() throws {
        var missing = baseline([.count(100), nil, .count(100), .count(100), .share(.nan, of: 3)])
        let tooFew = missing.close(slotAt: time(5), .count(100), zone: .utc)
        let unknown = missing.close(slotAt: time(6), nil, zone: .utc)
        #expect(tooFew == nil && unknown == nil)
        var zeros = baseline([0, 0, 0, 100].map { .count($0) })
        let reading = try required(zeros.close(slotAt: time(4), .count(100), zone: .utc))
        #expect(reading.median == 0 && reading.spread == 0 && reading.change == nil)
        // Nothing was to be expected: nothing to tell.
        #expect(reading.signals == [])
        #expect(reading.z == 0.6745 * 100 / 0.6745)
    }

    @Test func `low volume is not told`() throws {
        var few = baseline([20, 20, 20, 20].map { .count($0) })
        let quiet = try required(few.close(slotAt: time(4), .count(0), zone: .utc))
        #expect(quiet.signals == [])
        var shares = baseline(Array(repeating: .share(0.02, of: 5000), count: 4))
        let small = try required(shares.close(slotAt: time(4), .share(0, of: 1000), zone: .utc))
        // Floats keep seven digits.
        #expect(abs(small.expectedCount - 20) < 1e-5)
        #expect(small.signals == [])
        let large = try required(shares.close(slotAt: time(5), .share(0.008, of: 4000), zone: .utc))
        #expect(large.signals == [.fall, .steepFall, .low])
        // By hand: (0.008 − 0.02) / √(0.02 · 0.98 / 4000)
        #expect(abs((large.z ?? 0) + 5.421047417431507) < 1e-4)
    }

    @Test func `values without noise of their own have a share of the median`() throws {
        var values = baseline(Array(repeating: .value(50, of: 100), count: 4))
        let reading = try required(values.close(slotAt: time(4), .value(40, of: 100), zone: .utc))
        // 10 below, with a deviation of 5 % of 50.
        #expect(reading.z == -4)
        #expect(reading.expectedCount == 100)
        let small = try required(values.close(slotAt: time(5), .value(40, of: 9), zone: .utc))
        #expect(small.signals == [])
        var flat = baseline(Array(repeating: .value(0, of: 100), count: 4))
        let level = try required(flat.close(slotAt: time(4), .value(1, of: 100), zone: .utc))
        #expect(level.z == nil)
    }

    @Test func `the repeated hour of autumn is read but not kept, the skipped one of spring is missing`()
        throws
    {
        let zone = try Zones.berlin()
        // Sunday 2024-10-27, 02:00 to 03:00 comes twice in Berlin: from 00:00Z and from 01:00Z.
        let twice: Int64 = 1_729_987_200_000
        var baseline = SeasonalBaseline()
        for week in stride(from: Int64(5), to: 0, by: -1) {
            let start = EventTime(milliseconds: twice - week * Self.week)
            _ = baseline.close(slotAt: start, .count(100), zone: zone)
        }
        let first = baseline.close(slotAt: EventTime(milliseconds: twice), .count(40), zone: zone)
        let after = baseline
        let second = baseline.close(
            slotAt: EventTime(milliseconds: twice + Self.hour), .count(30), zone: zone)
        #expect(first?.weeks == 5 && second?.weeks == 5)
        #expect(second?.median == 100 && second?.value == 30)
        #expect(baseline == after)
        // Local hours go on one after the other: a week later the hour from 01:00Z is the local 02:00.
        let next = baseline.close(
            slotAt: EventTime(milliseconds: twice + Self.week + Self.hour), .count(100), zone: zone)
        #expect(next?.weeks == 6)
    }

    @Test func `a saved state goes on where it was`() throws {
        let usual = baseline([100, 100, 100, 100].map { .count($0) })
        #expect(usual.values.count == 1008)
        var restored = try #require(SeasonalBaseline(values: usual.values, newestSlot: usual.newestSlot))
        let reading = restored.close(slotAt: time(4), .count(100), zone: .utc)
        #expect(reading?.weeks == 4)
        #expect(SeasonalBaseline(values: [], newestSlot: nil) == nil)
    }

    /// All values by local hour, and the reading by definition.
    @Test(arguments: UInt64(0)..<30)
    func `readings are those of the six weeks before, however many hours are missing`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let zone =
            try [Zones.berlin(), Zones.lordHowe(), Zones.kathmandu(), .utc]
            .randomElement(using: &random) ?? .utc
        var baseline = SeasonalBaseline()
        var known: [Int64: Double] = [:]
        var newest = Int64.min
        var start = Self.monday + Int64.random(in: 0..<168, using: &random) * Self.hour
        var readings = 0
        for _ in 0..<2500 {
            let value =
                Int.random(in: 0..<8, using: &random) == 0
                ? nil : Int64.random(in: 0..<200, using: &random)
            let reading = baseline.close(
                slotAt: EventTime(milliseconds: start), value.map { .count($0) }, zone: zone)
            let local = start + zone.offset(at: start)
            let hour = Int64((Double(local) / Double(Self.hour)).rounded(.down))
            let past = (1...6).compactMap { known[hour - 168 * $0] }.sorted()
            // An hour that comes twice has its own week's place taken from the oldest.
            let isRepeated = hour <= newest
            let usable = isRepeated ? (1...5).compactMap { known[hour - 168 * $0] }.sorted() : past
            if let value, usable.count >= 4 {
                readings += 1
                let median = Self.median(usable)
                let spread = Self.median(usable.map { abs($0 - median) }.sorted())
                #expect(reading?.median == median && reading?.spread == spread, "seed \(seed), \(start)")
                #expect(reading?.weeks == usable.count && reading?.value == Double(value), "seed \(seed)")
            } else {
                #expect(reading == nil, "seed \(seed), \(start)")
            }
            if !isRepeated {
                known[hour] = value.map(Double.init)
                newest = hour
            }
            let isLongGap = Int.random(in: 0..<400, using: &random) == 0
            start += Self.hour * (isLongGap ? Int64.random(in: 2..<1500, using: &random) : 1)
        }
        #expect(seed > 3 || readings > 0, "seed \(seed)")
    }

    private static func median(_ sorted: [Double]) -> Double {
        (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
}
