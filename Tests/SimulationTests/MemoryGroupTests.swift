import EventModel
import Simulation
import Testing

@Suite struct MemoryGroupTests {
    private func places(_ numbers: Int32...) -> [TopicPartition] {
        numbers.map { TopicPartition(topic: "tasks", partition: $0) }
    }

    @Test func `a newcomer gets partitions after their owner has handed them back`() throws {
        let bench = Bench(partitions: 4)
        let first = try bench.group()
        #expect(first.poll(waitMilliseconds: 0) == [.assigned(places(0, 1, 2, 3))])
        let second = try bench.group()
        #expect(second.poll(waitMilliseconds: 0).isEmpty)
        #expect(first.poll(waitMilliseconds: 0) == [.revoked(places(2, 3))])
        #expect(second.poll(waitMilliseconds: 0).isEmpty)
        try first.release(places(2, 3))
        #expect(second.poll(waitMilliseconds: 0) == [.assigned(places(2, 3))])
        #expect(first.poll(waitMilliseconds: 0).isEmpty)
    }

    @Test func `a revoked partition can be committed until it is released`() throws {
        let bench = Bench()
        let (first, writer) = (try bench.group(), bench.writer())
        _ = first.poll(waitMilliseconds: 0)
        _ = try bench.group()
        #expect(first.poll(waitMilliseconds: 0) == [.revoked(places(1))])
        try writer.begin()
        try writer.commit(5, by: first)
        #expect(bench.log.positions(of: "g").count == 1)
    }

    @Test func `a member that leaves gives everything to others at once`() throws {
        let bench = Bench(partitions: 2)
        let first = try bench.group()
        #expect(first.poll(waitMilliseconds: 0) == [.assigned(places(0, 1))])
        let second = try bench.group()
        #expect(second.poll(waitMilliseconds: 0).isEmpty)
        first.close()
        #expect(second.poll(waitMilliseconds: 0) == [.assigned(places(0, 1))])
        #expect(first.poll(waitMilliseconds: 0).isEmpty)
    }

    @Test func `a silent member loses everything, and its commits are refused`() throws {
        let bench = Bench()
        let (first, writer) = (try bench.group(), bench.writer())
        #expect(first.poll(waitMilliseconds: 0) == [.assigned(places(0, 1))])
        bench.clock.advance(byMilliseconds: 10_000)
        let second = try bench.group()
        #expect(second.poll(waitMilliseconds: 0) == [.assigned(places(0, 1))])
        try writer.begin()
        #expect(kind { () throws(TransactionFailure) in try writer.commit(1, by: first) } == "fenced")
        #expect(first.poll(waitMilliseconds: 0) == [.lost(places(0, 1))])
        #expect(second.poll(waitMilliseconds: 0) == [.revoked(places(1))])
        try second.release(places(1))
        #expect(first.poll(waitMilliseconds: 0) == [.assigned(places(1))])
    }

    @Test func `a static member comes back to its partitions without a rebalance`() throws {
        let bench = Bench()
        let process = MemoryProcess()
        let first = try bench.group("a", process: process)
        #expect(first.poll(waitMilliseconds: 0) == [.assigned(places(0, 1))])
        let second = try bench.group("b")
        #expect(first.poll(waitMilliseconds: 0) == [.revoked(places(1))])
        try first.release(places(1))
        #expect(second.poll(waitMilliseconds: 0) == [.assigned(places(1))])
        let membership = second.membership
        process.crash()
        #expect(first.poll(waitMilliseconds: 0).isEmpty)
        bench.clock.advance(byMilliseconds: 5_000)
        let again = try bench.group("a")
        #expect(again.poll(waitMilliseconds: 0) == [.assigned(places(0))])
        #expect(second.poll(waitMilliseconds: 0).isEmpty)
        let writer = bench.writer()
        try writer.begin()
        try writer.commit([places(1)[0]: .init(offset: 1)], by: membership, waitMilliseconds: 0)
    }

    @Test func `two members of one instance: the older is shut out`() throws {
        let bench = Bench()
        let (first, _) = (try bench.group("a"), try bench.group("a"))
        let notices = first.poll(waitMilliseconds: 0)
        guard case .failed(let failure) = notices.last else { return #expect(Bool(false), "\(notices)") }
        #expect(failure.isFatal)
    }

    @Test func `a topic that grows is shared out anew`() throws {
        let bench = Bench()
        let group = try bench.group()
        _ = group.poll(waitMilliseconds: 0)
        bench.log.grow("tasks", toPartitions: 3)
        #expect(group.poll(waitMilliseconds: 0) == [.assigned(places(2))])
    }

    @Test(arguments: UInt64(0)..<100)
    func `partitions have one owner each, and are shared out evenly in the end`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let bench = Bench(partitions: Int.random(in: 1...12, using: &random))
        let count = bench.log.partitionCount(of: "tasks") ?? 0
        var members: [(group: MemoryGroup, held: Set<TopicPartition>)] = []
        for _ in 0..<60 {
            switch Int.random(in: 0..<10, using: &random) {
            case 0 where members.count < 5: members.append((try bench.group(), []))
            case 1 where members.count > 1:
                members.remove(at: Int.random(in: members.indices, using: &random)).group.close()
            default: break
            }
            for place in members.indices.shuffled(using: &random) { try step(&members[place], &random) }
            let all = members.flatMap(\.held)
            #expect(Set(all).count == all.count, "two owners, seed \(seed)")
        }
        for _ in 0..<10 { for place in members.indices { try step(&members[place], &random) } }
        let sizes = members.map(\.held.count)
        #expect(sizes.isEmpty || sizes.reduce(0, +) == count, "seed \(seed)")
        #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1, "seed \(seed)")
    }

    private func step(
        _ member: inout (group: MemoryGroup, held: Set<TopicPartition>), _ random: inout SplitMix64
    ) throws {
        for notice in member.group.poll(waitMilliseconds: 0) {
            switch notice {
            case .assigned(let places):
                #expect(member.held.isDisjoint(with: places))
                member.held.formUnion(places)
            case .revoked(let places):
                #expect(member.held.isSuperset(of: places))
                member.held.subtract(places)
                try member.group.release(places)
            case .lost(let places): member.held.subtract(places)
            case .failed(let failure): Issue.record("\(failure)")
            }
        }
    }
}
