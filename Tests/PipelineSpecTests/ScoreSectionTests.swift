import Expressions
import PipelineSpec
import Testing

@Suite struct ScoreSectionTests {
    private static let day: Int64 = 86_400_000

    /// Puts scores in front of the fixture's alerts.
    private static func scores(_ text: String) -> KeyValuePairs<String, String> {
        ["alerts:\n": "scores:\n\(text)\nalerts:\n"]
    }

    private static func pipeline(_ scores: String, alert: String = "") throws -> PipelineDeclaration {
        let text = Fixture.pipeline.replacing("alerts:\n", with: "scores:\n\(scores)\nalerts:\n") + alert
        return try Fixture.load(Fixture.files.merging([Fixture.path: text]) { $1 })
    }

    @Test func `every key of a score is read`() throws {
        let pipeline = try Self.pipeline(
            """
              trust:
                description: how far a seller is to be trusted
                unit: points
                by: seller_id
                of: { late: late_rate }
                value: 100.0 * (1.0 - late.quantile(0.95))
                when: late.count >= 10 && late.broken < 100 && late.total > 0.0 && late < 0.5
                every: 12h
                compare: 7d
                forget_after: 20d
                levels: { high: 80, low: 0.5 }
            """)
        let score = try #require(pipeline.scores.first)
        #expect(score.name == "trust" && score.by == ["seller_id"] && score.notes.unit == "points")
        #expect(score.parts == [ScorePart(name: "late", metric: "late_rate")])
        #expect(score.value.variables.isSuperset(of: ["late.of", "late.among"]))
        #expect(score.when?.variables.isSuperset(of: ["late.count", "late.broken", "late.total"]) == true)
        #expect(score.everyMilliseconds == Self.day / 2 && score.compareMilliseconds == 7 * Self.day)
        #expect(score.forgetAfterMilliseconds == 20 * Self.day)
        #expect(score.levels.map(\.name) == ["high", "low"] && score.levels.map(\.from) == [80, 0.5])
    }

    @Test func `what is left out has its usual value`() throws {
        let pipeline = try Self.pipeline("  trust: { by: seller_id, of: { late: late_rate }, value: late }")
        let score = try #require(pipeline.scores.first)
        #expect(score.everyMilliseconds == Self.day && score.compareMilliseconds == 0)
        #expect(score.forgetAfterMilliseconds == 30 * Self.day)
        #expect(score.when == nil && score.levels.isEmpty)
    }

    @Test func `an alert on a score sees its value, its past, its level and its parts`() throws {
        let pipeline = try Self.pipeline(
            "  trust: { by: seller_id, of: { late: late_rate }, value: late, levels: { high: 1 } }",
            alert: """
                  falling:
                    on: trust
                    class: breach
                    when: change < -5.0 && previous > value && rated && level != "high" && level_change < 0
                    clear: level == "unrated" || late.broken == 0 || previous_level == "high"
                    summary: "{{ seller_id }}: {{ level }}, {{ late.count }}"
                """)
        let alert = try #require(pipeline.alerts.last)
        #expect(alert.metric == "trust" && alert.isOnScore)
        #expect(pipeline.alerts.first?.isOnScore == false)
    }

    @Test(arguments: broken)
    func `a broken score is reported at its place`(file: BrokenFile) throws { try file.check() }

    private static let trust =
        "scores:\n  trust: { by: seller_id, of: { late: late_rate }, value: late }\nalerts:\n"

    static let broken: [BrokenFile] = [
        score(
            "an unknown metric", of: "{ late: §late_rat }", says: "unknown metric 'late_rat'",
            hint: "late_rate"),
        score(
            "a metric by something else", of: "{ late: late_rate, paid: §orders_daily }",
            says: "metric 'orders_daily' is by seller_id, region, but the score is by seller_id"),
        score(
            "another key than all its metrics", by: "§seller", says: "its metrics are by seller_id",
            hint: "seller_id"),
        score("no metric", of: "§{}", says: "the score is made of nothing"),
        score("a name that alerts need", of: "{ §value: late_rate }", says: "'value' means something else"),
        score(
            "a name of the key", of: "{ seller_id: late_rate }", says: "'seller_id' is a part of the key",
            mark: "of:"),
        score(
            "an unknown part", value: "100.0 * §lat.count", says: "unknown name 'lat'", hint: "late"),
        score(
            "an unknown column", value: "§late.brken * 2", says: "'late' has no 'brken'",
            hint: "late.broken"),
        score("no number", value: "§late.count > 3", says: "'value' yields bool"),
        score(
            "a function of a part without a prior",
            of: "{ late: late_rate, paid: paid_rate }", value: "paid.§quantile(0.05)",
            says: "'quantile' is for a part that is a share with a prior", hint: "prior:"),
        score(
            "a comparison between steps", more: "compare: §36h", says: "not a multiple of the step of 1d",
            hint: "7d"),
        score(
            "too long a comparison", more: "every: 1s, compare: §1d", says: "remember 86400 scores"),
        score("a level twice", more: "levels: { high: 80, §top: 80 }", says: "begin at the same score"),
        score("a level of keys without one", more: "levels: { §unrated: 0 }", says: "keys without a score"),
        score("a level that is no number", more: "levels: { high: §good }", says: "'good' is no 'high'"),
        score("a misspelt key", more: "§evry: 1d", says: "unknown key 'evry'", hint: "every"),
        BrokenFile(
            "a score of a score",
            scores(
                """
                  trust: { by: seller_id, of: { late: late_rate }, value: late }
                  all: { by: seller_id, of: { trust: §trust }, value: trust }
                """),
            says: "'trust' is a score, and scores are made of metrics", hint: "late_rate"),
        BrokenFile(
            "a metric's name",
            scores("  §late_rate: { by: seller_id, of: { late: late_rate }, value: late }"),
            says: "'late_rate' is a metric already"),
        BrokenFile(
            "an alert on nothing",
            [
                "alerts:\n": trust,
                "on: late_rate": "on: §trst",
            ],
            says: "there is neither a metric nor a score of the name 'trst'", hint: "trust"),
        BrokenFile(
            "an alert on a score that asks for the posterior",
            [
                "alerts:\n": trust,
                "on: late_rate": "on: trust",
                "when: probability_above(0.10) >= 0.95 && broken >= 3": "when: value > 1.0 && §broken >= 3",
                "clear: probability_above(0.10) < 0.60": "clear: value < 1.0",
            ],
            says: "unknown name 'broken'"),
    ]

    private static func score(
        _ name: String, by: String = "seller_id", of: String = "{ late: late_rate }", value: String = "late",
        more: String = "", says: String, hint: String = "", mark: String = ""
    ) -> BrokenFile {
        let further = more.isEmpty ? "" : ", \(more)"
        let key = mark.isEmpty ? "of:" : "§of:"
        let text = "  trust: { by: \(by), \(key) \(of), value: \(value)\(further) }"
        let paid = """
              paid_rate:
                { of: delivery, by: seller_id, share: { of: amount > 0.0 }, window: { tumbling: 1d } }

            """
        return BrokenFile(
            name, ["metrics:\n": "metrics:\n\(paid)", "alerts:\n": "scores:\n\(text)\nalerts:\n"],
            says: says, hint: hint)
    }
}
