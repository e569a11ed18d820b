import CRdKafka
import EventModel
import Glibc

extension KafkaTopics {
    /// The settings of topics, by topic and name; empty where the cluster does not tell them.
    ///
    /// Brokers hear one after the other of topics that somebody else has just created: those that do not know a topic
    /// are asked again until the deadline.
    func settings(
        of topics: [String], until deadline: Int64
    ) throws(LogFailure) -> [String: [String: String]] {
        while true {
            do throws(LogFailure) {
                return try settingsNow(of: topics, until: deadline)
            } catch  where error.code == "UNKNOWN_TOPIC_OR_PART" && monotonicMilliseconds() < deadline {
                usleep(50_000)
            }
        }
    }

    private func settingsNow(
        of topics: [String], until deadline: Int64
    ) throws(LogFailure) -> [String: [String: String]] {
        guard !topics.isEmpty else { return [:] }
        let remaining = max(1000, deadline - monotonicMilliseconds())
        let cluster = try ClusterMetadata(handle, waitMilliseconds: Int(remaining))
        guard !admin.lacksController(cluster) else { return [:] }
        let request = AdminRequest(
            RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, of: handle, doing: "asking for the settings of topics",
            waitMilliseconds: remaining)
        var resources = topics.map { rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, $0) }
        defer { for resource in resources { rd_kafka_ConfigResource_destroy(resource) } }
        rd_kafka_DescribeConfigs(
            handle.pointer, &resources, resources.count, request.options, request.queue)
        do throws(LogFailure) {
            return try request.answer { event throws(LogFailure) in try read(event) }
        } catch  where KafkaTopics.meansUntold(error) {
            return [:]
        }
    }

    private func read(_ event: OpaquePointer) throws(LogFailure) -> [String: [String: String]] {
        var count = 0
        let results = rd_kafka_DescribeConfigs_result_resources(
            rd_kafka_event_DescribeConfigs_result(event), &count)
        var settings: [String: [String: String]] = [:]
        for resource in UnsafeBufferPointer(start: results, count: count) {
            guard let name = rd_kafka_ConfigResource_name(resource).map({ String(cString: $0) }) else {
                continue
            }
            let what = "asking for the settings of \(name)"
            let failure = handle.failure(of: rd_kafka_ConfigResource_error(resource), doing: what)
            if let failure {
                guard KafkaTopics.meansUntold(failure) else { throw failure }
                continue
            }
            settings[name] = entries(of: resource)
        }
        return settings
    }

    private func entries(of resource: OpaquePointer?) -> [String: String] {
        var count = 0
        let entries = rd_kafka_ConfigResource_configs(resource, &count)
        var values: [String: String] = [:]
        for entry in UnsafeBufferPointer(start: entries, count: count) {
            guard let name = rd_kafka_ConfigEntry_name(entry), let value = rd_kafka_ConfigEntry_value(entry)
            else { continue }
            values[String(cString: name)] = String(cString: value)
        }
        return values
    }

    /// A cluster that cannot say, or does not say it to this user.
    private static func meansUntold(_ failure: LogFailure) -> Bool {
        failure.code == "_UNSUPPORTED_FEATURE" || failure.code.hasSuffix("AUTHORIZATION_FAILED")
    }
}
