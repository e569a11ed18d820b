import PipelineSpec

extension PlanExplainer {
    /// What is read, then what is written.
    func topics() -> [ExplainedTopic] {
        let read = plan.declaredSources.enumerated().map { number, source in
            ExplainedTopic(
                name: source.topic, role: .read, partitions: settings.partitions(of: source.name),
                key: pipeline.sources[number].partitionedBy,
                recordsPerSecond: assumptions.value(.eventsPerSecond, of: source.name),
                bytesPerSecond: assumptions.value(.eventsPerSecond, of: source.name)
                    * assumptions.value(.eventBytes, of: source.name), isCompacted: false)
        }
        let names = settings.topics
        var written: [ExplainedTopic] = []
        func write(_ name: String, _ key: String, _ rate: Double? = nil, isCompacted: Bool = false) {
            written.append(
                ExplainedTopic(
                    name: name, role: .written, partitions: WrittenTopics.partitions, key: key,
                    recordsPerSecond: rate, bytesPerSecond: nil, isCompacted: isCompacted))
        }
        if !pipeline.metrics.isEmpty {
            write(names.metrics, "metric | key | window start", resultsPerSecond, isCompacted: true)
        }
        if !pipeline.alerts.isEmpty {
            write(names.alerts, "rule | key")
            write(names.activeAlerts, "rule | key", isCompacted: true)
        }
        written = innerTopics + written
        for name in [names.late, names.deadLetters] {
            written.append(
                ExplainedTopic(
                    name: name, role: .rejects, partitions: WrittenTopics.partitions,
                    key: "that of the record",
                    recordsPerSecond: nil, bytesPerSecond: nil, isCompacted: false))
        }
        return read + written
    }
}
