import Foundation

/// One trial from its first worker to its verdict.
final class Trial {
    private let stage: Stage
    private let orders: MadeOrders
    private let rate: Double
    private let crew: Crew
    private let calm: WorkerSlot
    private let publication = Publication()
    private let told = (calm: Told(), torn: Told())
    private var verdict = Verdict()

    init(stage: Stage, program: String, seed: UInt64, events: Int, seconds: Double, workers: Int) {
        self.stage = stage
        orders = MadeOrders(seed: seed, events: events)
        rate = Double(events) / seconds
        crew = Crew(workers: workers, stage: stage, program: program, seed: seed)
        calm = WorkerSlot(
            number: 0, side: .calm, stage: stage, program: program, arguments: Crew.settings)
    }

    func run() throws -> Verdict {
        defer {
            crew.abandon()
            calm.kill()
            told.calm.stop()
            told.torn.stop()
        }
        told.calm.follow(prefix: Side.calm.prefix(stage.tag), stage.properties)
        told.torn.follow(prefix: Side.torn.prefix(stage.tag), stage.properties)
        try calm.start()
        try crew.start()
        let start = Date()
        publication.start(orders, to: stage.sources, stage.properties, rate: rate)
        try disturb()
        if let failure = publication.failure { throw failure }
        let seconds = Date().timeIntervalSince(start)
        Progress.tell("\(publication.sent) events were written in \(Int(seconds)) s; no more trouble")
        try settle()
        try crew.end()
        calm.leave()
        report()
        return verdict
    }

    /// The embedded cluster notices a death after 6 s and knows no names that tasks could wait for: with less between two
    /// of them nothing would ever be done.
    private var pauses: ClosedRange<Double> { stage.isStrict ? 2...6 : 6...14 }

    private func disturb() throws {
        var next = Date(timeIntervalSinceNow: 4)
        var nextWord = Date()
        while !publication.isDone {
            Thread.sleep(forTimeInterval: 0.05)
            try crew.tend()
            if Date() >= next {
                try crew.trouble()
                next = Date(timeIntervalSinceNow: crew.pause(pauses))
            }
            if Date() >= nextWord {
                tellProgress()
                nextWord = Date(timeIntervalSinceNow: 5)
            }
        }
    }

    /// Waits until the undisturbed worker has told all, then for the others.
    private func settle() throws {
        try wait(seconds: 120) { told.calm.summary.finals > 0 && isSilent(told.calm, seconds: 8) }
        let finals = told.calm.summary.finals
        Progress.tell("the undisturbed run has told \(finals) final results")
        try wait(seconds: 180) {
            let torn = told.torn.summary
            // The embedded cluster's merged results are others, and so are their alerts.
            return torn.finals >= finals
                && (!stage.isStrict || torn.transitions >= told.calm.summary.transitions)
        }
        // What comes beyond it would be wrong, and would come soon.
        try wait(seconds: 60) { isSilent(told.torn, seconds: 5) }
    }

    private func wait(seconds: Double, until isMet: () -> Bool) throws {
        let deadline = Date(timeIntervalSinceNow: seconds)
        var nextWord = Date(timeIntervalSinceNow: 5)
        while !isMet(), Date() < deadline {
            Thread.sleep(forTimeInterval: 0.2)
            try crew.tend()
            guard Date() >= nextWord else { continue }
            tellProgress()
            nextWord = Date(timeIntervalSinceNow: 5)
        }
    }

    private func isSilent(_ told: Told, seconds: Double) -> Bool {
        Date().timeIntervalSince(told.summary.lastRecord) > seconds
    }

    private func tellProgress() {
        let (calm, torn) = (told.calm.summary, told.torn.summary)
        Progress.tell(
            "\(publication.sent) events written; final results \(torn.finals) of \(calm.finals) so far,"
                + " alert transitions \(torn.transitions) of \(calm.transitions)")
    }

    private func report() {
        verdict.tell(
            "\(publication.sent) events; \(crew.kills) workers killed (\(crew.wipes) lost their disks),"
                + " \(crew.leaves) left,"
                + " \(crew.verifications) states verified")
        for failure in crew.failures { verdict.fail(failure) }
        for warning in Set(calm.warnings() + crew.warnings()).sorted().prefix(5) { verdict.fail(warning) }
        verdict.compare(told.torn.content, with: told.calm.content, isStrict: stage.isStrict)
    }
}
