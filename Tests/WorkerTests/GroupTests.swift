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

    private func start(
        _ log: MemoryLog, clock: ManualClock = ManualClock(), threads: Int = 2, name: String = "worker"
    ) throws -> RunningWorker {
        RunningWorker(
            [try ShippedPipeline.sellerTrust()], log: log, clock: clock, settings: .eager(threads: threads),
            name: name, keepsState: true)
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
        worker.wait(for: "the first watermark") {
            worker.status?.pipelines[0].watermark == EventTime(milliseconds: start - 600_000)
        }
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
        worker.wait(for: "the watermark of the one that goes on") {
            worker.status?.pipelines[0].watermark == target
        }
        worker.stop()
    }

    @Test func `two workers share the work, and together tell everything once`() throws {
        let log = log(isFilled: false)
        let first = try start(log, name: "first")
        first.wait(for: "the start") { first.status?.pipelines[0].running == 8 }
        let second = try start(log, clock: first.clock, name: "second")
        for worker in [first, second] {
            worker.wait(for: "halves to be handed out") { worker.status?.pipelines[0].running == 4 }
        }
        fill(log)
        first.wait(for: "everything to be read") {
            (first.status?.read ?? 0) + (second.status?.read ?? 0) == Self.count
        }
        for worker in [first, second] { worker.waitUntilSettled() }
        second.stop()
        first.stop()
        #expect(first.failure == nil && second.failure == nil)
        #expect(lines(log).sorted() == Self.expected.sorted())
    }

    @Test(arguments: 1...4)
    func `tasks that come and go with other workers are told once`(times: Int) throws {
        let log = log()
        log.delivery.recordsPerFetch = 25
        let worker = try start(log)
        for time in 1...times {
            worker.wait(for: "some to be read") { (worker.status?.read ?? 0) >= 10 * time }
            let other = try start(log, clock: worker.clock, name: "other-\(time)")
            other.wait(for: "its share") { (other.status?.pipelines[0].running ?? 0) > 0 }
            other.stop()
            #expect(other.failure == nil)
            worker.wait(for: "all tasks to come back") { worker.status?.pipelines[0].running == 8 }
        }
        worker.waitUntilSettled()
        worker.wait(for: "all results") { lines(log).count >= Self.expected.count }
        worker.stop()
        #expect(lines(log).sorted() == Self.expected.sorted())
    }

    @Test func `a worker that comes back goes on where it was, and tells nothing again`() throws {
        let log = log()
        let first = try start(log)
        first.waitUntilRead(Self.count)
        first.waitUntilSettled()
        first.stop()
        let told = log.records(of: "credence.metrics").count
        let second = try start(log, clock: first.clock, name: "second")
        second.wait(for: "all tasks") { second.status?.pipelines[0].running == 8 }
        second.waitUntilSettled()
        second.stop()
        #expect(second.failure == nil && second.status?.read == 0)
        #expect(log.records(of: "credence.metrics").count == told)
        #expect(lines(log).sorted() == Self.expected.sorted())
    }

    @Test func `a topic that has grown since state was begun is refused`() throws {
        let log = log(partitions: 2)
        let first = try start(log)
        first.waitUntilRead(Self.count)
        first.stop()
        log.grow("orders", toPartitions: 4)
        log.grow("logistics", toPartitions: 4)
        let second = try start(log, name: "second")
        second.wait(for: "the end") { !second.isRunning }
        let failure = try #require(second.failure as? AssignmentFailure)
        #expect(
            failure.message.hasPrefix(
                "credence.seller-trust.gather-order_id.changelog has 2 partitions, but pipeline 'seller-trust' needs 4:"
            ))
        #expect(failure.hint.contains("under a new group and prefix"))
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
        #expect(worker.failure == nil)
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
    }

    @Test func `a log that does not answer is reported and asked again`() throws {
        let log = log()
        log.fail(.partitionCounts, Self.broken, Self.broken)
        let worker = try start(log)
        worker.wait(for: "the start") { worker.status != nil }
        finish(worker)
        #expect(worker.events.count { if case .unreachable(Self.broken) = $0 { true } else { false } } == 2)
        #expect(lines(log).sorted() == Self.expected.sorted())
    }

    @Test(arguments: [
        MemoryLog.Call.prepare, .open, .join, .start, .fetch, .begin, .send, .commit, .makeProducer,
        .committed,
    ])
    func `a call that fails for good ends the worker`(call: MemoryLog.Call) throws {
        let log = log()
        let failure = LogFailure(
            code: "_FATAL", message: "no more", hint: "", isFatal: true, isRetriable: false)
        log.fail(call, failure)
        let worker = try start(log)
        worker.wait(for: "the end") { !worker.isRunning }
        #expect(worker.failure as? LogFailure == failure)
    }

    @Test(arguments: [
        MemoryLog.Call.open, .join, .start, .stop, .fetch, .begin, .send, .commit, .makeProducer, .committed,
        .ends,
    ])
    func `a call that fails now and then shows in nothing that is told`(call: MemoryLog.Call) throws {
        let log = log()
        log.fail(call, Self.broken, Self.broken)
        let worker = try start(log)
        finish(worker)
        #expect(worker.events.contains { if case .unreachable(Self.broken) = $0 { true } else { false } })
        #expect(lines(log).sorted() == Self.expected.sorted())
    }

    @Test func `records that retention deleted are reported`() throws {
        let log = log(partitions: 1)
        let first = try start(log)
        first.waitUntilRead(Self.count)
        first.stop()
        log.publish(Self.orders, to: "orders")
        let (from, to) = (Int64(Self.orders.count), Int64(Self.orders.count + 10))
        log.truncate("orders", partition: 0, before: to)
        let second = try start(log, name: "second")
        second.waitUntilRead(Self.orders.count - 10)
        second.stop()
        let place = TopicPartition(topic: "orders", partition: 0)
        #expect(second.events.contains { if case .truncated(place, from, to) = $0 { true } else { false } })
    }

    @Test func `a worker that is stopped commits its batch and leaves`() throws {
        let log = log()
        log.delivery.recordsPerFetch = 5
        let worker = try start(log)
        worker.wait(for: "some to be read") { (worker.status?.read ?? 0) > 20 }
        let status = try #require(worker.stop())
        #expect(worker.failure == nil)
        for source in status.pipelines[0].sources { #expect(source.counts.isBalanced) }
        let committed = log.positions(of: "group-seller-trust").filter { !$0.key.topic.contains(".") }
        #expect(committed.values.reduce(0) { $0 + Int($1.offset) } == status.read)
    }
}
