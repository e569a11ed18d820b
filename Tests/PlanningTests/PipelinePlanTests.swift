import Dataflow
import EventModel
import PipelineSpec
import Planning
import Testing

@Suite struct PipelinePlanTests {
    private static let promise = """
        promises:
          delivery:
            by: order_id
            made: { on: orders, due: due_at, remember: [seller_id, amount] }
            kept: { on: parcels, when: status == "delivered" }

        """

    @Test(arguments: ["min", "max"])
    func `an extreme of a promise is refused with its place`(form: String) throws {
        let text =
            Self.promise + """
                metrics:
                  orders_daily: { on: orders, by: seller_id, \(form): amount, window: { tumbling: 1d } }
                  wrong_one: { of: delivery, by: seller_id, \(form): amount, window: { tumbling: 1d } }
                  wrong_two:
                    of: delivery
                    by: seller_id
                    count: true
                    also: { worst: { \(form): amount } }
                    window: { tumbling: 1d }
                """
        let error = #expect(throws: SpecProblems.self) { try PlannedText.plan(text) }
        let problems = try #require(error).problems
        #expect(
            problems.map(\.message)
                == ["wrong_one", "wrong_two"].map { "metric '\($0)' takes a minimum or maximum of a promise" }
        )
        let lines = (PlannedText.header + text).split(separator: "\n", omittingEmptySubsequences: false)
        for (problem, name) in zip(problems, ["wrong_one", "wrong_two"]) {
            #expect(problem.location.file == "test.yaml")
            let line = lines[problem.location.line - 1]
            #expect(problem.sourceLine == line)
            #expect(line.dropFirst(problem.location.column - 1).hasPrefix(name))
            #expect(problem.length == name.count)
            #expect(problem.expected.hasPrefix("count, sum, mean, share"))
        }
    }

    @Test func `an extreme of a source is planned`() throws {
        let plan = try PlannedText.plan(
            """
            metrics:
              extremes:
                on: orders
                by: seller_id
                min: amount
                also:
                  most_items: { max: items }
                  total: { sum: amount }
                  items: { sum: items }
                  mean_items: { mean: items }
                  large: { count: amount > 5.0 }
                  share: { share: { of: amount > 5.0, among: items > 1 } }
                window: { hopping: 1h, every: 10m }
            """)
        let metric = try #require(plan.merge.groups.first?.metrics.first)
        #expect(
            metric.aggregates.map(\.form) == [
                .extreme(.decimal, smallest: true), .extreme(.integer, smallest: false), .sum(.decimal),
                .sum(.integer), .mean(.integer), .count, .share,
            ])
        // One count of rows, then the words of each, none shared.
        #expect(metric.rowCountWord == 0 && metric.outcomeColumn == nil)
        #expect(metric.aggregates.map(\.place) == [1, 2, 3, 5, 7, 10, 11])
        #expect(plan.merge.groups[0].record.wordCount == 13)
        #expect(
            metric.results.rows.columns.map { "\($0.name) \($0.type.rawValue)" } == [
                "event_time time", "window_start time", "window_end time", "partial bool", "seller_id string",
                "value double", "count int", "most_items double", "total double", "items int",
                "mean_items double",
                "large int", "share double",
            ])
        #expect(plan.merge.groups[0].grid == .fixed(widthMilliseconds: 600_000))
        #expect(metric.window == .hopping(panes: 6, every: 1))
    }

    @Test func `metrics with another key, pane or input have groups of their own`() throws {
        let plan = try PlannedText.plan(
            Self.promise + """
                metrics:
                  a: { on: orders, by: seller_id, count: true, window: { tumbling: 10m } }
                  b: { on: orders, by: seller_id, sum: amount, window: { hopping: 1h, every: 10m } }
                  c: { on: orders, by: seller_id, count: true, window: { tumbling: 1h } }
                  d: { on: orders, by: [seller_id, region], count: true, window: { tumbling: 10m } }
                  e: { on: orders, by: [region, seller_id], count: true, window: { tumbling: 10m } }
                  f: { of: delivery, by: seller_id, count: true, window: { tumbling: 10m } }
                  g: { of: delivery, at: fulfilled, by: seller_id, count: true, window: { tumbling: 10m } }
                """)
        #expect(plan.metricLabels.map { $0.map(\.name) } == [["a", "b"], ["c"], ["d"], ["e"], ["f"], ["g"]])
        #expect(Set(plan.merge.groups.map(\.name)).count == 6)
        #expect(plan.sources[0].groups == [0, 1, 2, 3] && plan.sources[1].groups == [])
        #expect(plan.promises[0].dueGroups == [4] && plan.promises[0].fulfilledGroups == [5])
    }

    @Test func `a promise that no metric reads tells nothing`() throws {
        let ledger = try PlannedText.plan(
            Self.promise + """
                metrics:
                  a: { on: orders, by: seller_id, count: true, window: { tumbling: 10m } }
                """
        ).promises[0].ledger
        #expect(!ledger.tellsDue && !ledger.tellsFulfilled)
    }

    @Test func `a string is a symbol where it is compared, remembered or a key, and text elsewhere`() throws {
        let plan = try PlannedText.plan(
            Self.promise + """
                metrics:
                  a: { on: orders, when: kind == "big", by: region, count: true, window: { tumbling: 10m } }
                """)
        func storage(_ source: Int, _ name: String) -> StringStorage? {
            plan.sources[source].layout.columns.first { $0.name == name }?.storage
        }
        #expect(storage(0, "event_id") == .text)
        #expect(storage(0, "order_id") == .text)
        #expect(storage(0, "kind") == .symbol)
        #expect(storage(0, "region") == .symbol)
        #expect(storage(0, "seller_id") == .symbol)
        #expect(storage(0, "buyer_id") == .text)
        #expect(storage(0, "unused") == nil)
        #expect(storage(1, "order_id") == .text)
        #expect(storage(1, "status") == .symbol)
        #expect(plan.sources[0].fields.first { $0.name == "kind" }?.path == FieldPath(key: "orderKind"))
    }

    @Test(arguments: [
        "a: { of: delivery, by: order_id, count: true, window: { tumbling: 10m } }",
        "a: { of: delivery, by: [seller_id, order_id], count: true, window: { tumbling: 10m } }",
        "a: { of: delivery, by: seller_id, count: order_id != \"\", window: { tumbling: 10m } }",
        "a: { of: delivery, when: order_id != \"\", by: seller_id, count: true, window: { tumbling: 10m } }",
    ])
    func `the key of a promise is a symbol where a metric uses it`(metric: String) throws {
        let plan = try PlannedText.plan(Self.promise + "metrics:\n  \(metric)\n")
        let rows = plan.promises[0].ledger.rows.rows
        #expect(rows.columns.first { $0.name == "order_id" }?.storage == .symbol)
        // What comes in may stay text: the ledger keeps the bytes.
        #expect(plan.sources[0].layout.columns.first { $0.name == "order_id" }?.storage == .text)
    }

    @Test func `a time of another name can be read by both names`() throws {
        let plan = try PlannedText.plan(
            """
            metrics:
              a: { on: orders, when: placed_at < due_at, by: seller_id, count: true, window: { tumbling: 10m } }
              b: { on: orders, when: event_time < due_at, by: seller_id, count: true, window: { tumbling: 10m } }
            """)
        let source = plan.sources[0]
        #expect(source.fields.first { $0.name == "placed_at" }?.column == 0)
        let alias = try #require(source.timeAliasColumn)
        #expect(source.layout.columns[alias].name == "placed_at" && alias != 0)
        let other = try PlannedText.plan(
            """
            metrics:
              b: { on: orders, when: event_time < due_at, by: seller_id, count: true, window: { tumbling: 10m } }
            """)
        #expect(other.sources[0].timeAliasColumn == nil)
    }

    @Test func `sources that are partitioned otherwise have a stage of their own`() throws {
        let text = PlannedText.header.replacing(
            "parcel.yaml, partitioned_by: order_id", with: "parcel.yaml, partitioned_by: status")
        let plan = try PipelinePlan(
            PlannedText.declaration(
                text + """
                    metrics:
                      a: { on: orders, by: seller_id, count: true, window: { tumbling: 10m } }
                    """))
        #expect(plan.gatherStages.map(\.partitionedBy) == ["order_id", "status"])
        #expect(plan.gatherStages.map(\.sources) == [[0], [1]])
    }
}
