import Foundation

/// The workers that share the work and are not left in peace.
final class Crew {
    private var slots: [WorkerSlot]
    private let usual: Int
    private var random: Draw
    /// What went wrong.
    private(set) var failures: [String] = []
    private(set) var kills = 0
    private(set) var leaves = 0
    private(set) var wipes = 0
    private(set) var verifications = 0

    /// One more place than workers: for those that join and leave.
    init(workers: Int, stage: Stage, program: String, seed: UInt64) {
        usual = workers
        slots = (0...workers).map { number in
            // Some are known by name and come back to their tasks, some are strangers each time.
            let name = stage.hasNames && number.isMultiple(of: 2) ? ["--instance", "worker-\(number)"] : []
            return WorkerSlot(
                number: number, side: .torn, stage: stage, program: program,
                arguments: Self.settings + name)
        }
        random = Draw(seed: seed, number: -1)
    }

    /// Short intervals, so that much happens between two deaths; the embedded cluster keeps little of a changelog.
    static let settings = [
        "--session-timeout", "6s", "--snapshot-interval", "10s", "--checkpoint-interval", "2s",
        "--status-interval", "2",
    ]

    func start() throws {
        for slot in slots.prefix(usual) { try slot.start() }
    }

    /// Seconds until the next trouble.
    func pause(_ range: ClosedRange<Double>) -> Double { random.seconds(range) }

    /// Kills one, lets one leave or lets one join.
    func trouble() throws {
        let running = slots.filter(\.isRunning)
        guard !running.isEmpty else { return }
        let victim = running[random.below(running.count)]
        switch random.below(10) {
        case 0 where running.count > 1, 1 where running.count > 1:
            leaves += 1
            victim.leave()
            victim.restart = Date(timeIntervalSinceNow: random.seconds(1...6))
            Progress.tell("worker \(victim.number) leaves")
        case 2 where running.count <= usual:
            if let slot = slots.first(where: { !$0.isRunning && $0.restart == nil }) {
                try slot.start()
                Progress.tell("worker \(slot.number) joins")
            }
        default: try kill(victim)
        }
    }

    /// Starts again those whose time has come, and notices those that ended by themselves.
    func tend() throws {
        for slot in slots {
            if let failure = slot.takeEnd() {
                failures.append(failure)
                Progress.tell(failure)
                slot.restart = slot.restart ?? Date()
            }
            if let time = slot.restart, time <= Date(), !slot.isRunning { try slot.start() }
        }
    }

    /// Lets all leave, and looks at their disks a last time.
    func end() throws {
        for slot in slots {
            slot.restart = nil
            slot.leave()
        }
        let deadline = Date(timeIntervalSinceNow: 60)
        while slots.contains(where: \.isRunning), Date() < deadline { Thread.sleep(forTimeInterval: 0.1) }
        for slot in slots {
            if slot.isRunning {
                failures.append("worker \(slot.number) did not leave in a minute")
                slot.kill()
            }
            if let failure = slot.takeEnd() { failures.append(failure) }
            try verify(slot)
        }
    }

    /// Ends all at once, when the trial has failed.
    func abandon() {
        for slot in slots { slot.kill() }
    }

    func warnings() -> [String] { slots.flatMap { $0.warnings() } }

    private func kill(_ slot: WorkerSlot) throws {
        kills += 1
        slot.kill()
        try verify(slot)
        let isWiped = random.below(6) == 0
        if isWiped {
            wipes += 1
            slot.wipe()
        }
        slot.restart = Date(timeIntervalSinceNow: random.seconds(0...4))
        Progress.tell("worker \(slot.number) is killed\(isWiped ? " and loses its disk" : "")")
    }

    private func verify(_ slot: WorkerSlot) throws {
        verifications += 1
        guard let damage = try slot.damage() else { return }
        failures.append(damage)
        Progress.tell(damage)
    }
}
