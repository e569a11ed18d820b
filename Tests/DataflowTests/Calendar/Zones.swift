import Dataflow
import EventModel

/// Zones of the tests, as tables of seconds: first offset, then changes.
enum Zones {
    static func zone(_ name: String, _ first: Int64, _ changes: [(Int64, Int64)]) throws -> ZoneOffsets {
        try ZoneOffsets(
            name: name, firstOffsetMilliseconds: first * 1000,
            transitions: changes.map {
                .init(utcMilliseconds: $0.0 * 1000, offsetMilliseconds: $0.1 * 1000)
            })
    }

    // Changes of datetime.utcoffset() by Python's zoneinfo, tzdata 2025b; those of the years that the tests look at.
    static func berlin() throws -> ZoneOffsets {
        try zone(
            "Europe/Berlin", 3600,
            [(1_679_792_400, 7200), (1_698_541_200, 3600), (1_711_846_800, 7200), (1_729_990_800, 3600)])
    }
    static func saoPaulo() throws -> ZoneOffsets {
        try zone(
            "America/Sao_Paulo", -7200,
            [
                (1_487_469_600, -10800), (1_508_036_400, -7200), (1_518_919_200, -10800),
                (1_541_300_400, -7200), (1_550_368_800, -10800),
            ])
    }
    static func newYork() throws -> ZoneOffsets {
        try zone("America/New_York", -18000, [(1_710_054_000, -14400), (1_730_613_600, -18000)])
    }
    static func kathmandu() throws -> ZoneOffsets {
        try zone("Asia/Kathmandu", 19800, [(504_901_800, 20700)])
    }
    static func apia() throws -> ZoneOffsets {
        try zone(
            "Pacific/Apia", -36000,
            [(1_301_752_800, -39600), (1_316_872_800, -36000), (1_325_239_200, 50400)])
    }
    static func lordHowe() throws -> ZoneOffsets {
        try zone("Australia/Lord_Howe", 39600, [(1_712_415_600, 37800), (1_728_142_200, 39600)])
    }
    static func havana() throws -> ZoneOffsets {
        try zone("America/Havana", -18000, [(1_710_046_800, -14400), (1_730_610_000, -18000)])
    }

    /// Changes a few hours to a few days apart, each by up to a day and a half: far worse than any real zone.
    static func random(_ random: inout SplitMix64) throws -> ZoneOffsets {
        var time = Int64.random(in: -400_000..<400_000, using: &random)
        let changes = (0..<Int.random(in: 0...6, using: &random)).map { _ in
            time += Int64.random(in: 3_000..<300_000, using: &random)
            return (time, Int64.random(in: -80_000...80_000, using: &random))
        }
        return try zone("random", Int64.random(in: -80_000...80_000, using: &random), changes)
    }
}
