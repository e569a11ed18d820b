public import EventModel
import Planning
import StateStore
import Worker

/// One simulated run: workers come, go, crash and fall behind while a made marketplace flows, and in the end everything must
/// be as if nothing had happened.
///
/// Everything follows from the seed: what the events are, which piece of which worker takes its next step, how the clock
/// goes, and what the log refuses. A run takes place in one thread and waits for nothing.
public struct Trial {
    /// How large a run is.
    public struct Size: Sendable {
        /// Orders and clicks that are made.
        public var orders = 60
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
        /// What happened, in order: the faults and the comings and goings.
        public var script: TrialScript
        /// Steps that were taken.
        public var steps: Int
    }

    private let seed: UInt64
    private let size: Size
    private let plan: PipelinePlan

    /// A run by its seed.
    ///
    /// - Throws: when the pipeline of trials is not one, which would be a bug.
    public init(seed: UInt64, size: Size = Size()) throws {
        self.seed = seed
        self.size = size
        plan = try TrialPipeline.plan()
    }

    /// Runs it.
    ///
    /// - Parameter script: what happens; made from the seed when it is not given.
    public func run(script: TrialScript? = nil) -> Result {
        let world = TrialWorld(seed: seed, size: size, plan: plan)
        let expected = world.undisturbed()
        var made = script ?? TrialScript()
        let driver = TrialDriver(world: world, script: script)
        let violations = driver.run(expected: expected)
        made = driver.script
        return Result(seed: seed, violations: violations, script: made, steps: driver.steps)
    }
}
