import EventModel
import Foundation
import Simulation
import StateStore
import Testing
import Worker

/// Workers that keep copies of each other's tasks.
@Suite(.serialized) struct StandbyTests {
    private static let made = MadeMarketplace(seed: 7, orders: 80)
    private static let orders = made.records(of: "orders")
    private static let logistics = made.records(of: "logistics")
    private static let expected = NaiveSellerTrust(made.events).results
    private static let changelogs = ["gather-order_id", "merge"].map {
        "credence.seller-trust.\($0).changelog"
    }

    private static let written =
        changelogs + ["partials", "watermarks"].map { "credence.seller-trust.\($0)" }

    private static var count: Int { orders.count + logistics.count }

    private func log() -> MemoryLog {
        let log = MemoryLog()
        log.create("orders", partitions: 4)
        log.create("logistics", partitions: 4)
        return log
    }

    private func fill(_ log: MemoryLog) {
        log.publish(Self.orders, to: "orders")
        log.publish(Self.logistics, to: "logistics")
    }

    private func start(
        _ log: MemoryLog, clock: ManualClock = ManualClock(), name: String, disk: MemoryState,
        process: MemoryProcess = MemoryProcess(), standby: Int = 1
    ) throws -> RunningWorker {
        var settings = WorkerSettings.eager()
        settings.standby = standby
        settings.standbyLookMilliseconds = 20
        return RunningWorker(
            [try ShippedPipeline.sellerTrust()], log: log, clock: clock, settings: settings, name: name,
            process: process, localState: disk, keepsState: true)
    }

    private func standby(_ worker: RunningWorker) -> [WorkerStatus.Standby] {
        worker.status?.pipelines.first?.standby ?? []
    }

    private func running(_ worker: RunningWorker) -> Int { worker.status?.pipelines.first?.running ?? 0 }

    private func lines(_ log: MemoryLog) -> [String] { Published(log).results.map(NaiveSellerTrust.line) }

    /// The number of a task's last commit, as the group's position says it.
    private func committed(_ log: MemoryLog, _ task: String) -> Int64 {
        let parts = task.split(separator: "/")
        let place = TopicPartition(
            topic: "credence.seller-trust.\(parts[1]).changelog", partition: Int32(parts[2]) ?? 0)
        let note = log.positions(of: "group-seller-trust")[place]?.note ?? ""
        return note.split(separator: "/").first.flatMap { Int64($0) } ?? 0
    }

    /// Two workers with half of the tasks each, everything read.
    private func pair(_ log: MemoryLog, _ disks: [MemoryState], process: MemoryProcess) throws
        -> [RunningWorker]
    {
        let first = try start(log, name: "first", disk: disks[0], process: process)
        first.wait(for: "the start") { running(first) == 8 }
        let second = try start(log, clock: first.clock, name: "second", disk: disks[1])
        for worker in [first, second] { worker.wait(for: "halves to be handed out") { running(worker) == 4 } }
        fill(log)
        first.wait(for: "everything to be read") {
            (first.status?.read ?? 0) + (second.status?.read ?? 0) == Self.count
        }
        first.waitUntilSettled()
        return [first, second]
    }

    @Test func `when a worker dies, its tasks start from the copies of the other one`() throws {
        let log = log()
        let disks = [MemoryState(), MemoryState()]
        let process = MemoryProcess()
        let workers = try pair(log, disks, process: process)
        workers[1].wait(for: "copies of the other half") {
            let copies = standby(workers[1])
            return copies.count == 4 && copies.allSatisfy { $0.lag == 0 && $0.bytes > 0 }
        }
        process.crash()
        workers[1].wait(for: "the last commits of the other one") {
            standby(workers[1]).allSatisfy { $0.commit >= committed(log, $0.task) }
        }
        // Nothing is left of the changelogs: without copies there is no state any more.
        for topic in Self.changelogs {
            for partition in 0..<4 { log.truncate(topic, partition: partition, before: log.size(of: topic)) }
        }
        workers[1].wait(for: "all tasks") {
            // Until the group gives the other one up.
            log.clock.advance(byMilliseconds: 5)
            return running(workers[1]) == 8
        }
        workers[1].wait(for: "the end of what the other one had begun to write") {
            log.clock.advance(byMilliseconds: 20)
            return Self.written.allSatisfy { log.uncommittedRecords(of: $0).isEmpty }
        }
        workers[1].wait(for: "an end of all copies") { standby(workers[1]).isEmpty }
        workers[1].waitUntilSettled()
        workers[1].stop()
        #expect(workers[1].failure == nil)
        #expect(lines(log).sorted() == Self.expected.sorted())
    }

    @Test func `tasks that come back find the copy that was followed meanwhile`() throws {
        let log = log()
        let disks = [MemoryState(), MemoryState()]
        let workers = try pair(log, disks, process: MemoryProcess())
        workers[1].stop()
        workers[0].wait(for: "all tasks to come back") { running(workers[0]) == 8 }
        #expect(standby(workers[0]).isEmpty)
        // More of the same, with copies on both sides.
        let third = try start(log, clock: workers[0].clock, name: "second", disk: disks[1])
        for worker in [workers[0], third] {
            worker.wait(for: "halves, and copies of the other half") {
                running(worker) == 4 && standby(worker).count == 4
                    && standby(worker).allSatisfy { $0.lag == 0 }
            }
        }
        workers[0].stop()
        third.wait(for: "all tasks") { running(third) == 8 }
        third.waitUntilSettled()
        third.stop()
        #expect(workers[0].failure == nil && third.failure == nil)
        #expect(lines(log).sorted() == Self.expected.sorted())
    }

    @Test func `what is beyond the committed position of a copy does not count`() throws {
        let log = log()
        fill(log)
        let disk = MemoryState()
        let first = try start(log, name: "first", disk: disk)
        first.waitUntilRead(Self.count)
        first.stop()
        // As a follower leaves it when a commit was given up before its end was known.
        for (task, position) in try disk.tasks() {
            let writer = BlockWriter()
            writer.begin(
                BlockHeader(
                    task: task, pipelineVersion: 1, number: position.number + 1,
                    snapshotFrom: position.snapshotFrom, positions: [:], timeMilliseconds: 0))
            [UInt8](repeating: 7, count: 9).withUnsafeBytes {
                writer.section(operator: "time", fingerprint: 1, kind: .changes, bytes: $0)
            }
            writer.finish()
            try disk.append(
                LocalBlock(
                    number: position.number + 1, snapshotFrom: position.snapshotFrom,
                    changelogOffset: position.changelogOffset, parts: writer.parts), of: task)
        }
        let second = try start(log, clock: first.clock, name: "first", disk: disk)
        second.wait(for: "all tasks") { running(second) == 8 }
        second.waitUntilSettled()
        second.stop()
        #expect(second.failure == nil && second.status?.read == 0)
        #expect(lines(log).sorted() == Self.expected.sorted())
    }

    @Test func `a worker without standby copies follows nothing`() throws {
        let log = log()
        let first = try start(log, name: "first", disk: MemoryState(), standby: 0)
        first.wait(for: "the start") { running(first) == 8 }
        let second = try start(log, clock: first.clock, name: "second", disk: MemoryState(), standby: 0)
        second.wait(for: "its half") { running(second) == 4 }
        fill(log)
        first.wait(for: "everything to be read") {
            (first.status?.read ?? 0) + (second.status?.read ?? 0) == Self.count
        }
        #expect(standby(first).isEmpty && standby(second).isEmpty)
        first.stop()
        second.stop()
    }
}
