import Dataflow
import EventModel
import Planning

/// The deltas of a pipeline's metric groups on one thread, by the groups' numbers.
final class GroupDeltas {
    /// While tardy rows are worked through, the watermark at which they and all that follows from them take effect.
    var entry: EventTime?
    /// The metrics of the task whose rows are worked through, where it finishes some itself.
    var finisher: Finisher?
    // By group; none for groups that gather tasks finish themselves.
    private let groups: [(any MetricDeltas)?]
    private let tardy: [TardyDeltas?]
    private let mergeTasks: Int

    init(plan: PipelinePlan, symbols: SymbolTable, capacity: Int, mergeTasks: Int) {
        self.mergeTasks = mergeTasks
        let isShipped = plan.merge.groups.indices.map { plan.finishingStage(of: $0) == nil }
        groups = plan.merge.groups.enumerated().map { index, group in
            isShipped[index] ? group.makeDeltas(index: index, symbols: symbols, capacity: capacity) : nil
        }
        tardy = plan.merge.groups.enumerated().map { index, group in
            guard isShipped[index] else { return nil }
            return TardyDeltas(
                plan: group, index: index, symbols: symbols, capacity: capacity, mergeTasks: mergeTasks,
                allowedLatenessMilliseconds: plan.merge.allowedLatenessMilliseconds)
        }
    }

    /// How many changed panes wait to be handed on.
    var count: Int {
        groups.reduce(0) { $0 + ($1?.count ?? 0) } + tardy.reduce(0) { $0 + ($1?.count ?? 0) }
    }

    /// Adds all rows of a batch to a group.
    func add(_ batch: RowBatch, weights: UnsafePointer<Int64>? = nil, to group: Int) {
        guard let deltas = groups[group] else {
            finisher?.add(batch, weights: weights, to: group, entry: entry)
            return
        }
        guard let entry else { return deltas.add(batch, weights: weights) }
        tardy[group]?.add(batch, weights: weights, entry: entry)
    }

    /// Moves all that has changed into blocks, by merge task.
    func flush() -> [[PartialBlock]] {
        var blocks = Array(repeating: [PartialBlock](), count: mergeTasks)
        for group in groups { group?.flush(mergeTasks: mergeTasks, into: &blocks) }
        for group in tardy { group?.flush(into: &blocks) }
        return blocks
    }
}
