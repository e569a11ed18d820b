import EventModel
import Expressions
import PipelineSpec
import Testing

@Suite struct VisitSectionTests {
    private static let visits = """
        visits:
          shopping:
            on: orders
            by: order_id
            maximum: 12h
            funnel: { placed: event_type == "order_placed", paid: event_type == "order_paid" }
            flags: { any_dear: amount > 9.0 }
            counts: { items_seen: items > 0 }
            entry: { first_region: region, first_amount: amount }
            exit: { last_type: event_type }
            distinct: { sellers: seller_id }
        metrics:
          conversion:
            of: shopping
            by: [first_region, order_id]
            share: { of: reached_paid, among: is_effective }
            also:
              all_of_it: { sum: events + dwell_ms + pages + furthest_step + items_seen + sellers }
              waits: { mean: paid_at - placed_at }
              rest: { count: is_bot || has_key_event || has_paid || any_dear || started_at < ended_at }
              money: { sum: first_amount }
              ends: { count: last_type == "order_paid" && event_time == started_at }
            window: { tumbling: 1d }

        """
    private static let pipeline = Fixture.pipeline.replacing("metrics:\n", with: visits)

    @Test func `visits are read with what is not written`() throws {
        let pipeline = try Fixture.load(Fixture.files.merging([Fixture.path: Self.pipeline]) { $1 })
        let visits = try #require(pipeline.visits.first)
        #expect(visits.name == "shopping" && visits.source == "orders" && visits.visitor == "order_id")
        #expect(visits.gapMilliseconds == 1_800_000 && visits.maximumMilliseconds == 43_200_000)
        #expect(
            visits.effectiveDwellMilliseconds == 10_000 && visits.effectivePages == 2 && !visits.tellsBots)
        #expect(visits.funnel.map(\.name) == ["placed", "paid"])
        #expect(
            visits.entry.map(\.field) == ["region", "amount"]
                && visits.entry.map(\.type) == [.string, .double])
        #expect(visits.distinct?.name == "sellers")
        #expect(pipeline.metric(named: "conversion")?.input == .visits("shopping"))
    }

    @Test(arguments: [
        (old: "maximum: 12h", new: "§maxmum: 12h", says: "unknown key 'maxmum'"),
        (old: "maximum: 12h", new: "maximum: §10m", says: "the maximum is shorter than the gap"),
        (
            old: "maximum: 12h", new: "maximum: 12h\n    limits: { events_per_step: §10001 }",
            says: "10001 is too much for 'events_per_step'"
        ),
        (
            old: "maximum: 12h", new: "maximum: 12h\n    limits: { distinct_values: §2 }",
            says: "'2' is no 'distinct_values'"
        ),
        (
            old: "by: order_id\n    maximum", new: "by: §amount\n    maximum",
            says: "is of type double"
        ),
        (old: "paid: event_type", new: "§placed-2: event_type", says: "'placed-2' is not a name here"),
        (old: "any_dear: amount", new: "§reached_paid: amount", says: "visits have a 'reached_paid' already"),
        (old: "amount > 9.0 }", new: "§amount }", says: "'any_dear' yields double"),
        (old: "last_type: event_type", new: "last_type: §event_typ", says: "no field 'event_typ'"),
        (old: "items_seen: items", new: "§events: items", says: "visits have a 'events' already"),
        (
            old: "of: shopping", new: "of: §shoping",
            says: "neither a promise nor visits of the name 'shoping'"
        ),
        (old: "of: shopping", new: "of: shopping\n    §at: due", says: "'at' is for metrics of promises"),
        (old: "[first_region, order_id]", new: "[§first_amount, order_id]", says: "is of type double"),
        (old: "  shopping:", new: "  §delivery:", says: "'delivery' is a promise already"),
    ])
    func `what is wrong is reported at its place`(change: (old: String, new: String, says: String)) throws {
        let text = Self.pipeline.replacing(change.old, with: change.new)
        let halves = text.split(separator: "§", omittingEmptySubsequences: false)
        try #require(halves.count == 2)
        let lines = halves[0].split(separator: "\n", omittingEmptySubsequences: false)
        let place = SourceLocation(
            file: Fixture.path, line: lines.count, column: (lines.last?.count ?? 0) + 1)
        let problems = Fixture.problems(pipeline: halves.joined())
        let problem = problems.first { $0.message.contains(change.says) }
        #expect(problem?.location == place, "\(problems.map { "\($0.location): \($0.message)" })")
    }
}
