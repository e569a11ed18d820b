import EventModel

/// One simulated run: workers come, go, crash and fall behind while a made marketplace flows, and in the end everything must
/// be as if nothing had happened.
///
/// Everything follows from the seed: what the events are, which piece of which worker takes its next step, how the clock
/// goes, and what the log refuses. A run takes place in one thread and waits for nothing.
public struct Trial {
    /// How large a run is.
    public struct Size: Sendable {
        /// Orders that are made.
        public var orders = 60
        /// Clicks that are made.
        public var clicks = 80
        /// The most workers at a time.
        public var workers = 3

        /// The usual size.
        public init() {}
    }

    /// What came of it.
    public struct Result: Sendable {
        /// The seed.
        public var seed: UInt64
        /// What was violated; empty when all was as it must be.
        public var violations: [String]
        /// What the log refused, in order.
        public var faults: [ScriptedFault]
        /// Steps that were taken.
        public var steps: Int
        /// Final results and transitions that should come out.
        public var told: (finals: Int, transitions: Int)

        /// One violation of each invariant that was violated, in their order.
        public var kinds: [String] {
            var seen: Set<Substring> = []
            return violations.filter { seen.insert(Trial.kind($0)).inserted }
        }
    }

    private let seed: UInt64
    private let size: Size
    private let world: TrialWorld
    private let expected: TrialOutput

    /// A run by its seed; runs its events once without any trouble, to know what must come out.
    ///
    /// - Throws: when the pipeline of trials is not one, which would be a bug.
    public init(seed: UInt64, size: Size = Size()) throws {
        self.seed = seed
        self.size = size
        let plan = RekeyedTrial.isMeant(by: seed) ? try RekeyedTrial.plan() : try TrialPipeline.plan()
        world = TrialWorld(seed: seed, size: size, plan: plan)
        let calm = TrialDriver(world: world.calm, seed: seed, mostWorkers: 1, faults: nil)
        calm.run()
        expected = calm.output
    }

    /// Runs it.
    ///
    /// - Parameter script: what the log refuses; made from the seed when it is not given.
    /// - Returns: what came of it.
    public func run(script: [ScriptedFault]? = nil) -> Result {
        let plan = script.map { FaultPlan(script: $0) } ?? FaultPlan(seed: seed)
        let driver = TrialDriver(world: world, seed: seed, mostWorkers: size.workers, faults: plan)
        driver.run()
        let violations = driver.violations + driver.output.violations(expected: expected)
        return Result(
            seed: seed, violations: violations, faults: driver.faults, steps: driver.steps,
            told: (expected.finals.count, expected.transitions.values.reduce(0) { $0 + $1.count }))
    }

    /// The fewest faults with which the run still fails in the same way.
    ///
    /// - Parameter result: of a run that has failed.
    /// - Returns: faults that are all needed.
    public func shrink(_ result: Result) -> [ScriptedFault] {
        let kind = result.violations.first.map(Self.kind)
        return FaultScript.shrink(result.faults) { faults in
            run(script: faults).violations.contains { Self.kind($0) == kind }
        }
    }

    private static func kind(_ violation: String) -> Substring { violation.prefix { $0 != ":" } }
}
