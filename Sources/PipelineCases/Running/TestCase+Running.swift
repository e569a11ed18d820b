import EventModel
import PipelineSpec
import Simulation
import Synchronization
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
        let log = script.log
        let clock = script.clock
        let failure = Mutex<LogFailure?>(nil)
        let worker = Worker(
            pipelines: catalogue.plans, settings: settings,
            environment: log.environment(
                clock: { clock.now }, pace: { script.advance() },
                report: { event in
                    if case .failed(let reason) = event { failure.withLock { $0 = reason } }
                }))
        script.whenDone { worker.stop() }
        do { try worker.run() } catch {
            return CaseResult(test: self, differences: [], failure: "\(error)")
        }
        if let failure = failure.withLock({ $0 }) {
            return CaseResult(test: self, differences: [], failure: "\(failure)")
        }
        let outcome = CaseOutcome(script, self, status: worker.status)
        return CaseResult(
            test: self, differences: CaseComparison(self, outcome).differences, failure: nil)
    }

    /// Before every window.
    private static let longAgo: Int64 = -62_135_596_800_000
}
