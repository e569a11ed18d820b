/// What an explanation needs to know beside the pipeline.
public struct ExplanationSettings: Sendable {
    /// The partitions of each source's topic; a source that is not named has ``partitions``.
    public var partitionsOfSource: [String: Int] = [:]
    /// The partitions of the other sources' topics; `nil` when that is not known.
    public var partitions: Int?
    /// What the topics that are written are called.
    public var topics = WrittenTopics(prefix: "credence.")
    /// How often partial panes are handed on, in milliseconds.
    public var commitIntervalMilliseconds: Int64 = 500
    /// What is supposed of the data.
    public var assumptions = PlanAssumptions()

    /// The defaults of a worker.
    public init() {}

    func partitions(of source: String) -> Int? { partitionsOfSource[source] ?? partitions }
}
