import Dataflow
import EventModel
import Planning
import Synchronization

/// One merge task of a pipeline with its outputs, on one thread.
final class MergeStep {
    private let shared: SharedPipeline
    private let number: Int
    private let task: MergeTask
    private let writer: ResultWriter

    init(shared: SharedPipeline, number: Int, settings: WorkerSettings, producer: any LogProducer) {
        self.shared = shared
        self.number = number
        task = MergeTask(plan: shared.plan.merge)
        writer = ResultWriter(
            plan: shared.plan, symbols: task.symbols, settings: settings, producer: producer)
    }

    var told: (finalResults: Int, transitions: Int) { (writer.finalResults, writer.transitions) }

    /// Adds what has come in, tells what is due and sends it.
    func advance() throws(LogFailure) {
        // Read before the mailbox is emptied: whoever raised the watermark had put its partials there before.
        let (watermark, beginning) = shared.watermark.withLock { ($0.shipped, $0.beginning) }
        for block in shared.exchange.receive(mergeTask: number) { task.add(block) }
        task.advance(to: watermark, beginning: beginning, output: writer)
        try writer.flush()
    }
}
