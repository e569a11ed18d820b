import Foundation
import Synchronization

/// Many trials, some at a time.
public final class Campaign: Sendable {
    /// How many went which way.
    public struct Counts: Sendable {
        /// Runs in which all was as it must be.
        public var passed = 0
        /// Runs that violated something.
        public var failed = 0
    }

    private struct State {
        var next: UInt64
        var counts = Counts()
    }

    private let seeds: Range<UInt64>
    private let script: [ScriptedFault]?
    private let jobs: Int
    private let state: Mutex<State>

    /// Trials by their seeds.
    ///
    /// - Parameters:
    ///   - seeds: which ones.
    ///   - script: faults to use instead of those of the seeds.
    ///   - jobs: how many run at a time.
    public init(seeds: Range<UInt64>, script: [ScriptedFault]? = nil, jobs: Int = 1) {
        self.seeds = seeds
        self.script = script
        self.jobs = max(jobs, 1)
        state = Mutex(State(next: seeds.lowerBound))
    }

    /// What has come out so far.
    public var counts: Counts { state.withLock { $0.counts } }

    /// Begins no more runs; those that are under way come to their end.
    public func stop() { state.withLock { $0.next = seeds.upperBound } }

    /// Runs all of them.
    ///
    /// - Parameter told: gets each result as it comes, one at a time, with the counts of then.
    public func run(_ told: (Trial, Trial.Result, Counts) -> Void) {
        withoutActuallyEscaping(told) { told in
            let turn = NSLock()
            // Only borrowed for the time of the call.
            nonisolated(unsafe) let told = told
            DispatchQueue.concurrentPerform(iterations: jobs) { _ in
                while let seed = take() {
                    guard let trial = try? Trial(seed: seed) else { return }
                    let result = trial.run(script: script)
                    turn.withLock { told(trial, result, count(result)) }
                }
            }
        }
    }

    private func take() -> UInt64? {
        state.withLock { state in
            guard state.next < seeds.upperBound else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }

    private func count(_ result: Trial.Result) -> Counts {
        state.withLock { state in
            if result.violations.isEmpty { state.counts.passed += 1 } else { state.counts.failed += 1 }
            return state.counts
        }
    }
}
