import EventModel
import Simulation
import StateStore
import Testing
import Worker

/// Changelogs of which a restore needs what has been deleted: a clear stop.
@Suite(.serialized) struct DeletedChangelogTests {
    private static let made = MadeMarketplace(seed: 11, orders: 40)
    private static let orders = made.records(of: "orders")
    private static let logistics = made.records(of: "logistics")
    private static let gather = "credence.seller-trust.gather-order_id.changelog"

    private func start(_ log: MemoryLog, clock: ManualClock = ManualClock()) throws -> RunningWorker {
        var settings = WorkerSettings.eager(threads: 1)
        settings.trimsChangelogs = false
        return RunningWorker(
            [try ShippedPipeline.sellerTrust()], log: log, clock: clock, settings: settings, keepsState: true)
    }

    /// A log with the state of a worker that has ended.
    private func log() throws -> (log: MemoryLog, clock: ManualClock) {
        let log = MemoryLog()
        for (topic, records) in [("orders", Self.orders), ("logistics", Self.logistics)] {
            log.create(topic, partitions: 1)
            log.publish(records, to: topic)
        }
        // Some commits, not all in one.
        log.delivery.recordsPerFetch = 25
        let first = try start(log)
        first.waitUntilRead(Self.orders.count + Self.logistics.count)
        first.stop()
        #expect(first.failure == nil)
        return (log, first.clock)
    }

    private func failure(_ log: MemoryLog, _ clock: ManualClock) throws -> StateFailure? {
        let worker = try start(log, clock: clock)
        worker.wait(for: "the end") {
            clock.advance(byMilliseconds: 100)
            return !worker.isRunning
        }
        return worker.failure as? StateFailure
    }

    @Test func `a changelog that has lost its beginning stops the worker, which says what to do`() throws {
        let (log, clock) = try log()
        let blocks = (0..<Int(log.size(of: Self.gather))).filter {
            log.record(of: Self.gather, partition: 0, offset: $0) != nil
        }
        try #require(blocks.count > 1)
        log.truncate(Self.gather, partition: 0, before: Int64(blocks[blocks.count - 1]))
        let failure = try #require(try failure(log, clock))
        #expect(failure.message.contains("seller-trust/gather-order_id/0 begins with commit \(blocks.count)"))
        #expect(failure.hint.contains("new group and prefix"))
    }

    @Test func `a changelog that is empty stops the worker, and does not keep it waiting for ever`() throws {
        let (log, clock) = try log()
        log.truncate(Self.gather, partition: 0, before: log.size(of: Self.gather))
        let failure = try #require(try failure(log, clock))
        #expect(failure.message.contains("seller-trust/gather-order_id/0 does not hold commit"))
        #expect(failure.hint.contains("new group and prefix"))
    }
}
