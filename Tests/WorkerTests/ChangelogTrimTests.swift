import EventModel
import Simulation
import StateStore
import Testing
import Worker

/// Workers that delete what no restore needs any more.
@Suite(.serialized) struct ChangelogTrimTests {
    private static let made = MadeMarketplace(seed: 9, orders: 60)
    private static let orders = made.records(of: "orders")
    private static let logistics = made.records(of: "logistics")
    private static let expected = NaiveSellerTrust(made.events).results
    private static let changelogs = ["gather-order_id", "merge"].map {
        "credence.seller-trust.\($0).changelog"
    }

    private func log() -> MemoryLog {
        let log = MemoryLog()
        for (topic, records) in [("orders", Self.orders), ("logistics", Self.logistics)] {
            log.create(topic, partitions: 2)
            log.publish(records, to: topic)
        }
        return log
    }

    private func start(
        _ log: MemoryLog, clock: ManualClock = ManualClock(), trims: Bool = true
    ) throws -> RunningWorker {
        var settings = WorkerSettings.eager()
        settings.snapshotIntervalMilliseconds = 10
        settings.checkpointIntervalMilliseconds = 1
        settings.trimIntervalMilliseconds = 5
        settings.trimsChangelogs = trims
        return RunningWorker(
            [try ShippedPipeline.sellerTrust()], log: log, clock: clock, settings: settings, keepsState: true)
    }

    private func first(_ log: MemoryLog) -> [Int64] {
        Self.changelogs.flatMap { topic in (0..<2).map { log.firstOffset(of: topic, partition: $0) } }
    }

    @Test func `changelogs lose what no restore needs, and a worker without copies starts from the rest`()
        throws
    {
        let log = log()
        let worker = try start(log)
        worker.waitUntilRead(Self.orders.count + Self.logistics.count)
        worker.waitUntilSettled()
        worker.wait(for: "all changelogs to be trimmed") {
            worker.clock.advance(byMilliseconds: 1000)
            return first(log).allSatisfy { $0 > 0 }
        }
        worker.stop()
        #expect(worker.failure == nil)
        let second = try start(log, clock: worker.clock)
        second.wait(for: "all tasks") { second.status?.pipelines[0].running == 4 }
        second.waitUntilSettled()
        second.stop()
        #expect(second.failure == nil && second.status?.read == 0)
        #expect(Published(log).results.map(NaiveSellerTrust.line).sorted() == Self.expected.sorted())
    }

    @Test func `changelogs are kept where that is wanted`() throws {
        let log = log()
        let worker = try start(log, trims: false)
        worker.waitUntilRead(Self.orders.count + Self.logistics.count)
        worker.waitUntilSettled()
        worker.letTimePass(seconds: 60)
        worker.stop()
        #expect(first(log) == [0, 0, 0, 0])
    }

    @Test func `a log that refuses is told of once, and everything goes on`() throws {
        let log = log()
        let refusal = LogFailure(
            code: "TOPIC_AUTHORIZATION_FAILED", message: "not allowed", hint: "", isFatal: false,
            isRetriable: false)
        log.fail(.deleteRecords, refusal, refusal)
        let worker = try start(log)
        worker.waitUntilRead(Self.orders.count + Self.logistics.count)
        worker.waitUntilSettled()
        worker.wait(for: "the refusal") {
            worker.clock.advance(byMilliseconds: 1000)
            return worker.events.contains { if case .changelogsKept(refusal) = $0 { true } else { false } }
        }
        worker.letTimePass(seconds: 30)
        worker.stop()
        #expect(worker.failure == nil && first(log) == [0, 0, 0, 0])
        #expect(worker.events.count { if case .changelogsKept = $0 { true } else { false } } == 1)
    }
}
