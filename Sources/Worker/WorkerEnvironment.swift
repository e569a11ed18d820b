public import EventModel
public import StateStore

/// What a worker needs from outside: clients of the log, a disk, a clock and someone to tell.
public struct WorkerEnvironment: Sendable {
    /// Makes the member of a pipeline's group.
    public var makeGroup: @Sendable (_ pipeline: String) throws(LogFailure) -> any LogGroup
    /// Makes the fetcher of a pipeline, with so many readers.
    public var makeFetcher:
        @Sendable (_ pipeline: String, _ readers: Int) throws(LogFailure) -> any LogFetcher
    /// Makes the fetcher by which a pipeline's standby copies follow the tasks of others, with one reader; `nil` for one
    /// like any other.
    public var makeStandbyFetcher: (@Sendable (_ pipeline: String) throws(LogFailure) -> any LogFetcher)?
    /// The worker's name among those that it shares tasks with, the same at every start where that can be; `nil` for one
    /// that is made up.
    public var name: String?
    /// Makes a thread's writer; again, by the same name, when one has to be replaced.
    public var makeWriter: @Sendable (_ pipeline: String, _ thread: Int) throws(LogFailure) -> any LogWriter
    /// Creates and checks topics.
    public var topics: any LogTopics
    /// Keeps copies of state on this machine; `nil` to build it from changelogs alone.
    public var localState: (any LocalState)?
    /// Keeps the memory of state to a budget, for all pipelines together; `nil` for as much as there is.
    public var memory: StateMemory?
    /// The clock, in milliseconds since the epoch.
    public var clock: @Sendable () -> Int64
    /// Takes what the worker has to say; called from any of its threads.
    public var report: @Sendable (WorkerEvent) -> Void

    /// An environment from its parts.
    public init(
        makeGroup: @escaping @Sendable (_ pipeline: String) throws(LogFailure) -> any LogGroup,
        makeFetcher:
            @escaping @Sendable (_ pipeline: String, _ readers: Int) throws(LogFailure) -> any LogFetcher,
        makeWriter:
            @escaping @Sendable (_ pipeline: String, _ thread: Int) throws(LogFailure) -> any LogWriter,
        topics: any LogTopics, localState: (any LocalState)? = nil, clock: @escaping @Sendable () -> Int64,
        report: @escaping @Sendable (WorkerEvent) -> Void
    ) {
        self.makeGroup = makeGroup
        self.makeFetcher = makeFetcher
        self.makeWriter = makeWriter
        self.topics = topics
        self.localState = localState
        self.clock = clock
        self.report = report
    }

    /// These, under a name, and with a fetcher of their own for standby copies.
    public func named(
        _ name: String?,
        makeStandbyFetcher: (@Sendable (_ pipeline: String) throws(LogFailure) -> any LogFetcher)? = nil
    ) -> WorkerEnvironment {
        var environment = self
        environment.name = name
        environment.makeStandbyFetcher = makeStandbyFetcher
        return environment
    }
}

/// What a worker has to say besides its status.
public enum WorkerEvent: Sendable {
    /// Topics that its pipelines read do not exist; it waits for them.
    case waitingForTopics([String])
    /// The log does not answer or refuses something; it tries again.
    case unreachable(LogFailure)
    /// A topic exists with other settings than it should have.
    case topicDiffers(String, [TopicFinding.Difference])
    /// The topics are there; the worker joins the group for so many tasks.
    case joining(tasks: Int, pipeline: String)
    /// Tasks were given to this worker, out of so many.
    case assigned(Int, of: Int, pipeline: String)
    /// Tasks go to other workers.
    case revoked(Int, pipeline: String)
    /// Tasks were taken away, together with what was read of them since the last commit.
    case lost(Int, pipeline: String)
    /// The log did not take a commit because its tasks belong to others.
    case fenced(LogFailure, pipeline: String)
    /// The copy of a task's state on this machine cannot be kept or read; the changelog has everything.
    case localCopyFailed(task: String, LocalStateFailure)
    /// The scratch file of state lies in a directory that is itself kept in memory.
    case stateDiskInMemory(String)
    /// The disk of a directory has no room for the scratch file of state: so many bytes of it take memory instead. Beyond
    /// the budget nothing more is read.
    case stateDiskFull(String, bytes: Int, isReadingPaused: Bool)
    /// The disk of a directory has room for the scratch file again.
    case stateDiskHasRoom(String)
    /// Changelogs cannot be trimmed; they are kept for as long as the topics say.
    case changelogsKept(LogFailure)
    /// Records were deleted by the log's retention before they could be read.
    case truncated(TopicPartition, from: Int64, to: Int64)
    /// A pipeline cannot go on.
    case failed(LogFailure)
}
