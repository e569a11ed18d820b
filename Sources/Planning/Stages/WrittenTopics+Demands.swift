public import EventModel

extension WrittenTopics {
    /// How the topics are to be created. What is compacted keeps the newest record of each key; how long the others keep
    /// theirs is the broker's own setting.
    public var demands: [TopicDemand] {
        [
            demand(metrics, "compact"), demand(alerts, "delete"), demand(activeAlerts, "compact"),
            demand(late, "delete"), demand(deadLetters, "delete"),
        ]
    }

    private func demand(_ name: String, _ policy: String) -> TopicDemand {
        TopicDemand(
            name: name, partitions: Self.partitions, isPartitionCountFixed: false,
            settings: ["cleanup.policy": policy])
    }
}
