import EventModel
import Foundation
import Planning
import Simulation
import Testing
import Worker

/// Promises whose events are partitioned by something else: what is told must be what it would be without that.
@Suite(.serialized) struct RekeyedPipelineTests {
    private static let made = MadeMarketplace(seed: 11, orders: 60)
    private static let expected = NaiveSellerTrust(made.events).results

    private static var count: Int {
        made.records(of: "orders").count + made.records(of: "logistics").count
    }

    /// The shipped pipeline over shipments that are partitioned by their own ids.
    private func plan() throws -> PipelinePlan {
        let path = ShippedPipeline.repository + "/Pipelines/seller-trust.yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let line = "schema: events/shipment.yaml, partitioned_by: order_id"
        #expect(text.contains(line))
        return try ShippedPipeline.plan(
            text: text.replacing(line, with: "schema: events/shipment.yaml, partitioned_by: event_id"))
    }

    private func log(orders: Int = 4, logistics: Int = 3, isFilled: Bool = true) -> MemoryLog {
        let log = MemoryLog()
        log.create("orders", partitions: orders)
        log.create("logistics", partitions: logistics)
        if isFilled { fill(log) }
        return log
    }

    private func fill(_ log: MemoryLog) {
        log.publish(Self.made.records(of: "orders"), to: "orders")
        // What an event says decides its partition: those of one order come in anywhere.
        let scattered = Self.made.records(of: "logistics").map { record in
            StoredRecord(
                key: record.value, value: record.value, timestampMilliseconds: record.timestampMilliseconds)
        }
        log.publish(scattered, to: "logistics")
    }

    private func start(
        _ log: MemoryLog, clock: ManualClock = ManualClock(), batchSize: Int = 64, name: String = "worker"
    ) throws -> RunningWorker {
        RunningWorker(
            [try plan()], log: log, clock: clock, settings: .eager(batchSize: batchSize), name: name,
            keepsState: true)
    }

    private func lines(_ log: MemoryLog) -> [String] { Published(log).results.map(NaiveSellerTrust.line) }

    @Test(arguments: [(1, 1, 4096), (4, 3, 64), (2, 5, 7)])
    func `results do not show how topics are partitioned`(orders: Int, logistics: Int, batchSize: Int) throws
    {
        let log = log(orders: orders, logistics: logistics)
        let worker = try start(log, batchSize: batchSize)
        worker.waitUntilRead(Self.count)
        worker.waitUntilSettled()
        let status = try #require(worker.stop()?.pipelines.first)
        #expect(worker.failure == nil)
        #expect(lines(log).sorted() == Self.expected.sorted())
        #expect(log.partitionCount(of: "credence.seller-trust.rekeyed-order_id") == max(orders, logistics))
        #expect(
            status.sources.map(\.name) == [
                "orders", "logistics", "orders by order_id", "logistics by order_id",
            ])
        #expect(status.sources.allSatisfy { $0.counts.isBalanced && $0.counts.late == 0 })
        #expect(status.sources[2].counts.read > 0 && status.sources[3].counts.read > 0)
        #expect(status.sources[3].counts.read <= status.sources[1].counts.used)
        #expect(worker.status?.read == Self.count)
    }

    @Test func `tasks behind others come and go with workers, and everything is told once`() throws {
        let log = log(isFilled: false)
        let first = try start(log, name: "first")
        first.wait(for: "the start") { first.status?.pipelines[0].running == 15 }
        let second = try start(log, clock: first.clock, name: "second")
        second.wait(for: "a share") { (second.status?.pipelines[0].running ?? 0) >= 7 }
        fill(log)
        first.wait(for: "some to be read") {
            (first.status?.read ?? 0) + (second.status?.read ?? 0) >= Self.count / 2
        }
        second.stop()
        first.wait(for: "all tasks to come back") { first.status?.pipelines[0].running == 15 }
        first.wait(for: "all results") {
            first.clock.advance(byMilliseconds: 1000)
            return lines(log).count >= Self.expected.count
        }
        first.waitUntilSettled()
        first.stop()
        #expect(first.failure == nil && second.failure == nil)
        #expect(lines(log).sorted() == Self.expected.sorted())
    }

    @Test func `a topic that is read by fewer or more tasks than before is refused`() throws {
        let log = log()
        let first = try start(log)
        first.waitUntilRead(Self.count)
        first.stop()
        log.grow("credence.seller-trust.rekeyed-order_id", toPartitions: 6)
        let second = try start(log, name: "second")
        second.wait(for: "an end") { !second.isRunning }
        #expect("\(try #require(second.failure))".contains("rekeyed-order_id.changelog"))
    }
}
