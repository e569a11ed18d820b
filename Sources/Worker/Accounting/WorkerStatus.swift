public import Dataflow
public import EventModel

/// What a worker has done so far, added up over its threads.
public struct WorkerStatus: Equatable, Sendable {
    /// One pipeline.
    public struct Pipeline: Equatable, Sendable {
        /// Its name.
        public var name: String
        /// Its sources with their counts.
        public var sources: [Source]
        /// Its visits with their counts.
        public var visits: [Visits]
        /// Everything before this event time has been told, by the tasks of this worker that tell results; by a worker
        /// without such tasks, it is how far all gather tasks have come.
        public var watermark: EventTime
        /// Final results that were told.
        public var finalResults: Int
        /// Alert transitions that were told.
        public var transitions: Int
        /// Names of sources that everything waits for because they have not begun.
        public var expectedSources: [String]
        /// Events that lie behind the watermark of their partition and wait until the others have come as far: few as
        /// long as all partitions are read at the same pace.
        public var tardyRows: Int
        /// Gather tasks of all workers, and how many of them are idle, as far as they have reported.
        public var tasks: (all: Int, idle: Int)
        /// Tasks that run on this worker.
        public var running: Int
        /// Tasks of this worker that are being restored.
        public var restoring: [Restoring]
        /// Tasks of other workers that this one keeps copies of.
        public var standby: [Standby] = []
        /// Bytes of commits that wait to be written.
        public var waitingBytes: Int
        /// Commits that were written.
        public var commits: Int
        /// Where the threads' time went.
        public var times: WorkTimes

        /// Compares all but the numbers of tasks.
        public static func == (left: Self, right: Self) -> Bool {
            left.name == right.name && left.sources == right.sources && left.visits == right.visits
                && left.watermark == right.watermark
                && left.finalResults == right.finalResults && left.transitions == right.transitions
                && left.expectedSources == right.expectedSources && left.tardyRows == right.tardyRows
                && left.tasks == right.tasks && left.running == right.running
                && left.restoring == right.restoring && left.standby == right.standby
                && left.waitingBytes == right.waitingBytes
                && left.commits == right.commits && left.times == right.times
        }
    }

    /// A task whose state is built again.
    public struct Restoring: Equatable, Sendable {
        /// Its name, such as `seller-trust/merge/3`.
        public var task: String
        /// The last commit that was taken over.
        public var commit: Int64
        /// The commit that it ends with.
        public var of: Int64
        /// Bytes that were read.
        public var bytes: Int
    }

    /// A task of another worker whose changelog is followed into a copy on this machine.
    public struct Standby: Equatable, Sendable {
        /// Its name, such as `seller-trust/merge/3`.
        public var task: String
        /// The last commit in the copy; 0 while there is none.
        public var commit: Int64
        /// The last commit of the task, as of the last look at the group's positions.
        public var of: Int64
        /// Bytes that were read since it is followed.
        public var bytes: Int

        /// How many commits the copy is behind.
        public var lag: Int64 { max(of - commit, 0) }
    }

    /// One source of a pipeline.
    public struct Source: Equatable, Sendable {
        /// Its name.
        public var name: String
        /// What became of its records.
        public var counts: SourceCounts
        /// Whether its events are those of another source, shared out anew.
        public var isRekeyed = false
        /// What became of the ids that copies are known by; `nil` when it takes all events.
        public var ids: DuplicateCounts?
    }

    /// Visits of a pipeline.
    public struct Visits: Equatable, Sendable {
        /// Their name.
        public var name: String
        /// What became of their events, and of the visits.
        public var counts: VisitCounts
    }

    /// Memory under a budget.
    public struct Memory: Equatable, Sendable {
        /// How much resident memory the process is to have at the most.
        public var budgetBytes: Int
        /// How much it has.
        public var residentBytes: Int
        /// Bytes of state that lie in the scratch file, whether they are resident or not.
        public var fileBytes: Int
        /// Bytes of large pieces of state that lie in memory by choice.
        public var heapBytes: Int
        /// Bytes of state that lie in memory because the disk is full.
        public var plainBytes: Int
        /// Bytes that were let go of, each time they were.
        public var relievedBytes: Int
        /// Whether nothing is read until the disk has room.
        public var isReadingPaused: Bool
    }

    /// The pipelines.
    public var pipelines: [Pipeline]
    /// The memory of the process; `nil` without a budget.
    public var memory: Memory?

    /// The status of some pipelines.
    public init(pipelines: [Pipeline]) { self.pipelines = pipelines }

    /// These, with the memory of the process.
    func with(_ memory: StateMemory?) -> WorkerStatus {
        var status = self
        status.memory = memory?.status
        return status
    }

    /// Records of topics of events that were read by all pipelines together.
    public var read: Int {
        pipelines.reduce(0) { $0 + $1.sources.reduce(0) { $0 + ($1.isRekeyed ? 0 : $1.counts.read) } }
    }
}
