import EventModel
import Simulation
import Testing

@Suite struct UnknownOutcomeTests {
    private let bench = Bench()

    private func unknown(_ fault: Fault) throws -> (MemoryGroup, MemoryWriter) {
        let (group, writer) = (try bench.group(), bench.writer())
        try writer.begin()
        try writer.send("a")
        bench.log.disturb(.commit, fault)
        #expect(
            kind { () throws(TransactionFailure) in try writer.commit(3, note: "1", by: group) } == "unknown")
        return (group, writer)
    }

    @Test func `it may have been written`() throws {
        let (group, writer) = try unknown(.unknownWritten)
        writer.close()
        try bench.writer().begin()
        #expect(try group.position?.note == "1")
        #expect(bench.texts() == ["a"])
    }

    @Test func `it may be lost, and positions are unsettled until a new writer begins`() throws {
        let (group, writer) = try unknown(.unknownLost)
        writer.close()
        let failure = #expect(throws: LogFailure.self) { try group.position }
        #expect(failure?.isRetriable == true)
        try bench.writer().begin()
        #expect(try group.position == nil)
        #expect(bench.texts().isEmpty)
    }

    @Test func `it may be written later`() throws {
        let (group, _) = try unknown(.unknownLate(500))
        bench.clock.advance(byMilliseconds: 499)
        #expect(throws: LogFailure.self) { try group.position }
        bench.clock.advance(byMilliseconds: 1)
        #expect(try group.position?.offset == 3)
        #expect(bench.texts() == ["a"])
    }

    @Test func `a late end cannot reach the transactions of a new writer`() throws {
        let (group, _) = try unknown(.unknownLate(500))
        let new = bench.writer()
        try new.begin()
        try new.send("b")
        bench.clock.advance(byMilliseconds: 500)
        bench.log.settle()
        #expect(bench.texts().isEmpty && bench.log.uncommittedRecords(of: "out").count == 1)
        try new.commit(4, by: group)
        #expect(bench.texts() == ["b"])
    }

    @Test func `a late end reaches the next transaction of a writer that just goes on`() throws {
        let (_, writer) = try unknown(.unknownLate(500))
        try writer.abort()
        try writer.begin()
        try writer.send("half")
        bench.clock.advance(byMilliseconds: 500)
        bench.log.settle()
        #expect(bench.texts() == ["half"])
    }

    @Test func `a process may die with its commit on the way`() throws {
        let process = MemoryProcess()
        let (group, writer) = (try bench.group(process: process), bench.writer(process: process))
        try writer.begin()
        try writer.send("a")
        bench.log.disturb(.commit, .crashLate(500))
        #expect(kind { () throws(TransactionFailure) in try writer.commit(3, by: group) } == "fatal")
        #expect(process.isCrashed)
        writer.close()
        group.close()
        bench.clock.advance(byMilliseconds: 500)
        bench.log.settle()
        #expect(bench.texts() == ["a"])
        #expect(bench.log.positions(of: "g").values.map(\.offset) == [3])
    }
}
