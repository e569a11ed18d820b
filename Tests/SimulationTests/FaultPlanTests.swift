import EventModel
import Simulation
import Testing

@Suite struct FaultPlanTests {
    @Test(arguments: [
        Fault.crashBefore, .crashAfter, .crashLate(20), .fail, .failHalfway, .unknownLost, .unknownWritten,
        .unknownLate(300), .expire, .stall(7), .pause(3, 40), .hide(63, 5_000), .shuffle(.max), .short(0),
    ])
    func `a fault is read as it was written`(fault: Fault) {
        #expect(Fault(fault.description) == fault)
        let scripted = ScriptedFault(call: 118, fault: fault)
        #expect(ScriptedFault(scripted.description) == scripted)
        #expect(FaultScript.read(FaultScript.text([scripted, scripted])) == [scripted, scripted])
    }

    @Test(arguments: ["", "crash", "pause 1", "pause 1 2 3", "short x", "fail 1", "shuffle", "shuffle -1"])
    func `what is no fault is refused`(text: String) {
        #expect(Fault(text) == nil)
        #expect(FaultScript.read("12 fail\n12 " + text) == nil)
    }

    @Test func `a process that has crashed changes nothing any more`() throws {
        let bench = Bench()
        let process = MemoryProcess()
        let group = try bench.group(process: process)
        let writer = bench.writer(process: process)
        _ = group.poll(waitMilliseconds: 0)
        try writer.begin()
        try writer.send("a")
        bench.log.disturb(.send, .crashBefore)
        #expect(kind { () throws(TransactionFailure) in try writer.send("b") } == "fatal")
        #expect(kind { () throws(TransactionFailure) in try writer.send("c") } == "fatal")
        #expect(kind { () throws(TransactionFailure) in try writer.commit(1, by: group) } == "fatal")
        group.close()
        writer.close()
        #expect(bench.log.uncommittedRecords(of: "out").map(\.valueText) == ["a"])
        let other = try bench.group()
        #expect(other.poll(waitMilliseconds: 0).isEmpty)
        bench.clock.advance(byMilliseconds: 9_000)
        _ = other.poll(waitMilliseconds: 0)
        bench.clock.advance(byMilliseconds: 1_000)
        #expect(other.poll(waitMilliseconds: 0).count == 1)
    }

    @Test func `a crash after a call leaves what the call did`() throws {
        let bench = Bench()
        let process = MemoryProcess()
        let (group, writer) = (try bench.group(process: process), bench.writer(process: process))
        try writer.begin()
        try writer.send("a")
        bench.log.disturb(.commit, .crashAfter)
        #expect(kind { () throws(TransactionFailure) in try writer.commit(1, by: group) } == "fatal")
        #expect(process.isCrashed && bench.texts() == ["a"])
    }

    @Test func `a slow call may be too slow`() throws {
        let bench = Bench()
        let (group, writer) = (try bench.group(), bench.writer())
        try writer.begin()
        try writer.send("a")
        bench.log.disturb(.commit, .stall(60_000))
        #expect(kind { () throws(TransactionFailure) in try writer.commit(1, by: group) } == "fenced")
        #expect(bench.texts().isEmpty)
    }

    @Test func `shrinking leaves what is needed, and nothing else`() {
        let faults = (0..<100).map { ScriptedFault(call: $0, fault: .fail) }
        var runs = 0
        let short = FaultScript.shrink(faults) { script in
            runs += 1
            let calls = Set(script.map(\.call))
            return calls.isSuperset(of: [13, 14, 77])
        }
        #expect(short.map(\.call) == [13, 14, 77])
        #expect(runs < 100)
        #expect(FaultScript.shrink(faults) { _ in true }.isEmpty)
    }
}
