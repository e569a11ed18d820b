import Dataflow
import EventModel
import Planning
import Testing

@Suite struct ZoneTransitionsTests {
    struct Expected: Sendable {
        var name: String
        var firstOffset: Int64
        var count: Int
        var last: [Int64]
        var sumOfTimes: Int64
        var sumOfOffsets: Int64
    }

    // Python 3.11's zoneinfo with tzdata 2025b, changes of datetime.utcoffset() in 1970…2100, all in seconds:
    // the offset at 1970-01-01, the number of changes, the last one, and the sums of their times and new offsets.
    @Test(arguments: [
        Expected(
            name: "Europe/Berlin", firstOffset: 3600, count: 242, last: [4128627600, 3600],
            sumOfTimes: 538582356000,
            sumOfOffsets: 1306800),
        Expected(
            name: "America/Sao_Paulo", firstOffset: -10800, count: 68, last: [1550368800, -10800],
            sumOfTimes: 69664500000,
            sumOfOffsets: -612000),
        Expected(
            name: "America/New_York", firstOffset: -18000, count: 262, last: [4129250400, -18000],
            sumOfTimes: 541763161200,
            sumOfOffsets: -4244400),
        Expected(
            name: "Asia/Kathmandu", firstOffset: 19800, count: 1, last: [504901800, 20700],
            sumOfTimes: 504901800,
            sumOfOffsets: 20700),
        Expected(
            name: "Pacific/Apia", firstOffset: -39600, count: 23, last: [1617458400, 46800],
            sumOfTimes: 33258222000,
            sumOfOffsets: 860400),
        Expected(
            name: "Australia/Lord_Howe", firstOffset: 36000, count: 240, last: [4126174200, 39600],
            sumOfTimes: 537784131600,
            sumOfOffsets: 9295200),
        Expected(
            name: "Africa/Casablanca", firstOffset: 0, count: 187, last: [3703456800, 3600],
            sumOfTimes: 424892797200,
            sumOfOffsets: 338400),
        Expected(
            name: "Europe/London", firstOffset: 3600, count: 259, last: [4128627600, 0],
            sumOfTimes: 541714312800,
            sumOfOffsets: 464400),
        Expected(
            name: "UTC", firstOffset: 0, count: 0, last: [], sumOfTimes: 0,
            sumOfOffsets: 0),
    ])
    func `the transitions are those of zoneinfo`(expected: Expected) throws {
        let zone = try #require(ZoneTransitions.offsets(ofZone: expected.name))
        #expect(zone.name == expected.name)
        #expect(zone.firstOffsetMilliseconds == expected.firstOffset * 1000)
        #expect(zone.transitions.count == expected.count)
        let last = zone.transitions.last.map { [$0.utcMilliseconds / 1000, $0.offsetMilliseconds / 1000] }
        #expect((last ?? []) == expected.last)
        #expect(zone.transitions.reduce(0) { $0 + $1.utcMilliseconds / 1000 } == expected.sumOfTimes)
        #expect(zone.transitions.reduce(0) { $0 + $1.offsetMilliseconds / 1000 } == expected.sumOfOffsets)
    }

    @Test func `the change to summer time is found to the second`() throws {
        let berlin = try #require(ZoneTransitions.offsets(ofZone: "Europe/Berlin"))
        // 2024-03-31T01:00:00Z.
        #expect(berlin.offset(at: 1_711_846_799_999) == 3_600_000)
        #expect(berlin.offset(at: 1_711_846_800_000) == 7_200_000)
    }

    @Test(arguments: ["Mars/Olympus", "", "europe/berlin", "Europe/Berlin ", "../etc"])
    func `a name that is no zone is refused`(name: String) {
        #expect(ZoneTransitions.offsets(ofZone: name) == nil)
    }
}
