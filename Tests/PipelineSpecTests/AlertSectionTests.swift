import EventModel
import Expressions
import PipelineSpec
import Testing

@Suite struct AlertSectionTests {
    private func read(_ text: String) throws -> AlertDeclaration {
        let pipeline = Fixture.pipeline.replacing(
            "    severity: critical\n", with: "    severity: critical\n    \(text)\n")
        return try #require(
            try Fixture.load(Fixture.files.merging([Fixture.path: pipeline]) { $1 }).alerts.first)
    }

    private func time(_ text: String) throws -> EventTime { try #require(RFC3339.parse(text)) }

    @Test func `a limit says how often in which time`() throws {
        #expect(
            try read("limit: { episodes: 3, per: 1d }").limit
                == LimitDeclaration(episodes: 3, perMilliseconds: 86_400_000))
    }

    @Test func `maintenance is local time of a zone, or has an offset`() throws {
        let rest = try read(
            "maintenance: [{ from: 2025-03-30T01:30, to: 2025-03-30T02:30, zone: Europe/Berlin },"
                + " { from: 2025-10-26T02:30:00, to: 2025-10-27, zone: Europe/Berlin, entities: [a/b, c] },"
                + " { from: \"2025-01-01T00:00:00+02:00\", to: 2025-01-01T00:00:00Z }]"
        ).maintenance
        try #require(rest.count == 3)
        // 02:30 is skipped that night: the clock goes on to 03:30. The 02:30 of autumn comes twice: the first counts.
        #expect(
            try rest[0].from == time("2025-03-30T00:30:00Z") && rest[0].to == time("2025-03-30T01:30:00Z"))
        #expect(
            try rest[1].from == time("2025-10-26T00:30:00Z") && rest[1].to == time("2025-10-26T23:00:00Z"))
        #expect(
            try rest[2].from == time("2024-12-31T22:00:00Z") && rest[2].to == time("2025-01-01T00:00:00Z"))
        #expect(rest.map(\.entities) == [nil, [["a/b"], ["c"]], nil])
    }

    @Test func `annotations say what they like, labels whom it is about`() throws {
        let alert = try read("annotations: { more: \"{{ percent(value) }} of {{ among }}\", plain: 7 }")
        #expect(alert.annotations.map(\.name) == ["more", "plain"])
        #expect(alert.annotations.map(\.template.variables) == [["value", "among"], []])
        let text = Fixture.pipeline.replacing("{ team: trust }", with: "{ team: \"{{ seller_id }}\" }")
        let labels = try Fixture.load(Fixture.files.merging([Fixture.path: text]) { $1 }).alerts.first?.labels
        #expect(labels?.first?.template.variables == ["seller_id"])
    }

    @Test func `a memory of entities is for rules that have one`() throws {
        let text = Fixture.pipeline.replacing(
            "no_data: resolve", with: "no_data: fire\n    remember_entities: 5d")
        let alert = try Fixture.load(Fixture.files.merging([Fixture.path: text]) { $1 }).alerts.first
        #expect(alert?.noData == .fire && alert?.rememberEntitiesMilliseconds == 432_000_000)
    }

    private func problems(_ pipeline: String) -> [String] {
        do {
            _ = try Fixture.load(Fixture.files.merging([Fixture.path: pipeline]) { $1 })
            return []
        } catch { return error.problems.map { "\($0.message) | \($0.suggestion ?? "")" } }
    }

    @Test func `an alert may wait for another of the same key, whichever stands first`() throws {
        let second = Fixture.pipeline.replacing(
            "    severity: critical\n", with: "    severity: critical\n    while: other\n")
        let name = try #require(try Fixture.load(Fixture.files).alerts.first?.metric)
        let other = "\n  other: { on: \(name), class: breach, when: value > 0.5 }\n"
        let alerts = try Fixture.load(Fixture.files.merging([Fixture.path: second + other]) { $1 }).alerts
        #expect(alerts.map { $0.gate?.name } == ["other", nil])
    }

    @Test func `an alert that waits for nothing there is, or for itself, is refused`() throws {
        let first = try #require(try Fixture.load(Fixture.files).alerts.first)
        func gated(_ gate: String) -> String {
            Fixture.pipeline.replacing(
                "    severity: critical\n", with: "    severity: critical\n    while: \(gate)\n")
        }
        #expect(
            problems(gated(first.name)) == [
                "alert '\(first.name)' would fire only while it fires itself | "
            ])
        let other = "\n  other: { on: \(first.metric), class: breach, when: value > 0.5 }\n"
        #expect(problems(gated("othr") + other) == ["there is no alert of the name 'othr' | other"])
        let circle =
            "\n  other: { on: \(first.metric), class: breach, when: value > 0.5, while: \(first.name) }\n"
        #expect(problems(gated("other") + circle).count == 2)
    }

    @Test(arguments: ["integrity", "data_quality", "breach"])
    func `a condition makes an alert of any class but erosion`(name: String) throws {
        let text = Fixture.pipeline.replacing("class: breach", with: "class: \(name)")
        let alert = try Fixture.load(Fixture.files.merging([Fixture.path: text]) { $1 }).alerts.first
        #expect(alert?.kind.rawValue == name && alert?.when != nil)
    }

    @Test(arguments: broken)
    func `a broken alert is reported at its place`(file: BrokenFile) throws { try file.check() }

    private static let detect = "detect: { seasonal: { fall: 0.3 } }"

    static let broken: [BrokenFile] = [
        line("a limit of nothing", "limit: { episodes: §0, per: 1d }", says: "'0' is no 'episodes'"),
        line("a limit without a time", "§limit: { episodes: 1 }", says: "'per' is missing in 'limit'"),
        line("a limit in no time", "limit: { episodes: 1, per: §0s }", says: "'per' must be longer than 0"),
        line(
            "maintenance of one", "maintenance: §{ from: 2025-01-01, to: 2025-01-02 }",
            says: "'maintenance' of alert 'late' is a mapping", hint: "a list of"),
        line("maintenance without an end", "maintenance: [§{ from: 2025-01-01 }]", says: "'to' is missing"),
        line(
            "maintenance backwards", "maintenance: [{ from: 2025-01-02, to: §2025-01-01 }]",
            says: "ends before it begins"),
        line(
            "maintenance at no time", "maintenance: [{ from: §tomorrow, to: 2025-01-01 }]",
            says: "'tomorrow' is no 'from'", hint: "2025-03-01T22:00"),
        line(
            "maintenance on no day", "maintenance: [{ from: §2025-02-30, to: 2025-03-01 }]",
            says: "'2025-02-30' is no 'from'"),
        line(
            "maintenance nowhere", "maintenance: [{ from: 2025-01-01, to: 2025-01-02, zone: §Mars }]",
            says: "unknown time zone 'Mars'"),
        line(
            "maintenance of too much",
            "maintenance: [{ from: 2025-01-01, to: 2025-01-02, entities: [a, §[a, b]] }]",
            says: "the key has 1 part, not 2", hint: "a text"),
        line(
            "maintenance of nobody", "maintenance: [{ from: 2025-01-01, to: 2025-01-02, entities: §all }]",
            says: "'entities' is no list"),
        line(
            "a memory of no use", "§remember_entities: 5d", says: "of no use without", hint: "no_data: fire"),
        line(
            "an unknown name in an annotation", "annotations: { a: \"{{ §valu }}\" }",
            says: "unknown name 'valu'", hint: "value"),
        .init(
            "a label that changes", ["team: trust }": "team: \"{{ §value }}\" }"],
            says: "a label must stay the same", hint: "annotations"),
        .init(
            "a name that labels have not", ["team: trust }": "team: \"{{ §colour }}\" }"],
            says: "unknown name 'colour'"),
        .init(
            "a breach that detects",
            [
                "    for: 2h\n": "    §\(detect)\n", "    clear: probability_above(0.10) < 0.60\n": "",
                "    severity": "    # severity",
            ],
            says: "an alert of class breach with 'when' has no 'detect'", hint: "class: erosion"),
        .init(
            "an erosion with a condition", ["class: breach": "class: erosion", "  late:\n": "  §late:\n"],
            says: "'detect' is missing in alert 'late'", hint: "cusum", count: 2),
        .init(
            "a breach without a condition",
            ["    when: probability_above(0.10) >= 0.95 && broken >= 3\n": "", "  late:\n": "  §late:\n"],
            says: "'when' is missing in alert 'late'"),
        .init(
            "integrity with both",
            [
                "class: breach": "class: integrity", "    when: prob": "    §when: prob",
                "    clear: probability_above(0.10) < 0.60\n": "    \(detect)\n",
            ],
            says: "with 'detect' has no 'when'", hint: "either"),
        .init(
            "neither of the two",
            [
                "class: breach": "class: data_quality",
                "    when: probability_above(0.10) >= 0.95 && broken >= 3\n": "", "  late:\n": "  §late:\n",
            ],
            says: "'when' is missing", hint: "or detect"),
        .init(
            "a detector with a clear",
            [
                "class: breach": "class: erosion",
                "    when: probability_above(0.10) >= 0.95 && broken >= 3\n": "    \(detect)\n",
                "    clear:": "    §clear:",
            ],
            says: "'clear' beside 'detect' means nothing"),
        .init(
            "a cusum that must last",
            [
                "class: breach": "class: erosion",
                "    when: probability_above(0.10) >= 0.95 && broken >= 3\n":
                    "    detect: { cusum: { false_alarms_per_day: 1 } }\n",
                "    clear: probability_above(0.10) < 0.60\n": "", "    for:": "    §for:",
            ], says: "'for' beside 'detect' means nothing: a cusum signals once"),
        .init(
            "silence of a count",
            [
                "class: breach": "class: erosion", "on: late_rate": "on: orders_daily",
                "    when: probability_above(0.10) >= 0.95 && broken >= 3\n": "    \(detect)\n",
                "    clear: probability_above(0.10) < 0.60\n": "", "    no_data:": "    §no_data:",
            ], says: "no data of metric 'orders_daily' is a result of 0"),
    ]

    private static func line(_ name: String, _ text: String, says: String, hint: String = "", count: Int = 1)
        -> BrokenFile
    {
        BrokenFile(
            name, ["    severity: critical\n": "    severity: critical\n    \(text)\n"], says: says,
            hint: hint, count: count)
    }
}
