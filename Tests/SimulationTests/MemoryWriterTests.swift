import EventModel
import Simulation
import Testing

@Suite struct MemoryWriterTests {
    private let bench = Bench()

    @Test func `records are read when their transaction is committed, not before`() throws {
        let (group, writer) = (try bench.group(), bench.writer())
        try writer.begin()
        try writer.send("a", "b")
        bench.log.publish(StoredRecord(key: nil, value: Array("plain".utf8)), to: "out", partition: 0)
        #expect(try bench.read().isEmpty && bench.texts() == ["plain"])
        #expect(bench.log.uncommittedRecords(of: "out").map(\.valueText) == ["a", "b"])
        try writer.commit(7, note: "1", by: group)
        #expect(try bench.read() == ["a", "b", "plain"])
        #expect(bench.texts() == ["a", "b", "plain"])
        #expect(try group.position == CommittedPosition(offset: 7, note: "1"))
    }

    @Test func `an aborted transaction leaves nothing but offsets`() throws {
        let (group, writer) = (try bench.group(), bench.writer())
        try writer.begin()
        try writer.send("lost")
        try writer.abort()
        try writer.begin()
        try writer.send("kept")
        try writer.commit(by: group)
        #expect(try bench.read() == ["kept"] && bench.texts() == ["kept"])
        // Two records and two marks.
        let ends = try bench.reader().ends(of: [Bench.place], waitMilliseconds: 0)
        #expect(ends[Bench.place] == 4)
        #expect(bench.log.record(of: "out", partition: 0, offset: 1) == nil)
    }

    @Test func `a newer writer of the same name shuts out the older`() throws {
        let (group, old, new) = (try bench.group(), bench.writer(), bench.writer())
        try old.begin()
        try old.send("old")
        try new.begin()
        #expect(kind { () throws(TransactionFailure) in try old.send("more") } == "fenced")
        #expect(kind { () throws(TransactionFailure) in try old.commit(1, by: group) } == "fenced")
        try new.send("new")
        try new.commit(by: group)
        #expect(try bench.read() == ["new"])
        #expect(try group.position == nil)
    }

    @Test func `a transaction times out by the clock, and its writer is shut out`() throws {
        let (group, writer) = (try bench.group(), bench.writer())
        try writer.begin()
        try writer.send("slow")
        bench.clock.advance(byMilliseconds: 59_999)
        _ = group.poll(waitMilliseconds: 0)
        bench.log.settle()
        #expect(bench.log.uncommittedRecords(of: "out").count == 1)
        bench.clock.advance(byMilliseconds: 1)
        #expect(kind { () throws(TransactionFailure) in try writer.commit(1, by: group) } == "fenced")
        #expect(bench.log.uncommittedRecords(of: "out").isEmpty && bench.texts().isEmpty)
    }

    @Test func `a commit for a stale generation or an unknown member is refused`() throws {
        let (first, writer) = (try bench.group(), bench.writer())
        _ = first.poll(waitMilliseconds: 0)
        let stale = first.membership
        let second = try bench.group()
        _ = first.poll(waitMilliseconds: 0)
        try writer.begin()
        try writer.send("x")
        #expect(
            kind { () throws(TransactionFailure) in
                try writer.commit([Bench.place: .init(offset: 1)], by: stale, waitMilliseconds: 0)
            } == "fenced")
        try writer.abort()
        let gone = second.membership
        second.close()
        try writer.begin()
        #expect(
            kind { () throws(TransactionFailure) in
                try writer.commit([Bench.place: .init(offset: 1)], by: gone, waitMilliseconds: 0)
            } == "fenced")
        #expect(bench.texts().isEmpty && bench.log.positions(of: "g").isEmpty)
    }

    @Test func `a failed call leaves a transaction that can only be aborted`() throws {
        let (group, writer) = (try bench.group(), bench.writer())
        bench.log.disturb(.send, .failHalfway)
        try writer.begin()
        #expect(kind { () throws(TransactionFailure) in try writer.send("a", "b") } == "aborted")
        #expect(bench.log.uncommittedRecords(of: "out").count == 1)
        #expect(kind { () throws(TransactionFailure) in try writer.commit(1, by: group) } == "aborted")
        try writer.abort()
        bench.log.disturb(.commit, .fail)
        try writer.begin()
        try writer.send("a", "b")
        #expect(kind { () throws(TransactionFailure) in try writer.commit(1, by: group) } == "aborted")
        try writer.abort()
        try writer.begin()
        try writer.send("a", "b")
        try writer.commit(1, by: group)
        #expect(bench.texts() == ["a", "b"])
    }
}
