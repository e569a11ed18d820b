import Simulation
import Testing

/// Whole workers over the simulated log: whatever happens to them, what comes out is as if nothing had happened.
@Suite struct TrialTests {
    @Test func `a thousand runs with crashes, aborts and rebalances come to what an undisturbed one does`()
        throws
    {
        let campaign = Campaign(seeds: 0..<Self.seeds)
        campaign.run { trial, result, counts in
            guard !result.violations.isEmpty else { return }
            // Shrinking takes many runs: one example is enough.
            let faults = counts.failed == 1 ? FaultScript.text(trial.shrink(result)) : "not looked for"
            Issue.record(
                "seed \(result.seed): \(result.violations.prefix(5).joined(separator: "; ")); the fewest faults:\n\(faults)"
            )
        }
        #expect(campaign.counts.passed + campaign.counts.failed == Int(Self.seeds))
    }

    /// One that was killed on its way through what was due took the input for one that had not begun.
    @Test(arguments: [1514, 4335] as [UInt64])
    func `a task that was behind goes on when it knows the time again`(seed: UInt64) throws {
        #expect(try Trial(seed: seed).run().violations == [])
    }

    /// What had been fetched for it before it left was still there when it began anew, and counted twice.
    @Test(arguments: [33_923, 36_750] as [UInt64])
    func `a task that comes back to its thread at once begins where it has committed`(seed: UInt64) throws {
        #expect(try Trial(seed: seed).run().violations == [])
    }

    @Test func `a run repeats itself, from its seed and from the list of what went wrong`() throws {
        for seed in UInt64(7_000)..<7_003 {
            let trial = try Trial(seed: seed)
            let (first, second) = (trial.run(), trial.run())
            #expect(first.faults == second.faults && first.steps == second.steps)
            let replayed = trial.run(script: first.faults)
            #expect(replayed.faults == first.faults && replayed.steps == first.steps)
            #expect(first.faults.count > 20 && first.told.finals > 100 && first.told.transitions > 10)
        }
    }

    #if DEBUG
        // Without optimisation a run takes more than ten times as long.
        private static let seeds: UInt64 = 50
    #else
        private static let seeds: UInt64 = 1000
    #endif
}
