import Planning
import Testing

@Suite struct PlanWarningsTests {
    /// A change of the fixture, the warning that follows and what it points to.
    private static let mistakes: [(old: String, new: String, kind: PlanWarning.Kind, marked: String)] = [
        (
            "    by: [seller_id, channel]\n    count: true\n    window: { tumbling: 1h }",
            "    by: order_id\n    count: true\n    window: { all_time: { every: 1h } }", .unboundedState,
            "large_orders"
        ),
        ("by: [seller_id, channel]", "by: [seller_id, order_id]", .unboundedKeys, "large_orders"),
        (
            "    by: [seller_id, channel]\n    count: true", "    by: order_id\n    distinct: channel",
            .unboundedSketches, "large_orders"
        ),
        (
            "dedupe: { by: event_id,", "dedupe: { by: seller_id,",
            .missingPartitioning, "orders"
        ),
        ("every: 1d", "every: 4d", .unevenWindow, "late_rate"),
        ("every: 1d", "every: 7m", .manyPanes, "late_rate"),
        ("forget_after: 30d", "forget_after: 10d", .windowOutlivesPromise, "late_rate"),
        ("forget_after: 30d", "forget_after: 1h", .forgottenBeforeLate, "delivery"),
        ("allowed_lateness: 1d", "allowed_lateness: 5m", .latenessBelowDisorder, "allowed_lateness"),
        ("broken >= 3", "value > 1.0", .alertNeverFires, "late"),
        ("probability_above(0.10) >= 0.95", "probability_above(0.10) >= 1.5", .alertNeverFires, "late"),
        ("broken >= 3", "false", .alertNeverFires, "late"),
        ("broken >= 3", "count < 0", .alertNeverFires, "late"),
        ("hopping: 14d, every: 1d", "all_time: { every: 1d }", .alertNeverFires, "late"),
        (
            "clear: probability_above(0.10) < 0.60", "clear: probability_above(0.1)>=0.95 && broken >= 3",
            .alertWithoutBreak, "late"
        ),
    ]

    @Test(arguments: mistakes)
    func `a mistake is found at its place`(old: String, new: String, kind: PlanWarning.Kind, marked: String)
        throws
    {
        try #require(PlanFixture.pipeline.ranges(of: old).count == 1)
        let warnings = try PlanFixture.warnings(PlanFixture.pipeline.replacing(old, with: new))
        #expect(warnings.contains { $0.kind == kind && $0.marked == marked }, "\(warnings)")
        #expect(
            try PlanFixture.explanation(PlanFixture.pipeline.replacing(old, with: new)).warnings.allSatisfy {
                !$0.cure.isEmpty
            })
    }

    @Test func `every kind of warning has a mistake here`() {
        #expect(Set(Self.mistakes.map(\.kind)) == Set(PlanWarning.Kind.allCases))
    }

    @Test func `the fixture and the shipped pipeline have none`() throws {
        #expect(try PlanFixture.warnings(PlanFixture.pipeline).isEmpty)
        #expect(try PlannedText.sellerTrustExplanation().warnings == [])
    }

    @Test(arguments: [
        ("broken >= 3", "value >= 1.0"), ("broken >= 3", "count > 0"),
        ("allowed_lateness: 1d", "allowed_lateness: 0s"),
        ("allowed_lateness: 1d", "allowed_lateness: 10m"), ("every: 1d", "every: 7d"),
        ("forget_after: 30d", "forget_after: 14d"),
        ("by: [seller_id, channel]", "by: channel"),
        ("dedupe: { by: event_id,", "dedupe: { by: order_id,"),
    ])
    func `what is well is no warning`(old: String, new: String) throws {
        try #require(PlanFixture.pipeline.ranges(of: old).count == 1)
        #expect(try PlanFixture.warnings(PlanFixture.pipeline.replacing(old, with: new)).isEmpty)
    }

    @Test func `an entity with gaps cannot be pending longer than a window that needs data`() throws {
        let text = PlanFixture.pipeline.replacing("hopping: 14d, every: 1d", with: "tumbling: 1h")
            .replacing("no_data: keep", with: "no_data: resolve")
        #expect(try PlanFixture.warnings(text).map(\.kind) == [.alertNeverFires])
        #expect(try PlanFixture.warnings(text.replacing("for: 2h", with: "for: 1h")).isEmpty)
    }

    @Test func `warnings come in the order of the file`() throws {
        let text = PlanFixture.pipeline.replacing("broken >= 3", with: "false")
            .replacing("forget_after: 30d", with: "forget_after: 1h")
        let warnings = try PlanFixture.explanation(text).warnings
        #expect(warnings.map(\.line) == warnings.map(\.line).sorted() && warnings.count == 3)
        #expect(warnings.allSatisfy { $0.place == "shop.yaml:\($0.line):\($0.column)" })
    }
}
