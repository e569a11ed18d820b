import Dataflow
import EventModel
import Planning

/// What a merge task knows of the gather tasks' time, from the reports among its partials.
final class ReportedTime: DurableState {
    private(set) var value: PipelineTime
    private(set) var hasChanges = false
    private let plan: PipelinePlan
    private let taskCounts: [Int]

    init(plan: PipelinePlan, topology: PipelineTopology) {
        self.plan = plan
        taskCounts = Array(topology.taskCounts.prefix(plan.gatherStages.count))
        value = PipelineTime(
            rules: plan.time, optionalSources: plan.sources.map(\.isOptional), tasks: taskCounts)
    }

    func note(_ report: TaskReport) {
        value.note(report)
        hasChanges = true
    }

    func writeChanges(to writer: StateWriter) {
        value.encode(to: writer)
        hasChanges = false
    }

    func writeSlice(bytes: Int, to writer: StateWriter) -> Bool {
        value.encode(to: writer)
        return true
    }

    func restore(from reader: inout StateReader) throws(StateDamage) {
        while !reader.isAtEnd { try value.restore(from: &reader) }
    }

    func finishRestore() {}
}
