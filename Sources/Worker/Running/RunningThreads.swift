import Dataflow
import EventModel
import Foundation
import Planning
import Synchronization

/// The threads of a worker while it holds its partitions.
final class RunningThreads: Sendable {
    private let pipelines: [SharedPipeline]
    private let threads: [ThreadBox]
    private let isStopping = Atomic<Bool>(false)
    private let left = Atomic<Int>(0)
    private let firstFailure = Mutex<LogFailure?>(nil)

    // A worker thread's state belongs to that thread alone once it runs; others only ask for its published counts,
    // which are locked.
    private struct ThreadBox: @unchecked Sendable { let thread: WorkerThread }

    init(
        assignment: TaskAssignment, pipelines plans: [PipelinePlan], settings: WorkerSettings,
        environment: WorkerEnvironment
    ) throws {
        let pipelines = plans.map {
            SharedPipeline(
                plan: $0, topics: assignment.topics, mergeTasks: settings.threads,
                inputSince: settings.inputSince)
        }
        let tasks = pipelines.indices.map { pipeline in
            Self.tasks(
                of: pipelines[pipeline], assignment.stagePartitions[pipeline], now: environment.clock())
        }
        var threads: [ThreadBox] = []
        for number in 0..<settings.threads {
            let own = tasks.map { $0.filter { Int($0.id.partition) % settings.threads == number } }
            threads.append(
                ThreadBox(
                    thread: WorkerThread(
                        number: number, tasks: own, pipelines: pipelines, topics: assignment.topics,
                        reader: environment.consumer.readers[number],
                        producer: try environment.makeProducer(),
                        environment: environment, settings: settings)))
        }
        self.threads = threads
        self.pipelines = pipelines
    }

    private static func tasks(
        of pipeline: SharedPipeline, _ partitions: [Int], now: Int64
    ) -> [(id: TaskID, number: Int)] {
        pipeline.plan.gatherStages.indices.flatMap { stage in
            (0..<partitions[stage]).map { partition in
                let number = pipeline.watermark.withLock {
                    $0.addTask(sources: pipeline.plan.gatherStages[stage].sources, now: now)
                }
                return (id: TaskID(stage: stage, partition: Int32(partition)), number: number)
            }
        }
    }

    var failure: LogFailure? { firstFailure.withLock { $0 } }

    func start() {
        left.store(threads.count, ordering: .sequentiallyConsistent)
        for (number, box) in threads.enumerated() {
            let thread = Thread { [self] in run(box) }
            thread.name = "credence-\(number)"
            thread.start()
        }
    }

    /// Asks all threads to stop and waits until they have handed on what they have.
    func stop() {
        isStopping.store(true, ordering: .sequentiallyConsistent)
        while left.load(ordering: .sequentiallyConsistent) > 0 { Thread.sleep(forTimeInterval: 0.005) }
    }

    var status: WorkerStatus {
        let counts = threads.map(\.thread.counts)
        return WorkerStatus(
            pipelines: pipelines.indices.map { place in
                let plan = pipelines[place].plan
                let (watermark, expected, tasks) = pipelines[place].watermark.withLock {
                    ($0.shipped, $0.expectedSources, $0.taskCounts)
                }
                return WorkerStatus.Pipeline(
                    name: plan.name,
                    sources: plan.sources.indices.map { source in
                        WorkerStatus.Source(plan.sources[source], counts, place, source)
                    },
                    visits: plan.visits.indices.map { visits in
                        WorkerStatus.Visits(plan.visits[visits], counts, place, visits)
                    }, watermark: watermark,
                    finalResults: counts.reduce(0) { $0 + $1.told[place].finalResults },
                    transitions: counts.reduce(0) { $0 + $1.told[place].transitions },
                    expectedSources: expected.map { plan.sources[$0].name },
                    tardyRows: counts.reduce(0) { $0 + $1.tardyRows[place] }, tasks: tasks)
            })
    }

    private func run(_ box: ThreadBox) {
        do {
            try box.thread.run { isStopping.load(ordering: .relaxed) }
        } catch {
            firstFailure.withLock { $0 = $0 ?? error }
        }
        left.subtract(1, ordering: .sequentiallyConsistent)
    }
}

extension WorkerStatus.Source {
    /// What the threads have counted of a source, by the places of its pipeline and of itself.
    fileprivate init(_ plan: SourcePlan, _ threads: [ThreadCounts], _ pipeline: Int, _ place: Int) {
        name = plan.name
        counts = SourceCounts()
        ids = plan.screen.duplicates.map { _ in DuplicateCounts() }
        for thread in threads {
            counts += thread.sources[pipeline][place]
            if let more = thread.duplicates[pipeline][place] { ids? += more }
        }
    }
}

extension WorkerStatus.Visits {
    /// What the threads have counted of visits, by the places of their pipeline and of themselves.
    fileprivate init(_ plan: VisitStepPlan, _ threads: [ThreadCounts], _ pipeline: Int, _ place: Int) {
        name = plan.visits.name
        counts = VisitCounts()
        for thread in threads { counts += thread.visits[pipeline][place] }
    }
}
