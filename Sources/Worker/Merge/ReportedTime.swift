import Dataflow

/// What a merge task knows of the gather tasks' time, from the reports among its partials.
final class ReportedTime: DurableState {
    private(set) var value: PipelineTime
    private(set) var hasChanges = false

    init(_ value: PipelineTime) { self.value = value }

    func note(_ report: TaskReport) {
        let known = value
        value.note(report)
        if value != known { hasChanges = true }
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
        while !reader.isAtEnd { try value.decode(from: &reader) }
    }

    func finishRestore() {}
}
