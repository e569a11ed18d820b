import Dataflow
import EventModel
import Planning

/// What one thread of a pipeline has counted, as of its last commit.
struct ThreadCounts: Sendable {
    var sources: [SourceCounts]
    var duplicates: [DuplicateCounts?]
    var visits: [VisitCounts]
    var finalResults = 0
    var transitions = 0
    /// How far the tasks that tell results have told them, the least of them; `nil` where no task tells any.
    var toldThrough: EventTime?
    var tardyRows = 0
    /// Tasks that run here.
    var running = 0
    /// Tasks that are being restored, and how far they are.
    var restoring: [TaskID: TaskRestore.Progress] = [:]
    /// Bytes of the commit that waits to be written.
    var waitingBytes = 0
    /// Commits that were written.
    var commits = 0
    /// Where its time went.
    var times = WorkTimes()

    /// Nothing yet.
    init(plan: PipelinePlan) {
        sources = plan.sources.map { _ in SourceCounts() }
        duplicates = plan.sources.map { $0.screen.duplicates.map { _ in DuplicateCounts() } }
        visits = plan.visits.map { _ in VisitCounts() }
    }
}
