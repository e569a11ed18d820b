import EventModel
import PipelineSpec
import Testing

@Suite struct IncludedFilesTests {
    @Test func `a fragment gives what is not written, key by key`() throws {
        let files = Files.with(
            ["version: 1\n": "version: 1\ninclude: shared/base.yaml\n", "    no_data: resolve\n": ""],
            and: [
                "pipelines/shared/base.yaml": """
                version: 7
                time: { out_of_orderness: 9h }
                alerts: { late: { no_data: keep, severity: info } }
                metrics:
                  again:
                    of: delivery
                    by: seller_id
                    count: true
                    window: { tumbling: 1d }
                """
            ])
        let pipeline = try Files.load(files)
        #expect(pipeline.version == 1)
        #expect(pipeline.time.outOfOrdernessMilliseconds == 600_000)
        #expect(pipeline.alerts.first?.noData == .keep)
        #expect(pipeline.alerts.first?.severity == .critical)
        #expect(pipeline.metrics.map(\.name) == ["again", "late_rate", "orders_daily"])
        #expect("\(try #require(pipeline.metrics.first).location)" == "pipelines/shared/base.yaml:5:3")
        #expect(pipeline.line(at: try #require(pipeline.metrics.first).location) == "  again:")
    }

    @Test func `later files of a list count more, and a tilde takes a key away`() throws {
        let files = Files.with(
            ["    labels: { team: trust }": "    labels: { include: [a.yaml, b.yaml], three: ~, four: 4 }"],
            and: [
                "pipelines/a.yaml": "{ one: a, two: a, three: a }",
                "pipelines/b.yaml": "{ two: b, three: b }",
            ])
        #expect(try Files.load(files).alerts.first?.labelTexts == ["one": "a", "two": "b", "four": "4"])
    }

    @Test func `paths are relative to the file they are written in`() throws {
        let files = Files.with(
            [
                "  orders: { topic: orders, schema: events/order.yaml, partitioned_by: order_id }":
                    "  include: parts/sources.yaml"
            ],
            and: [
                "pipelines/parts/sources.yaml": "orders: { include: ./more/orders.yaml, topic: orders }",
                "pipelines/parts/more/orders.yaml":
                    "{ schema: ../../events/order.yaml, partitioned_by: order_id }",
            ])
        #expect(try Files.load(files).source(named: "orders")?.partitionedBy == "order_id")
    }

    @Test func `a schema includes fragments too`() throws {
        var files = Files.with(and: [
            "pipelines/events/common.yaml": "fields: { region: string?, late: bool? }"
        ])
        files["pipelines/events/order.yaml"] = "include: common.yaml\n" + Fixture.order
        #expect(try Files.load(files).source(named: "orders")?.schema.field(named: "late")?.type == .bool)
    }

    @Test func `a problem in a fragment is reported where it is written`() throws {
        let files = Files.with(
            ["    labels: { team: trust }": "    include: shared/alert.yaml"],
            and: ["pipelines/shared/alert.yaml": "# shared\nlabels: { team: trust }\nfr: 2h\n"])
        let problem = try #require(Files.problems(files).first)
        #expect(
            problem.rendered(colour: false) == """
                pipelines/shared/alert.yaml:3:1: error: unknown key 'fr' in alert 'late'
                   3 | fr: 2h
                     | ^~
                     = expected \(problem.expected)
                     = did you mean 'for'?
                     = included from pipelines/trust.yaml:51:14
                """)
    }

    @Test func `a problem inside an expression of a fragment points into it`() {
        let files = Files.with(
            ["    when: probability_above(0.10) >= 0.95 && broken >= 3": "    include: when.yaml"],
            and: ["pipelines/when.yaml": "when: >-\n  probability_above(0.10) >= 0.95\n  && brokn >= 3\n"])
        #expect(Files.words(files) == ["when.yaml:3:6+5 unknown name 'brokn'"])
    }

    @Test func `broken YAML in a fragment is reported there, and hides no problem elsewhere`() {
        let files = Files.with(
            ["    labels: { team: trust }": "    include: shared/a.yaml", "version: 1": "version: 0"],
            and: ["pipelines/shared/a.yaml": "labels: { team: trust\n"])
        let words = Files.words(files)
        #expect(words.count == 2)
        #expect(words.first?.hasPrefix("trust.yaml:2:10+1 ") == true)
        #expect(words.last?.hasPrefix("shared/a.yaml:") == true, "\(words)")
    }

    @Test(arguments: [
        (
            "include: no.yaml",
            "trust.yaml:1:10+7 cannot read the included file 'no.yaml': there is no such file"
        ),
        ("include: list.yaml", "list.yaml:1:1+1 an included file must be a mapping, this is a list"),
        ("include: word.yaml", "word.yaml:1:1+4 an included file must be a mapping, this is a single value"),
        ("include: empty.yaml", "empty.yaml:1:1+1 the file is empty"),
        ("include: [list.yaml, { a: b }]", "trust.yaml:1:22+1 'include' is a mapping"),
        ("include: []", "trust.yaml:1:10+1 'include' names no file"),
        ("include: ~", "trust.yaml:1:10+1 'include' names no file"),
        ("include: ./self.yaml", "self.yaml:2:4+9 the file includes itself: self.yaml → self.yaml"),
        ("include: trust.yaml", "trust.yaml:1:10+10 the file includes itself: trust.yaml → trust.yaml"),
        (
            "include: x/one.yaml",
            "x/two.yaml:1:10+13 the file includes itself: x/one.yaml → x/two.yaml → x/one.yaml"
        ),
    ])
    func `what cannot be included is a problem at its place`(include: String, says: String) {
        let files = Files.with(
            and: [
                "pipelines/list.yaml": "[a]", "pipelines/word.yaml": "word", "pipelines/empty.yaml": "",
                "pipelines/self.yaml": "include:\n - self.yaml\n",
                "pipelines/x/one.yaml": "include: two.yaml", "pipelines/x/two.yaml": "include: ../x/one.yaml",
            ])
        var broken = files
        broken[Fixture.path] = include + "\n" + Fixture.pipeline
        #expect(Files.words(broken) == [says])
    }

    @Test func `fragments in the folder are no pipelines`() throws {
        let files = Files.with(
            ["version: 1\n": "version: 1\ninclude: base.yaml\n"], and: ["pipelines/base.yaml": "x-a: b"])
        let pipelines = try PipelineFile.loadAll(
            ["pipelines"], alertFunctions: Fixture.functions, files: Fixture.memory(files))
        #expect(pipelines.map(\.name) == ["trust"])
    }

    @Test func `a fragment of two pipelines has its problems once`() throws {
        var files = Files.with(
            ["version: 1\n": "include: base.yaml\n"], and: ["pipelines/base.yaml": "version: 0"])
        files["pipelines/other.yaml"] = files[Fixture.path]?.replacing(
            "pipeline: trust", with: "pipeline: other")
        let error = try #require(throws: SpecProblems.self) {
            try PipelineFile.loadAll(
                ["pipelines"], alertFunctions: Fixture.functions, files: Fixture.memory(files))
        }
        #expect(error.problems.map(\.location.description) == ["pipelines/base.yaml:1:10"])
    }

    @Test func `anchors stay in their file, and merge what a fragment gave`() throws {
        let files = Files.with(
            [
                "    labels: { team: trust }": "    labels: { <<: *team, more: b }",
                "version: 1\n": "version: 1\nx-team: &team { include: team.yaml, team: a }\n",
            ],
            and: ["pipelines/team.yaml": "x: &only { y: z }\nteam: c\nwho: d\n"])
        let labels = Files.words(files)
        #expect(labels.count == 1)
        #expect(labels.first?.hasPrefix("team.yaml:1:") == true, "\(labels)")
        var sound = files
        sound["pipelines/team.yaml"] = "team: c\nwho: d\n"
        #expect(try Files.load(sound).alerts.first?.labelTexts == ["team": "a", "who": "d", "more": "b"])
    }
}
