import EventModel
import Simulation
import Testing
import Worker

/// Internal topics that somebody else has created, with settings of their own.
@Suite struct TopicSettingsTests {
    private static let changelog = "credence.seller-trust.gather-order_id.changelog"

    private func failure(_ settings: [String: String], of topic: String) throws -> (any Error)? {
        let log = MemoryLog()
        for topic in ["orders", "logistics"] { log.create(topic, partitions: 1) }
        log.create(topic, partitions: 1, settings: settings)
        let worker = RunningWorker([try ShippedPipeline.sellerTrust()], log: log)
        worker.wait(for: "its end or its tasks") {
            !worker.isRunning || worker.status?.pipelines.first?.running == 2
        }
        worker.stop()
        return worker.failure
    }

    @Test(arguments: [
        (Self.changelog, "compact", "delete"),
        ("credence.seller-trust.watermarks", "delete", "compact"),
    ])
    func `a topic that would lose state stops the worker, which names the setting`(
        topic: String, found: String, demanded: String
    ) throws {
        let failure = try failure(["cleanup.policy": found], of: topic) as? AssignmentFailure
        let told = try #require(failure)
        #expect(told.message.contains("\(topic) has cleanup.policy=\(found)"))
        #expect(told.message.contains("needs cleanup.policy=\(demanded)"))
        #expect(told.hint.contains("credence plan"))
    }

    @Test func `a topic that only keeps less is used as it is`() throws {
        let failure = try failure(["retention.ms": "86400000"], of: Self.changelog)
        #expect(failure == nil)
    }
}
