/// Creates and checks topics.
public protocol LogTopics: AnyObject, Sendable {
    /// Creates those that are missing and tells about all of them what is there; a topic that exists is never changed.
    ///
    /// - Throws: when the log does not answer, or refuses to create a topic.
    func prepare(_ topics: [TopicDemand], waitMilliseconds: Int) throws(LogFailure) -> [TopicFinding]
    /// Deletes the oldest records of a partition, those before an offset.
    func deleteRecords(before offset: Int64, of partition: TopicPartition) throws(LogFailure)
}

/// A topic that a worker needs.
public struct TopicDemand: Equatable, Sendable {
    /// Its name.
    public var name: String
    /// How many partitions it gets when it is created.
    public var partitions: Int
    /// Whether another number of partitions will not do.
    public var isPartitionCountFixed: Bool
    /// Settings that it gets when it is created, and which are checked when it exists, such as `cleanup.policy`.
    public var settings: [String: String]

    /// A demand from its parts.
    public init(name: String, partitions: Int, isPartitionCountFixed: Bool, settings: [String: String]) {
        self.name = name
        self.partitions = partitions
        self.isPartitionCountFixed = isPartitionCountFixed
        self.settings = settings
    }
}

/// What became of a demand.
public struct TopicFinding: Equatable, Sendable {
    /// The topic's name.
    public var name: String
    /// How many partitions it has.
    public var partitions: Int
    /// Whether it was created now.
    public var isNew: Bool
    /// Settings that are not as demanded: name, what it is, what it should be. Logs that do not tell settings leave it
    /// empty.
    public var differences: [Difference]

    /// A setting that is not as demanded.
    public struct Difference: Equatable, Sendable {
        /// The setting's name.
        public var setting: String
        /// What it is.
        public var found: String
        /// What was demanded.
        public var demanded: String

        /// A difference from its parts.
        public init(setting: String, found: String, demanded: String) {
            self.setting = setting
            self.found = found
            self.demanded = demanded
        }
    }

    /// A finding from its parts.
    public init(name: String, partitions: Int, isNew: Bool, differences: [Difference] = []) {
        self.name = name
        self.partitions = partitions
        self.isNew = isNew
        self.differences = differences
    }
}
