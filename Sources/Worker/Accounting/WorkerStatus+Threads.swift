import Dataflow
import EventModel
import Planning
import StateStore
import Synchronization

extension WorkerStatus.Pipeline {
    /// What the threads of a pipeline have counted.
    init(_ shared: SharedPipeline, _ counts: [ThreadCounts]) {
        let plan = shared.topology.plan
        let (common, expected, tasks) = shared.time.withLock {
            ($0.shipped, $0.expectedSources, $0.taskCounts)
        }
        let watermark = counts.compactMap(\.toldThrough).min() ?? common
        self.init(
            name: plan.name,
            sources: plan.sources.indices.map { WorkerStatus.Source(plan.sources[$0], counts, $0) },
            visits: plan.visits.indices.map { WorkerStatus.Visits(plan.visits[$0], counts, $0) },
            watermark: watermark, finalResults: counts.reduce(0) { $0 + $1.finalResults },
            transitions: counts.reduce(0) { $0 + $1.transitions },
            expectedSources: expected.map { plan.sources[$0].name },
            tardyRows: counts.reduce(0) { $0 + $1.tardyRows }, tasks: tasks,
            running: counts.reduce(0) { $0 + $1.running },
            restoring: counts.flatMap { thread in
                thread.restoring.map { id, progress in
                    WorkerStatus.Restoring(
                        task: shared.topology.name(of: id).description, commit: progress.number,
                        of: progress.target, bytes: progress.bytes)
                }
            }.sorted { $0.task < $1.task },
            waitingBytes: counts.reduce(0) { $0 + $1.waitingBytes },
            commits: counts.reduce(0) { $0 + $1.commits },
            times: counts.reduce(into: WorkTimes()) { $0 += $1.times })
    }
}

extension WorkerStatus.Source {
    /// What the threads have counted of a source, by its place.
    fileprivate init(_ plan: SourcePlan, _ threads: [ThreadCounts], _ place: Int) {
        name = plan.name
        isRekeyed = plan.rekeyed != nil
        counts = SourceCounts()
        ids = plan.screen.duplicates.map { _ in DuplicateCounts() }
        for thread in threads {
            counts += thread.sources[place]
            if let more = thread.duplicates[place] { ids? += more }
        }
    }
}

extension WorkerStatus.Visits {
    /// What the threads have counted of visits, by their place.
    fileprivate init(_ plan: VisitStepPlan, _ threads: [ThreadCounts], _ place: Int) {
        name = plan.visits.name
        counts = VisitCounts()
        for thread in threads { counts += thread.visits[place] }
    }
}
