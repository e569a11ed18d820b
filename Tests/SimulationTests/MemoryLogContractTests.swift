import EventModel
import Simulation
import Testing

@Suite struct MemoryLogContractTests {
    @Test(arguments: UInt64(0)..<30)
    func `whatever goes wrong, each record is copied once and in order`(seed: UInt64) {
        let run = CopyingRun(seed: seed)
        #expect(run.isRight, "seed \(seed): \(run.input) became \(run.output)")
    }

    @Test(arguments: UInt64(0)..<5)
    func `a script repeats what a seed did`(seed: UInt64) {
        let run = CopyingRun(seed: seed)
        let again = CopyingRun(seed: seed, script: run.taken)
        #expect(!run.taken.isEmpty && again.taken == run.taken && again.crashes == run.crashes)
        #expect(again.output == run.output)
    }

    @Test(arguments: [
        CopyingWorker.Mistake.forgetsToAskForPositions, .readsOnWhenLost,
    ])
    func `a worker with a mistake is caught, and the faults that do it are few`(
        mistake: CopyingWorker.Mistake
    ) throws {
        let failing = (UInt64(0)..<50).lazy.map { (seed: $0, run: CopyingRun(seed: $0, mistake: mistake)) }
            .first { !$0.run.isRight }
        let (seed, run) = try #require(failing)
        let short = FaultScript.shrink(run.taken) {
            !CopyingRun(seed: seed, script: $0, mistake: mistake).isRight
        }
        #expect(short.count <= 4, "seed \(seed):\n\(FaultScript.text(short))")
        #expect(short.isEmpty || CopyingRun(seed: seed, script: short).isRight, "seed \(seed)")
    }
}
