/// What an explanation needs to know beside the pipeline.
public struct ExplanationSettings: Sendable {
    /// The partitions of each source's topic; a source that is not named has ``partitions``.
    public var partitionsOfSource: [String: Int] = [:]
    /// The partitions of the other sources' topics; `nil` when that is not known.
    public var partitions: Int?
    /// What the topics that are written are called.
    public var topics = WrittenTopics(prefix: "credence.")
    /// How often tasks commit, in milliseconds.
    public var commitIntervalMilliseconds: Int64 = 500
    /// In which time a changelog goes round all state, in milliseconds.
    public var snapshotIntervalMilliseconds: Int64 = 600_000
    /// What is supposed of the data.
    public var assumptions = PlanAssumptions()

    /// The defaults of a worker.
    public init() {}

    func partitions(of source: String) -> Int? { partitionsOfSource[source] ?? partitions }
}
