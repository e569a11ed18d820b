import EventModel
import Planning
import Testing

@Suite struct InternalTopicsTests {
    private let topics = InternalTopics(pipeline: "shop", prefix: "credence.")

    @Test func `stages are named after what partitions them`() throws {
        let plan = try PipelinePlan(PlanFixture.declaration())
        #expect(plan.stageNames == ["gather-order_id", "gather-visitor_id", "merge"])
        #expect(plan.stateName(ofGroup: 1) == "metrics/orders by seller_id,channel per 1h")
    }

    @Test func `there are as many merge tasks as the widest stage has, within limits`() throws {
        let plan = try PipelinePlan(PlanFixture.declaration())
        #expect(plan.mergeTasks([4, 12]) == 12)
        #expect(plan.mergeTasks([200, 1]) == PipelinePlan.mostMergeTasks)
        #expect(plan.mergeTasks([]) == 1)
    }

    @Test func `every task has a partition to write its state to`() throws {
        let plan = try PipelinePlan(PlanFixture.declaration())
        let demands = topics.demands(plan: plan, sourcePartitions: [4, 12], mergeTasks: 6)
        #expect(
            demands.map { "\($0.name) \($0.partitions) \($0.isPartitionCountFixed)" } == [
                "credence.shop.partials 6 false", "credence.shop.watermarks 1 true",
                "credence.shop.gather-order_id.changelog 4 true",
                "credence.shop.gather-visitor_id.changelog 12 true",
                "credence.shop.merge.changelog 6 true",
            ])
        #expect(
            demands.map { $0.settings["cleanup.policy"] } == [
                "delete", "compact", "delete", "delete", "delete",
            ])
        #expect(
            demands.filter { $0.settings["cleanup.policy"] == "delete" }.allSatisfy {
                $0.settings["retention.ms"] == "1209600000"
                    && $0.settings["message.timestamp.type"] == "LogAppendTime"
            })
    }

    @Test(
        arguments: [
            ("cleanup.policy", "compact", "delete", InternalTopics.Gravity.fatal),
            ("retention.ms", "3600000", "1209600000", .questionable),
            ("retention.ms", "2419200000", "1209600000", .harmless),
            ("retention.ms", "-1", "1209600000", .harmless),
            ("retention.bytes", "1000000", "-1", .questionable),
            ("segment.bytes", "1073741824", "134217728", .harmless),
            ("message.timestamp.type", "CreateTime", "LogAppendTime", .questionable),
        ])
    func `a setting matters by what gets lost`(
        _ difference: (setting: String, found: String, demanded: String, gravity: InternalTopics.Gravity)
    ) {
        let (setting, found, demanded, gravity) = difference
        let told = InternalTopics.gravity(
            of: TopicFinding.Difference(setting: setting, found: found, demanded: demanded))
        #expect(told == gravity, "\(difference)")
    }

    @Test func `results are compacted, and what happened is not`() {
        let demands = WrittenTopics(prefix: "x.").demands
        #expect(
            demands.map { "\($0.name) \($0.settings["cleanup.policy"] ?? "")" } == [
                "x.metrics compact", "x.alerts delete", "x.alerts.active compact", "x.late delete",
                "x.dead-letters delete",
            ])
        #expect(demands.allSatisfy { $0.partitions == WrittenTopics.partitions && !$0.isPartitionCountFixed })
    }
}
