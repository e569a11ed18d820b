public import EventModel
import Planning

/// What becomes of what was told shortly before a failure.
public enum Delivery: String, Sendable, Hashable, CaseIterable {
    /// It is told once: by transactions, whose records are read when they are committed.
    case exactlyOnce = "exactly-once"
    /// It may be told again, under the same keys and ids; it can be read at once.
    case atLeastOnce = "at-least-once"
}

/// How a worker runs; nothing here changes a final result.
public struct WorkerSettings: Sendable {
    /// Worker threads.
    public var threads = 2
    /// The most rows that are decoded and processed at once.
    public var batchSize = 4096
    /// The most records that one fetch brings.
    public var fetchSize = 10_000
    /// How often a thread commits what it has done, in milliseconds: results, partial panes, state and positions.
    public var commitIntervalMilliseconds: Int64 = 500
    /// After how many changed panes it commits early.
    public var commitRecords = 200_000
    /// After how many bytes of results, late events and dead letters it commits early.
    public var commitBytes = 8 << 20
    /// What the names of the topics that the worker writes begin with.
    public var outputPrefix = "credence."
    /// Records with a larger payload go to the dead letters unread, unless their source has a limit of its own. At
    /// most 1 GiB.
    public var maxRecordBytes = 1 << 20

    /// Whether a failure or a stop can make a result or a transition be told again.
    public var delivery = Delivery.exactlyOnce
    /// The folder of the local copy of committed state; `nil` to keep none, so that each start reads changelogs whole.
    public var stateDirectory: String?
    /// How much resident memory the process is to have at the most, in bytes: state for which there is no room lies in a
    /// scratch file in ``stateDirectory``. `nil` for as much as there is.
    public var stateMemoryBytes: Int?
    /// In which time a changelog goes round all of a task's state once, in milliseconds: a task is restored from the last
    /// round and what came since.
    public var snapshotIntervalMilliseconds: Int64 = 600_000
    /// How often the worker notes up to where its changelogs go, in milliseconds: a restart reads them from there, or from
    /// the last such note behind its local copy.
    public var checkpointIntervalMilliseconds: Int64 = 30_000
    /// The worker's name in its group, the same at every start: within ``sessionMilliseconds`` its tasks wait for it to come
    /// back. `nil` for a member that the group forgets when it leaves.
    public var instance: String?
    /// After how long without a sign of life the group gives a worker's tasks to others, in milliseconds.
    public var sessionMilliseconds = 30_000
    /// After how long Kafka aborts a transaction that is not ended, in milliseconds: for so long a dead worker's open
    /// transaction holds up who reads what it wrote.
    public var transactionMilliseconds = 15_000
    /// How long a worker's control thread may be busy before the group takes its tasks away, in milliseconds.
    public var maxPollMilliseconds = 300_000
    /// How long to wait before something is tried again that failed, in milliseconds.
    public var retryMilliseconds: Int64 = 1000
    /// Whether operators whose definition has changed under the same version of their pipeline begin anew; otherwise a
    /// worker refuses to start on their state and names them.
    public var restartsChangedState = false

    /// Whether a worker deletes what no restore needs any more of its changelogs. Otherwise the topics' retention does,
    /// later.
    public var trimsChangelogs = true
    /// How often it looks what that is, in milliseconds.
    public var trimIntervalMilliseconds: Int64 = 60_000
    /// How many other workers follow the changelog of each task into a local copy, so that a task whose worker is lost
    /// starts from there: needs ``stateDirectory``, and the same number on all workers.
    public var standby = 0
    /// How often a worker looks which tasks of others it is to follow, in milliseconds.
    public var standbyLookMilliseconds: Int64 = 2000

    /// Whether results are told that may still change.
    public var tellsProvisional = true
    /// Whether records of results and transitions are stamped with the event time that they are of; otherwise Kafka stamps
    /// them with the time of sending, by which it deletes what is old.
    public var stampsEventTime = false

    /// Since when the topics hold all there was, where that is known; otherwise the first event tells it. Windows that
    /// began before are partial.
    public var inputSince: EventTime?

    /// The defaults.
    public init() {}

    private var topics: WrittenTopics { WrittenTopics(prefix: outputPrefix) }

    var metricsTopic: String { topics.metrics }
    var alertsTopic: String { topics.alerts }
    var activeAlertsTopic: String { topics.activeAlerts }
    var lateTopic: String { topics.late }
    var deadLettersTopic: String { topics.deadLetters }

    /// The topics that a worker tells in, as they are to be created.
    public var outputDemands: [TopicDemand] { topics.demands }

    /// The topics that a worker writes to, and which of them keep only the newest record of a key.
    public var outputTopics: [(name: String, isCompacted: Bool)] {
        [
            (metricsTopic, true), (alertsTopic, false), (activeAlertsTopic, true), (lateTopic, false),
            (deadLettersTopic, false),
        ]
    }
}
