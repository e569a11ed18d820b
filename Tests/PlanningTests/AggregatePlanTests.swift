import Dataflow
import EventModel
import PipelineSpec
import Planning
import Testing

@Suite struct AggregatePlanTests {
    private static let promise = """
        promises:
          delivery:
            by: order_id
            made: { on: orders, due: due_at, remember: [seller_id, amount, region] }
            kept: { on: parcels, when: status == "delivered" }

        """

    @Test(arguments: [
        ("variance: amount", AggregateForm.variance(.decimal)),
        ("distinct: region", .distinct(precision: 12)),
        ("first: region", .edge(.string, latest: false)),
        ("last: due_at - placed_at", .edge(.int, latest: true)),
        ("quantile: { of: items, q: 0.5 }", .quantile(0.5, relativeError: 0.01)),
        ("top: { of: region, k: 5, counters: 9 }", .top(5, counters: 9)),
        ("sample: { of: region, k: 4 }", .sample(4)),
        ("decayed_sum: { of: amount, half_life: 1d }", .decayedSum(halfLifeMilliseconds: 86_400_000)),
    ])
    func `each form is planned`(text: String, form: AggregateForm) throws {
        let plan = try PlannedText.plan(
            "metrics:\n  a: { on: orders, by: seller_id, \(text), window: { tumbling: 1d } }\n")
        let aggregate = try #require(plan.merge.groups.first?.metrics.first?.aggregates.first)
        #expect(aggregate.form == form)
        #expect(aggregate.operand != nil && aggregate.condition == nil)
    }

    @Test(arguments: [
        ("first: region", "a first or last value"), ("last: amount", "a first or last value"),
        ("distinct: region", "a number of distinct values"), ("sample: { of: region, k: 4 }", "a sample"),
    ])
    func `what cannot be taken back is refused for a promise`(text: String, words: String) throws {
        let error = #expect(throws: SpecProblems.self) {
            try PlannedText.plan(
                Self.promise
                    + "metrics:\n  a: { of: delivery, by: seller_id, \(text), window: { tumbling: 1d } }\n")
        }
        let problem = try #require(error?.problems.first)
        #expect(problem.message == "metric 'a' takes \(words) of a promise")
        #expect(problem.expected.contains("\(words) cannot be taken back"))
    }

    @Test(arguments: [
        "variance: amount", "quantile: { of: amount, q: 0.5 }", "top: { of: region, k: 5 }",
        "decayed_sum: { of: amount, half_life: 1d }",
    ])
    func `what can be taken back is planned for a promise`(text: String) throws {
        let plan = try PlannedText.plan(
            Self.promise
                + "metrics:\n  a: { of: delivery, by: seller_id, \(text), window: { tumbling: 1d } }\n")
        #expect(plan.merge.groups[0].isCorrected)
    }
}
