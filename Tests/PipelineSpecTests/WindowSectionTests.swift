import PipelineSpec
import Testing

@Suite struct WindowSectionTests {
    private static let minute: Int64 = 60_000
    private static let hour: Int64 = 3_600_000
    private static let day: Int64 = 86_400_000

    private static let sound: [(text: String, window: WindowDeclaration)] = [
        ("{ tumbling: 10m }", .tumbling(widthMilliseconds: 10 * minute)),
        ("{ hopping: 14d, every: 5d }", .hopping(widthMilliseconds: 14 * day, everyMilliseconds: 5 * day)),
        ("{ sliding: 1h }", .sliding(widthMilliseconds: hour, resolutionMilliseconds: minute)),
        ("{ sliding: 10m }", .sliding(widthMilliseconds: 10 * minute, resolutionMilliseconds: 10_000)),
        ("{ sliding: 14d }", .sliding(widthMilliseconds: 14 * day, resolutionMilliseconds: 6 * hour)),
        ("{ sliding: 7ms }", .sliding(widthMilliseconds: 7, resolutionMilliseconds: 1)),
        (
            "{ sliding: 2h, resolution: 5m }",
            .sliding(widthMilliseconds: 2 * hour, resolutionMilliseconds: 5 * minute)
        ),
        ("{ calendar: day }", .calendar(.day, zone: "UTC")),
        ("{ calendar: week, zone: Europe/Berlin }", .calendar(.week, zone: "Europe/Berlin")),
        ("{ calendar: month, zone: Asia/Tokyo }", .calendar(.month, zone: "Asia/Tokyo")),
        ("{ days: 30, zone: Europe/Berlin }", .days(30, zone: "Europe/Berlin")),
        ("{ all_time: { every: 1d } }", .allTime(everyMilliseconds: day)),
        ("{ session: 30m }", .session(gapMilliseconds: 30 * minute, maximumMilliseconds: nil)),
        ("{ session: 30m, at_most: 1d }", .session(gapMilliseconds: 30 * minute, maximumMilliseconds: day)),
    ]

    @Test func `every kind of window is read`() throws {
        for (text, window) in Self.sound {
            let pipeline = Fixture.pipeline.replacing("{ tumbling: 1d }", with: text)
            let read = try Fixture.load(Fixture.files.merging([Fixture.path: pipeline]) { $1 })
            #expect(read.metric(named: "orders_daily")?.window == window, "\(text)")
        }
    }

    @Test(arguments: broken)
    func `a broken window is reported at its place`(file: BrokenFile) throws { try file.check() }

    static let broken: [BrokenFile] = [
        window(
            "an unknown zone", "{ calendar: day, zone: §Europe/Berln }",
            says: "unknown time zone 'Europe/Berln'", hint: "Europe/Berlin"),
        window(
            "an unknown period", "{ calendar: §moth }", says: "unknown value 'moth' for 'calendar'",
            hint: "month"),
        window("a misspelt kind", "{ §slidng: 1h }", says: "unknown key 'slidng'", hint: "sliding", count: 2),
        window(
            "a resolution with a rest", "{ sliding: 1h, resolution: §7m }",
            says: "the resolution 7m does not go into 1h", hint: "1m"),
        window(
            "a resolution of tumbling windows", "{ tumbling: 1h, §resolution: 1m }",
            says: "a tumbling window has no 'resolution'", hint: "sliding with resolution"),
        window(
            "a zone without days", "{ sliding: 1h, §zone: UTC }", says: "a sliding window has no 'zone'",
            hint: "calendar or days"),
        window(
            "too many panes", "{ hopping: 14d, every: §1h1ms }", says: "1209600000 panes of 1ms",
            hint: "at most 20000"),
        window("too fine a resolution", "{ sliding: 14d, resolution: §1s }", says: "1209600 panes of 1s"),
        window("too short a session", "{ session: 30m, at_most: §20m }", says: "shorter than the silence"),
        window(
            "a longest tumbling window", "{ tumbling: 30m, §at_most: 1d }",
            says: "a tumbling window has no 'at_most'", hint: "session with at_most"),
        BrokenFile(
            "sessions of a promise", ["window: { hopping: 14d, every: 1d }": "§window: { session: 30m }"],
            says: "sessions of a promise cannot be told", hint: "another window", count: 2),
        window("two kinds", "{ calendar: day, §days: 3 }", says: "either calendar or days"),
        window("too many days", "{ days: §100000 }", says: "'100000' days are too many"),
        window("all time without a step", "{ §all_time: {} }", says: "'every' is missing in 'all_time'"),
    ]

    private static func window(
        _ name: String, _ text: String, says: String, hint: String = "", count: Int = 1
    ) -> BrokenFile {
        BrokenFile(name, ["{ tumbling: 1d }": text], says: says, hint: hint, count: count)
    }
}
