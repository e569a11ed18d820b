import Planning

/// How a worker runs; nothing here changes a final result.
public struct WorkerSettings: Sendable {
    /// Worker threads.
    public var threads = 2
    /// The most rows that are decoded and processed at once.
    public var batchSize = 4096
    /// The most records that one fetch brings.
    public var fetchSize = 10_000
    /// How often results and partial panes are handed on, in milliseconds.
    public var commitIntervalMilliseconds: Int64 = 500
    /// After how many changed panes they are handed on early.
    public var commitRecords = 200_000
    /// What the names of the topics that the worker writes begin with.
    public var outputPrefix = "credence."
    /// Records with a larger payload go to the dead letters unread, unless their source has a limit of its own. At
    /// most 1 GiB.
    public var maxRecordBytes = 1 << 20
    /// How long a stop waits for the records on their way out, in milliseconds.
    public var flushMilliseconds = 30_000

    /// The defaults.
    public init() {}

    private var topics: WrittenTopics { WrittenTopics(prefix: outputPrefix) }

    var metricsTopic: String { topics.metrics }
    var alertsTopic: String { topics.alerts }
    var activeAlertsTopic: String { topics.activeAlerts }
    var lateTopic: String { topics.late }
    var deadLettersTopic: String { topics.deadLetters }

    /// The topics that a worker writes to, and which of them keep only the newest record of a key.
    public var outputTopics: [(name: String, isCompacted: Bool)] {
        [
            (metricsTopic, true), (alertsTopic, false), (activeAlertsTopic, true), (lateTopic, false),
            (deadLettersTopic, false),
        ]
    }
}
