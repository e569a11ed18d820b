/// The names of the topics that workers write.
public struct WrittenTopics: Sendable, Hashable {
    /// What all of them begin with.
    public var prefix: String

    /// How many partitions a worker gives to those that it creates.
    public static let partitions = 8

    /// Topics of a prefix.
    public init(prefix: String) { self.prefix = prefix }

    /// Results of metrics; the newest of each key is kept.
    public var metrics: String { prefix + "metrics" }
    /// Alerts as they fire and resolve.
    public var alerts: String { prefix + "alerts" }
    /// The alerts that fire; the newest state of each is kept.
    public var activeAlerts: String { prefix + "alerts.active" }
    /// Events that came too late for every window they belong to.
    public var late: String { prefix + "late" }
    /// Records that could not be used.
    public var deadLetters: String { prefix + "dead-letters" }
}
