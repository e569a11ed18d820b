import EventModel
import Planning
import Worker

/// Runs workers over a world, step by step, until all has come to rest.
final class TrialDriver {
    private let world: TrialWorld
    private let log: MemoryLog
    private let mostWorkers: Int
    private let isDisturbed: Bool
    private var random: SplitMix64
    private var workers: [SimulatedWorker] = []
    // Until which step each worker is not stepped, as a process that hangs.
    private var hangs: [Int]
    private var nextArrival = 0
    private var watch = AccountingWatch()
    private(set) var steps = 0
    private(set) var violations: [String] = []

    /// - Parameters:
    ///   - world: what is run.
    ///   - seed: of the order of steps and of what happens to workers.
    ///   - mostWorkers: at a time.
    ///   - faults: what the log refuses; `nil` for a run that nothing happens to.
    init(world: TrialWorld, seed: UInt64, mostWorkers: Int, faults: FaultPlan?) {
        self.world = world
        self.mostWorkers = mostWorkers
        isDisturbed = faults != nil
        log = world.makeLog(faults: faults ?? FaultPlan())
        random = SplitMix64(seed: seed ^ 0x7472_6961_6C)
        workers = (0..<mostWorkers).map { SimulatedWorker(name: "worker-\($0)") }
        hangs = workers.map { _ in 0 }
    }

    /// What went wrong at the log.
    var faults: [ScriptedFault] { log.faults.taken }

    /// Everything that was published.
    var output: TrialOutput { TrialOutput(log, prefix: TrialWorld.prefix) }

    /// Runs to the end.
    func run() {
        workers[0].start(world, on: log)
        let all = world.events.arrivals.count
        let length = isDisturbed ? max(all * 6, 600) : all
        while nextArrival < all || steps < length {
            if steps * all >= nextArrival * length * 3 / 4 { publish() }
            if isDisturbed { disturb() }
            stepOne()
            let jumps = isDisturbed && Int.random(in: 0..<60, using: &random) == 0
            log.clock.advance(byMilliseconds: Int64.random(in: 0..<(jumps ? 1_500 : 4), using: &random))
            steps += 1
        }
        rest()
        check()
    }

    private func publish() {
        for _ in 0..<Int.random(in: 1...4, using: &random) where nextArrival < world.events.arrivals.count {
            let arrival = world.events.arrivals[nextArrival]
            log.publish(arrival.record, to: arrival.topic)
            nextArrival += 1
        }
    }

    /// Workers come and go, crash, hang and come back.
    private func disturb() {
        let number = Int.random(in: 0..<mostWorkers, using: &random)
        let worker = workers[number]
        switch Int.random(in: 0..<400, using: &random) {
        case 0: worker.crash(losingDisk: false)
        case 1: worker.crash(losingDisk: true)
        case 2: worker.stop()
        case 3: hangs[number] = steps + Int.random(in: 1..<400, using: &random)
        case 4...15 where !worker.isAlive: worker.start(world, on: log)
        default: break
        }
        if !workers.contains(where: \.isAlive) { workers[0].start(world, on: log) }
    }

    private func stepOne() {
        let number = Int.random(in: 0..<mostWorkers, using: &random)
        guard hangs[number] <= steps else { return }
        let worker = workers[number]
        worker.step(Int.random(in: 0..<worker.pieces, using: &random))
        watch.look(at: worker)
    }

    /// Nothing goes wrong any more: every record is read, and time goes by until all windows have been told.
    private func rest() {
        stopFaults()
        var quiet = 0
        for round in 0..<1500 where quiet < 3 {
            // Those that were asked to end before may do so now.
            if !workers.contains(where: \.isAlive) { workers[0].start(world, on: log) }
            let before = endOfOutput
            for _ in 0..<(round < 20 ? 4 : 2) {
                for worker in workers { for piece in 0..<worker.pieces { worker.step(piece) } }
            }
            for worker in workers { watch.look(at: worker) }
            log.clock.advance(byMilliseconds: round < 20 ? 50 : 2_000)
            steps += 1
            quiet = isSettled && endOfOutput == before ? quiet + 1 : 0
        }
        if quiet < 3 {
            violations.append(
                "after faults stop, lag returns to zero: \(workers.compactMap(\.status).map { "\($0)" })")
        }
    }

    private func stopFaults() {
        var plan = log.faults
        plan.stop()
        log.faults = plan
    }

    /// Whether the watermark of every worker has followed the clock, so that nothing is left to tell.
    private var isSettled: Bool {
        let end = TrialEvents.start + (TrialEvents.days + 39) * 86_400_000
        let alive = workers.compactMap(\.status)
        let running = alive.reduce(0) { $0 + $1.running }
        return running == taskCount && alive.allSatisfy { $0.watermark.milliseconds > end }
    }

    private var taskCount: Int {
        let topics = InternalTopics(pipeline: world.plan.name, prefix: TrialWorld.prefix)
        return world.plan.stageNames.reduce(0) {
            $0 + (log.partitionCount(of: topics.changelog(ofStage: $1)) ?? 0)
        }
    }

    private var endOfOutput: [Int64] {
        ["metrics", "alerts", "late", "dead-letters"].map { log.size(of: TrialWorld.prefix + $0) }
    }

    private func check() {
        for worker in workers {
            if let failure = worker.failure {
                violations.append("a worker ended: \(worker.name): \(failure)")
            }
        }
        violations += watch.violations
        violations += ChangelogCheck(world: world, log: log).violations
        violations += LagCheck(world: world, log: log).violations
    }
}
