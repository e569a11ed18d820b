import EventModel
import Foundation
import Simulation
import Testing
import Worker

/// What partitions do: topics that begin late, silence, members that come and go, and calls that fail.
@Suite(.serialized) struct GroupTests {
    private static let made = MadeMarketplace(seed: 5, orders: 60)
    private static let orders = made.records(of: "orders")
    private static let logistics = made.records(of: "logistics")
    private static let expected = NaiveSellerTrust(made.events).results
    private static let broken = LogFailure(
        code: "_ALL_BROKERS_DOWN", message: "no broker answers", hint: "is it up", isFatal: false,
        isRetriable: true)

    private static var count: Int { orders.count + logistics.count }

    private func log(partitions: Int = 4, isFilled: Bool = true) -> MemoryLog {
        let log = MemoryLog()
        log.create("orders", partitions: partitions)
        log.create("logistics", partitions: partitions)
        if isFilled { fill(log) }
        return log
    }

    private func fill(_ log: MemoryLog) {
        log.publish(Self.orders, to: "orders")
        log.publish(Self.logistics, to: "logistics")
    }

    private func start(_ log: MemoryLog, clock: ManualClock = ManualClock(), threads: Int = 2) throws
        -> RunningWorker
    {
        RunningWorker(
            [try ShippedPipeline.sellerTrust()], log: log, clock: clock, settings: .eager(threads: threads))
    }

    private func lines(_ log: MemoryLog) -> [String] { Published(log).results.map(NaiveSellerTrust.line) }

    private func finish(_ worker: RunningWorker) {
        worker.waitUntilRead(Self.count)
        worker.waitUntilSettled()
        worker.stop()
        #expect(worker.failure == nil)
    }

    @Test func `a topic that has not begun holds every result back, however long`() throws {
        let log = log(isFilled: false)
        let worker = try start(log)
        log.publish(Self.orders, to: "orders")
        worker.waitUntilRead(Self.orders.count)
        worker.letTimePass(seconds: 200)
        let status = try #require(worker.status?.pipelines.first)
        #expect(status.watermark == .distantPast)
        #expect(status.expectedSources == ["logistics"])
        #expect(status.tasks.idle == 0)
        #expect(log.records(of: "credence.metrics").isEmpty)
        log.publish(Self.logistics, to: "logistics")
        finish(worker)
        #expect(lines(log).sorted() == Self.expected.sorted())
        #expect(worker.status?.pipelines[0].expectedSources == [])
        #expect(worker.status?.pipelines[0].sources.map(\.counts.late) == [0, 0])
    }

    @Test func `a silent partition holds the others until it counts as idle`() throws {
        let log = log(partitions: 2, isFilled: false)
        let worker = try start(log)
        func publish(_ topic: String, partition: Int, at time: Int64) {
            let event = MadeMarketplace.Event(
                topic: topic, kind: topic == "orders" ? "order_placed" : "accepted", time: time, order: "o",
                seller: "s", id: "e-\(time)")
            log.publish(
                StoredRecord(key: nil, value: Array(event.json().utf8)), to: topic, partition: partition)
        }
        let start = MadeMarketplace.start
        for topic in ["orders", "logistics"] {
            for partition in 0..<2 { publish(topic, partition: partition, at: start) }
        }
        for topic in ["orders", "logistics"] { publish(topic, partition: 0, at: start + MadeMarketplace.day) }
        worker.waitUntilRead(6)
        #expect(worker.status?.pipelines[0].watermark == EventTime(milliseconds: start - 600_000))
        worker.letTimePass(seconds: 50)
        // What goes on speaks again, the other partition does not.
        for topic in ["orders", "logistics"] {
            publish(topic, partition: 0, at: start + MadeMarketplace.day + 1)
        }
        worker.waitUntilRead(8)
        let target = EventTime(milliseconds: start + MadeMarketplace.day + 1 - 600_000)
        worker.wait(for: "the silent task to be set aside") {
            worker.clock.advance(byMilliseconds: 100)
            return worker.status?.pipelines[0].tasks.idle == 1
        }
        #expect(worker.status?.pipelines[0].watermark == target)
        worker.stop()
    }

    @Test func `of two workers in a group neither publishes halves, and the one that stays does all`() throws
    {
        let log = log(isFilled: false)
        let first = try start(log)
        first.wait(for: "the start") { first.status != nil }
        let second = try start(log)
        for worker in [first, second] {
            worker.wait(for: "halves to be handed out") {
                worker.events.contains { if case .waitingForPartitions(4, 8) = $0 { true } else { false } }
            }
        }
        #expect(first.events.contains { if case .interrupted = $0 { true } else { false } })
        fill(log)
        for _ in 0..<20 {
            first.clock.advance(byMilliseconds: MadeMarketplace.day)
            Thread.sleep(forTimeInterval: 0.002)
        }
        #expect(log.records(of: "credence.metrics").isEmpty)
        #expect(first.status?.read == 0)
        second.stop()
        #expect(second.failure == nil && second.status == nil)
        finish(first)
        #expect(lines(log).sorted() == Self.expected.sorted())
    }

    @Test(arguments: 1...4)
    func `what is taken away and given back is read again and comes to the same`(times: Int) throws {
        let log = log()
        log.delivery.recordsPerFetch = 25
        let worker = try start(log)
        for time in 1...times {
            worker.wait(for: "some to be read") { (worker.status?.read ?? 0) >= 40 * time }
            log.rebalance()
            worker.wait(for: "the start anew") {
                worker.events.count { if case .started = $0 { true } else { false } } == time + 1
            }
        }
        finish(worker)
        // What was final before is published again, as it was.
        #expect(Set(lines(log)) == Self.expected)
        #expect(Set(Published(log).finals).count == Self.expected.count)
        #expect(worker.status?.read == Self.count)
    }

    @Test func `a worker that is interrupted after its results publishes the same ones again`() throws {
        let log = log()
        let worker = try start(log)
        worker.waitUntilRead(Self.count)
        worker.waitUntilSettled()
        log.rebalance()
        worker.wait(for: "the start anew") {
            worker.events.count { if case .started = $0 { true } else { false } } == 2
        }
        finish(worker)
        let finals = Published(log).finals
        #expect(Set(lines(log)) == Self.expected)
        #expect(finals.count == 2 * Set(finals).count)
        #expect(Set(finals).count == Set(Published(log).results.map(\.recordKey)).count)
    }

    @Test func `a topic that gets more partitions is read with all of them`() throws {
        let log = log(partitions: 2, isFilled: false)
        let worker = try start(log)
        worker.wait(for: "the start") { worker.status != nil }
        log.create("orders", partitions: 4)
        log.create("logistics", partitions: 4)
        log.rebalance()
        worker.wait(for: "the start with all partitions") {
            worker.events.contains { if case .started(8, 2) = $0 { true } else { false } }
        }
        fill(log)
        finish(worker)
        #expect(lines(log).sorted() == Self.expected.sorted())
    }

    @Test func `topics that are missing are named and waited for`() throws {
        let log = MemoryLog()
        log.create("orders", partitions: 4)
        let worker = try start(log)
        worker.wait(for: "the missing topic to be named") {
            worker.events.contains { if case .waitingForTopics(["logistics"]) = $0 { true } else { false } }
        }
        #expect(worker.status == nil)
        log.create("logistics", partitions: 4)
        fill(log)
        finish(worker)
        #expect(lines(log).sorted() == Self.expected.sorted())
    }

    @Test func `a worker that waits for topics can be stopped`() throws {
        let worker = try start(MemoryLog())
        worker.wait(for: "the missing topics to be named") { !worker.events.isEmpty }
        worker.stop()
        #expect(worker.failure == nil && worker.consumer.isClosed)
    }

    @Test func `topics that are read together must have the same number of partitions`() throws {
        let log = MemoryLog()
        log.create("orders", partitions: 4)
        log.create("logistics", partitions: 3)
        let worker = try start(log)
        worker.wait(for: "the end") { !worker.isRunning }
        let failure = try #require(worker.failure as? AssignmentFailure)
        #expect(
            failure.message
                == "pipeline 'seller-trust' reads topics together that have different numbers of partitions:"
                + " orders has 4, logistics has 3")
        #expect(failure.hint == "give topics that are partitioned by order_id the same number")
        #expect(worker.consumer.isClosed)
    }

    @Test func `a log that does not answer is reported and asked again`() throws {
        let log = log()
        log.fail(.partitionCounts, Self.broken, Self.broken)
        let worker = try start(log)
        worker.wait(for: "the start") { worker.status != nil }
        worker.consumer.tell(.failed(Self.broken))
        finish(worker)
        #expect(worker.events.count { if case .unreachable(Self.broken) = $0 { true } else { false } } == 3)
        #expect(lines(log).sorted() == Self.expected.sorted())
    }

    @Test(arguments: [
        MemoryLog.Call.subscribe, .start, .fetch, .send, .flush, .makeProducer,
    ])
    func `a call that fails for good ends the worker, which leaves the group`(call: MemoryLog.Call) throws {
        let log = log()
        let failure = LogFailure(
            code: "_FATAL", message: "no more", hint: "", isFatal: true, isRetriable: false)
        log.fail(call, failure)
        let worker = try start(log)
        if call == .flush {
            worker.waitUntilRead(Self.count)
            worker.stop()
        }
        worker.wait(for: "the end") { !worker.isRunning }
        #expect(worker.failure as? LogFailure == failure)
        #expect(worker.consumer.isClosed && worker.consumer.fetchesAfterClose == 0)
    }

    @Test func `what cannot be written when partitions are taken away is reported`() throws {
        let log = log()
        let worker = try start(log)
        worker.waitUntilRead(Self.count)
        log.fail(.flush, Self.broken)
        log.rebalance()
        worker.wait(for: "the failure") {
            worker.events.contains { if case .failed(Self.broken) = $0 { true } else { false } }
        }
        worker.wait(for: "the start anew") {
            worker.events.count { if case .started = $0 { true } else { false } } == 2
        }
        finish(worker)
        #expect(Set(lines(log)) == Self.expected)
    }

    @Test func `a failure of the group that is fatal ends the worker`() throws {
        let log = log()
        let worker = try start(log)
        worker.wait(for: "the start") { worker.status != nil }
        let failure = LogFailure(
            code: "_FATAL", message: "fenced", hint: "", isFatal: true, isRetriable: false)
        worker.consumer.tell(.failed(failure))
        worker.wait(for: "the end") { !worker.isRunning }
        #expect(worker.failure as? LogFailure == failure)
        #expect(worker.consumer.isClosed && worker.consumer.fetchesAfterClose == 0)
    }

    @Test func `records that retention deleted are reported`() throws {
        let log = log(partitions: 1)
        log.truncate("orders", partition: 0, before: 10)
        let worker = try start(log)
        worker.waitUntilRead(Self.count - 10)
        worker.stop()
        let place = TopicPartition(topic: "orders", partition: 0)
        #expect(worker.events.contains { if case .truncated(place, 0, 10) = $0 { true } else { false } })
    }

    @Test func `a worker that is stopped finishes its batch and leaves`() throws {
        let log = log()
        log.delivery.recordsPerFetch = 5
        let tally = SendTally()
        let worker = RunningWorker([try ShippedPipeline.sellerTrust()], log: log, tally: tally)
        worker.wait(for: "some to be read") { (worker.status?.read ?? 0) > 20 }
        let status = try #require(worker.stop())
        #expect(worker.failure == nil)
        #expect(worker.consumer.isClosed && worker.consumer.fetchesAfterClose == 0)
        #expect(tally.flushes == 2)
        for source in status.pipelines[0].sources { #expect(source.counts.isBalanced) }
    }
}
