import Dataflow
import EventModel
import Planning

/// The metrics of a gather task that are finished there: all rows of their keys come to this task.
///
/// They are told when all gather tasks have come as far, not only this one: whether a window is partial, and in which
/// order alerts come, must not depend on how sources are partitioned.
final class Finisher {
    let task: MergeTask
    let output: ResultWriter
    // By group; none for groups that are finished elsewhere.
    private let tardy: [TardyDeltas?]
    /// Whether more is due than was told.
    private(set) var isBehind = false

    init(plan: PipelinePlan, stage: Int, symbols: SymbolTable, settings: WorkerSettings) {
        task = MergeTask(plan: plan.merge, symbols: symbols)
        output = ResultWriter(plan: plan, symbols: symbols, settings: settings)
        tardy = plan.merge.groups.enumerated().map { index, group in
            guard plan.finishingStage(of: index) == stage else { return nil }
            return TardyDeltas(
                plan: group, index: index, symbols: symbols, capacity: settings.batchSize, mergeTasks: 1,
                allowedLatenessMilliseconds: plan.merge.allowedLatenessMilliseconds)
        }
    }

    /// Takes rows; those of an entry take effect when the watermark comes there.
    func add(_ batch: RowBatch, weights: UnsafePointer<Int64>?, to group: Int, entry: EventTime?) {
        guard let entry else { return task.add(batch, group: group, weights: weights) }
        tardy[group]?.add(batch, weights: weights, entry: entry)
    }

    /// Tells what is due.
    ///
    /// After a restart the task may be on its way to a watermark whose reports its worker has not read yet: it waits for
    /// them, because they also say when the input began.
    func advance(to watermark: EventTime, beginning: InputBeginning) {
        var blocks: [[PartialBlock]] = [[]]
        for tardy in tardy { tardy?.flush(into: &blocks) }
        for block in blocks[0] { task.add(block) }
        guard watermark >= task.progress.watermark else {
            isBehind = false
            return
        }
        isBehind = !task.advance(to: watermark, beginning: beginning, output: output)
    }
}
