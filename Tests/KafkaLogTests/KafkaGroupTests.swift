import EventModel
import Foundation
import KafkaLog
import Synchronization
import Testing

@Suite struct KafkaGroupTests {
    private let all = Set(places(4))

    @Test func `tasks go to the next member when all that was revoked is released, and not before`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 4)])
        let first = try TaskOwner(kafka.properties())
        first.releases = false
        try first.run { $0.held == all }
        #expect(first.held == all)

        let second = try TaskOwner(kafka.properties())
        try first.run(with: [second]) { !$0.revoked.isEmpty }
        let leaving = first.revoked
        #expect(leaving.count == 2)
        // Long enough for several heartbeats: the member keeps its place, and its tasks, while it takes its time.
        for _ in 0..<100 {
            try first.turn()
            try second.turn()
        }
        #expect(second.held.isEmpty && first.lost.isEmpty)
        let membership = try #require(first.group.membership as? KafkaMembership)
        #expect(membership.isValid)
        let parting = CommittedPosition(offset: 7, note: "last")
        let writer = try KafkaAtLeastOnce(properties: kafka.properties())
        try writer.commit(
            Dictionary(uniqueKeysWithValues: leaving.map { ($0, parting) }), by: membership,
            waitMilliseconds: 10_000)

        try first.release([#require(leaving.min())])
        for _ in 0..<20 {
            try first.turn()
            try second.turn()
        }
        #expect(second.held.isEmpty)
        try first.release([#require(leaving.max())])
        try first.run(with: [second]) { _ in !second.held.isEmpty }
        #expect(second.held == leaving && first.held == all.subtracting(leaving))
        #expect(first.lost.isEmpty && second.lost.isEmpty)
        let found = try second.group.committed(Array(leaving), waitMilliseconds: 10_000)
        #expect(found == Dictionary(uniqueKeysWithValues: leaving.map { ($0, parting) }))

        second.group.close()
        try first.run { $0.held == all }
        #expect(first.held == all && first.failures == [])
    }

    /// The library asserts that it has had one; see `GroupClient`.
    @Test func `a member that leaves before it has had a share comes to its end`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 4)])
        let rebalanceInProgress: Int32 = 27
        kafka.fail(.syncGroup, with: Array(repeating: rebalanceInProgress, count: 1000))
        do {
            let member = try TaskOwner(kafka.properties())
            // Longer than the cluster waits for others to join.
            try member.run(forSeconds: 5) { !$0.held.isEmpty }
            #expect(member.held.isEmpty)
        }
        kafka.clearFaults(of: .syncGroup)
        let next = try TaskOwner(kafka.properties())
        try next.run { $0.held == all }
        #expect(next.held == all)
    }

    @Test(arguments: [22, 25] as [Int32])
    func `a member that was thrown out commits nothing until it has heard of it and joined again`(
        code: Int32
    ) throws {
        let kafka = try EmbeddedKafka(topics: [("t", 4)])
        let member = try TaskOwner(kafka.properties())
        try member.run { $0.held == all }
        kafka.fail(.heartbeat, with: [code])
        try member.run { !$0.lost.isEmpty }
        #expect(Set(member.lost) == all && member.held.isEmpty)
        #expect((member.group.membership as? KafkaMembership)?.isValid == false)
        try member.run { $0.held == all }
        #expect((member.group.membership as? KafkaMembership)?.isValid == true)
        #expect(member.failures == [])
    }

    @Test(arguments: [22, 25] as [Int32])
    func `a member that is thrown out while it hands over loses everything and joins again`(
        code: Int32
    ) throws {
        let kafka = try EmbeddedKafka(topics: [("t", 4)])
        let first = try TaskOwner(kafka.properties())
        first.releases = false
        try first.run { $0.held == all }
        let second = try TaskOwner(kafka.properties())
        try first.run(with: [second]) { !$0.revoked.isEmpty }
        kafka.fail(.heartbeat, with: [code, code, code, code])
        try first.run { !$0.lost.isEmpty }
        kafka.clearFaults(of: .heartbeat)
        #expect(Set(first.lost) == all)
        #expect((first.group.membership as? KafkaMembership)?.isValid == false)
        first.releases = true
        try first.run(with: [second]) { !$0.held.isEmpty && $0.held.union(second.held) == all }
        #expect(first.held.union(second.held) == all)
        #expect(first.held.isDisjoint(with: second.held))
    }

    @Test func `a member that another instance replaced loses everything for good and says so`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 4)])
        let member = try TaskOwner(kafka.properties(), instance: "worker-1")
        try member.run { $0.held == all }
        kafka.fail(.heartbeat, with: [82])
        try member.run { !$0.lost.isEmpty && !$0.failures.isEmpty }
        #expect(Set(member.lost) == all)
        let failure = try #require(member.failures.last)
        #expect(failure.code == "FENCED_INSTANCE_ID" && failure.isFatal)
        #expect(failure.hint.contains("stop one of the two"))
        #expect((member.group.membership as? KafkaMembership)?.isValid == false)
        for _ in 0..<20 { try member.turn() }
        #expect(member.held.isEmpty && member.failures.count { $0.isFatal } == 1)
    }

    @Test func `positions of open transactions are waited for, and an end of the patience is retriable`()
        throws
    {
        let kafka = try EmbeddedKafka(topics: [("t", 4)])
        let member = try TaskOwner(kafka.properties(("retry.backoff.ms", "50")))
        try member.run { $0.held == all }
        let partition = TopicPartition(topic: "t", partition: 2)
        let position = CommittedPosition(offset: 5, note: "12")
        let writer = try KafkaAtLeastOnce(properties: kafka.properties())
        try writer.commit([partition: position], by: member.group.membership, waitMilliseconds: 10_000)
        kafka.fail(.offsetFetch, with: Array(repeating: 88, count: 5))
        #expect(try member.group.committed(Array(all), waitMilliseconds: 30_000) == [partition: position])
        kafka.fail(.offsetFetch, with: Array(repeating: 88, count: 1000))
        let failure = #expect(throws: LogFailure.self) {
            try member.group.committed([partition], waitMilliseconds: 300)
        }
        #expect(failure?.code == "UNSTABLE_OFFSET_COMMIT" && failure?.isRetriable == true)
        #expect(failure?.hint.contains("transaction.timeout.ms") == true)
    }

    @Test func `another way of sharing out is refused`() throws {
        let failure = #expect(throws: LogFailure.self) {
            try KafkaGroup(
                properties: KafkaProperties([("partition.assignment.strategy", "range")]), group: "g")
        }
        #expect(failure?.hint == "leave it out, or set it to cooperative-sticky")
    }

    @Test func `a closed group proves nothing and tells nothing`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 4)])
        let member = try TaskOwner(kafka.properties())
        try member.run { $0.held == all }
        let membership = member.group.membership
        member.group.close()
        #expect((member.group.membership as? KafkaMembership)?.isValid == false)
        #expect(member.group.poll(waitMilliseconds: 10) == [])
        let writer = try KafkaAtLeastOnce(properties: kafka.properties())
        #expect(throws: TransactionFailure.self) {
            try writer.commit(
                [places(1)[0]: CommittedPosition(offset: 1)], by: membership, waitMilliseconds: 1000)
        }
    }

    /// Freeing a client takes a while, aside: a commit that comes in between must not touch it.
    @Test func `commits while the group is closed end in time and touch nothing that is freed`() throws {
        let kafka = try EmbeddedKafka(topics: [("t", 4)])
        for _ in 0..<3 {
            let member = try TaskOwner(kafka.properties())
            try member.run { $0.held == all }
            let membership = member.group.membership
            let writer = try KafkaAtLeastOnce(properties: kafka.properties())
            let isOver = Atomic<Bool>(false)
            let committed = Atomic<Int>(0)
            let refused = Atomic<Int>(0)
            let committing = Thread {
                while refused.load(ordering: .relaxed) < 50_000, !isOver.load(ordering: .relaxed) {
                    do {
                        try writer.commit(
                            [places(1)[0]: CommittedPosition(offset: 1)], by: membership,
                            waitMilliseconds: committed.load(ordering: .relaxed) < 3 ? 1000 : 1)
                        committed.add(1, ordering: .relaxed)
                    } catch {
                        refused.add(1, ordering: .relaxed)
                    }
                }
                isOver.store(true, ordering: .releasing)
            }
            committing.start()
            while committed.load(ordering: .relaxed) < 3 { Thread.sleep(forTimeInterval: 0.001) }
            member.group.close()
            isOver.store(true, ordering: .releasing)
            #expect(committed.load(ordering: .relaxed) >= 3)
        }
    }
}
