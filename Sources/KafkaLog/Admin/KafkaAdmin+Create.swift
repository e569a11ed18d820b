import CRdKafka
public import EventModel

/// What became of topics that were to be created.
public struct TopicCreation: Equatable, Sendable {
    /// Topics that are new.
    public var created: [String] = []
    /// Topics that were there already; they were left as they are.
    public var existing: [String] = []

    /// Topics from their names.
    public init(created: [String] = [], existing: [String] = []) {
        self.created = created
        self.existing = existing
    }
}

extension KafkaAdmin {
    /// Creates topics; those that exist are left alone and reported.
    ///
    /// - Throws: for the first topic that could not be created; others may have been. The embedded cluster cannot
    ///   create topics over the protocol and says so: it is started with its topics.
    public func create(
        _ topics: [TopicDefinition], waitMilliseconds: Int = 30_000
    ) throws(LogFailure) -> TopicCreation {
        let cluster = try ClusterMetadata(handle, waitMilliseconds: waitMilliseconds)
        let missing = topics.filter { cluster.partitionCounts[$0.name] == nil }
        var creation = TopicCreation()
        if !missing.isEmpty {
            try checkController(of: cluster, creating: missing)
            creation = try request(missing, waitMilliseconds: min(waitMilliseconds, 3_600_000))
        }
        creation.existing += topics.map(\.name).filter { cluster.partitionCounts[$0] != nil }
        return creation
    }

    /// Whether the cluster has nobody to administer it: the embedded one names a controller that is none of its
    /// brokers, and the library would look for it until the time is over.
    func lacksController(_ cluster: ClusterMetadata) -> Bool {
        let controller = rd_kafka_controllerid(handle.pointer, 0)
        return controller >= 0 && !cluster.brokers.contains(controller)
    }

    private func checkController(
        of cluster: ClusterMetadata, creating topics: [TopicDefinition]
    ) throws(LogFailure) {
        guard lacksController(cluster) else { return }
        throw LogFailure(
            kafka: RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE, doing: "creating topics (\(names(of: topics)))",
            bootstrap: handle.bootstrap, reason: "the cluster has no broker that creates topics")
    }

    private func request(
        _ topics: [TopicDefinition], waitMilliseconds: Int
    ) throws(LogFailure) -> TopicCreation {
        var definitions: [OpaquePointer?] = []
        defer { for definition in definitions { rd_kafka_NewTopic_destroy(definition) } }
        for topic in topics { definitions.append(try define(topic)) }
        guard let queue = rd_kafka_queue_new(handle.pointer) else { preconditionFailure("out of memory") }
        defer { rd_kafka_queue_destroy(queue) }
        let options = rd_kafka_AdminOptions_new(handle.pointer, RD_KAFKA_ADMIN_OP_CREATETOPICS)
        defer { rd_kafka_AdminOptions_destroy(options) }
        let wait = Int32(clamping: waitMilliseconds)
        rd_kafka_AdminOptions_set_request_timeout(options, wait, nil, 0)
        // Waits for the controller to have made the partitions, so that they can be used at once.
        rd_kafka_AdminOptions_set_operation_timeout(options, wait, nil, 0)
        rd_kafka_CreateTopics(handle.pointer, &definitions, definitions.count, options, queue)
        // The library ends the request itself, with a better reason than silence; the margin lets it.
        guard let event = rd_kafka_queue_poll(queue, wait + 5000) else {
            throw LogFailure(
                kafka: RD_KAFKA_RESP_ERR__TIMED_OUT, doing: "creating topics", bootstrap: handle.bootstrap)
        }
        defer { rd_kafka_event_destroy(event) }
        return try creation(event, of: topics)
    }

    private func define(_ topic: TopicDefinition) throws(LogFailure) -> OpaquePointer {
        let made = withReason {
            rd_kafka_NewTopic_new(
                topic.name, Int32(clamping: topic.partitions), Int32(clamping: topic.replication ?? -1), $0,
                $1)
        }
        guard let definition = made.result else {
            throw LogFailure(
                code: "_INVALID_ARG", message: "cannot create the topic \(topic.name): \(made.reason)",
                hint: "change its name, partitions or replication", isFatal: false, isRetriable: false)
        }
        for (name, value) in topic.configuration.sorted(by: { $0.key < $1.key }) {
            rd_kafka_NewTopic_set_config(definition, name, value)
        }
        return definition
    }

    private func creation(
        _ event: OpaquePointer, of topics: [TopicDefinition]
    ) throws(LogFailure) -> TopicCreation {
        let code = rd_kafka_event_error(event)
        if code != RD_KAFKA_RESP_ERR_NO_ERROR {
            let reason = rd_kafka_event_error_string(event).map { String(cString: $0) }
            throw LogFailure(
                kafka: code, doing: "creating topics (\(names(of: topics)))", bootstrap: handle.bootstrap,
                reason: reason)
        }
        var count = 0
        let results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count)
        var creation = TopicCreation()
        for result in UnsafeBufferPointer(start: results, count: count) {
            guard let result, let text = rd_kafka_topic_result_name(result) else { continue }
            let name = String(cString: text)
            switch rd_kafka_topic_result_error(result) {
            case RD_KAFKA_RESP_ERR_NO_ERROR: creation.created.append(name)
            case RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS: creation.existing.append(name)
            case let code:
                let reason = rd_kafka_topic_result_error_string(result).map { String(cString: $0) }
                throw LogFailure(
                    kafka: code, doing: "creating the topic \(name)", bootstrap: handle.bootstrap,
                    reason: reason)
            }
        }
        return creation
    }

    private func names(of topics: [TopicDefinition]) -> String {
        topics.map(\.name).joined(separator: ", ")
    }
}
