import PipelineCases
import PipelineSpec
import Testing

/// Test files that say something that cannot be.
@Suite struct BrokenTestFileTests {
    private static let good = """
          - name: a
            events:
              - orders: { at: 1h, promised_delivery_at: +3d }
              - raw: { source: orders, text: x }
              - repeat: 2
                every: 1h
                events: [ logistics: { at: 0m } ]
            until: 5d
            expect:
              metrics: { promises_due_daily: [ { seller_id: s1, window_end: 4d } ] }
              alerts: { late-deliveries: [ { state: firing } ] }
              late: { orders: 1 }
              dead_letters: { orders: [ { code: not_json } ] }
              counts: { orders: { read: 1 } }

        """

    static let changes: [(old: String, new: String, message: String, hint: String)] = [
        ("- name: a", "- nam: a", "unknown key 'nam' in the case", "name"),
        ("- orders: {", "- order: {", "unknown source 'order'", "orders"),
        (
            "promised_delivery_at: +3d", "promised_delivery: +3d", "unknown field 'promised_delivery'",
            "promised_delivery_at"
        ),
        ("promised_delivery_at: +3d", "promised_delivery_at: soon", "'soon' is no value of type time", ""),
        ("promised_delivery_at: +3d", "amount: much", "'much' is no value of type double", ""),
        ("promised_delivery_at: +3d", "item_count: 1.5", "'1.5' is no value of type int", ""),
        ("promised_delivery_at: +3d", "is_first_order: yes", "'yes' is no value of type bool", ""),
        ("promised_delivery_at: +3d", "fault_party: sellr", "unknown value 'sellr'", "seller"),
        ("at: 1h,", "at: 1,", "'1' is no time", ""),
        ("at: 1h,", "at: 1h, arrives: late,", "'late' is no time", ""),
        ("source: orders", "source: oders", "unknown source 'oders'", "orders"),
        ("repeat: 2", "repeat: none", "'none' is no 'repeat'", ""),
        ("repeat: 2", "repeat: 1000000", "the case has too many events", ""),
        ("every: 1h", "evry: 1h", "unknown key 'evry' in the repeated events", "every"),
        ("until: 5d", "until: 5", "'5' is no time", ""),
        ("until: 5d", "until: 30m", "the case ends before its last event arrives", ""),
        ("metrics: {", "metric: {", "unknown key 'metric' in 'expect'", "metrics"),
        ("promises_due_daily:", "promises_daily:", "unknown metric 'promises_daily'", "promises_due_daily"),
        ("seller_id: s1, window", "selle_id: s1, window", "unknown field 'selle_id'", "seller_id"),
        ("window_end: 4d", "window_end: soon", "'soon' is no time", ""),
        ("late-deliveries:", "late-delivery:", "unknown alert 'late-delivery'", "late-deliveries"),
        ("late: { orders: 1 }", "late: { orders: some }", "'some' is no number of records", ""),
        ("late: { orders: 1 }", "late: { order: 1 }", "unknown source 'order'", "orders"),
        ("{ code: not_json }", "{ cod: not_json }", "unknown field 'cod'", "code"),
        ("{ read: 1 }", "{ reed: 1 }", "unknown count 'reed'", "read"),
        ("- orders: { at: 1h,", "- orders: { at: 1h,, ", "not YAML", ""),
        ("- raw:", "- raw: {}\n        orders:", "an event has 2 keys", ""),
    ]

    @Test func `the file is well but for the change`() {
        #expect(CaseBench.problems(Self.good).isEmpty)
    }

    @Test(arguments: changes.indices) func `a mistake is told at its line`(change: Int) throws {
        let (old, new, message, hint) = Self.changes[change]
        let start = try #require(Self.good.firstRange(of: old)).lowerBound
        let text = Self.good.replacing(old, with: new, maxReplacements: 1)
        let first = try #require(CaseBench.problems(text).first)
        #expect(first.message.hasPrefix(message), "\(first.message)")
        #expect((first.suggestion ?? "") == hint)
        let before = (CaseBench.head + Self.good[..<start]).split(
            separator: "\n", omittingEmptySubsequences: false)
        #expect(first.location.line == before.count)
    }

    @Test func `two cases of one name are a problem`() {
        let problems = CaseBench.problems(Self.good + Self.good)
        #expect(problems.map(\.message) == ["a case with this name stands further up"])
    }

    @Test func `what is wrong with a pipeline is told instead`() throws {
        #expect(throws: SpecProblems.self) {
            try CaseBench.load("pipelines: [../seller-trust.yaml]\ncases: []\n", pipeline: "pipeline: x\n")
        }
        do {
            _ = try CaseBench.load("pipelines: [../missing.yaml]\ncases: []\n")
            Issue.record("a missing pipeline was not noticed")
        } catch { #expect(error.problems.first?.message.hasPrefix("cannot read the file") == true) }
    }

    @Test func `names that several pipelines have need the pipeline before them`() throws {
        let shipped = try SpecFiles.disk.read(CaseBench.pipelinePath)
        let other = CaseBench.repository + "/Pipelines/other.yaml"
        let files = { (text: String) in
            CaseBench.files([
                CaseBench.path: text,
                other: shipped.replacing("pipeline: seller-trust", with: "pipeline: other"),
            ])
        }
        func text(_ metric: String) -> String {
            CaseBench.head.replacing("[../seller-trust.yaml]", with: "[../seller-trust.yaml, ../other.yaml]")
                + """
                  - name: a
                    events: [ orders: { at: 0m } ]
                    expect: { metrics: { \(metric): [ { window_end: 4d, value: 1 } ] } }
                """
        }
        let file = try TestFile.load(CaseBench.path, files: files(text("other/promises_due_daily")))
        #expect(file.cases.allSatisfy { $0.run().hasPassed })
        do {
            _ = try TestFile.load(CaseBench.path, files: files(text("promises_due_daily")))
            Issue.record("the name is ambiguous")
        } catch {
            #expect(error.problems.first?.message == "several pipelines have a metric 'promises_due_daily'")
        }
    }
}
