import EventModel
import PipelineSpec
import Planning
import Simulation
import Worker

extension TestCase {
    /// Runs the case and compares what came out with what it expects.
    ///
    /// A worker as in production runs on a log in memory and a clock of its own: nothing waits for time to pass, and
    /// every run tells the same.
    public func run() -> CaseResult {
        let script = CaseScript(self)
        var settings = WorkerSettings()
        settings.threads = 1
        settings.batchSize = 256
        settings.fetchSize = 256
        // What was read is handed on with every step.
        settings.commitIntervalMilliseconds = 0
        settings.inputSince = EventTime(milliseconds: inputSince ?? Self.longAgo)
        do {
            let status = try run(script, settings)
            let outcome = CaseOutcome(script, self, status: status)
            return CaseResult(
                test: self, differences: CaseComparison(self, outcome).differences, failure: nil)
        } catch {
            return CaseResult(test: self, differences: [], failure: "\(error)")
        }
    }

    /// Steps all pipelines until nothing moves any more, then the script, and so on to its end.
    private func run(_ script: CaseScript, _ settings: WorkerSettings) throws -> WorkerStatus {
        let log = script.log
        let clock = script.clock
        let runs = try catalogue.plans.map { plan in
            try PipelineRun(
                plan: plan,
                partitions: Dictionary(plan.declaredSources.map { ($0.topic, partitions) }) { $1 },
                settings: settings, environment: log.environment(clock: { clock.now }, report: { _ in }))
        }
        defer { for run in runs { run.close() } }
        func settle() throws {
            var quiet = 0
            var before: [Int64] = []
            while quiet < 3 {
                for run in runs {
                    try run.stepControl(waitMilliseconds: 0)
                    for thread in 0..<run.threadCount { try run.stepThread(thread, waitMilliseconds: 0) }
                }
                let now = [log.size] + runs.flatMap { $0.activity }
                quiet = now == before ? quiet + 1 : 0
                before = now
            }
        }
        try settle()
        while script.advance() { try settle() }
        for run in runs { run.stop() }
        while !runs.allSatisfy({ run in (0..<run.threadCount).allSatisfy(run.isDone(thread:)) }) {
            for run in runs {
                for thread in 0..<run.threadCount where !run.isDone(thread: thread) {
                    try run.stepThread(thread, waitMilliseconds: 0)
                }
                try run.stepControl(waitMilliseconds: 0)
            }
        }
        return WorkerStatus(pipelines: runs.map(\.status))
    }

    /// Before every window.
    private static let longAgo: Int64 = -62_135_596_800_000
}
