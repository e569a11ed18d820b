import CRdKafka
public import EventModel
import Glibc

/// Creates the topics that a worker needs, and compares those that are there with what it needs.
public final class KafkaTopics: LogTopics, Sendable {
    let admin: KafkaAdmin
    var handle: KafkaHandle { admin.handle }
    private let replication: Int?

    /// Makes the client; it connects with the first call.
    ///
    /// - Parameters:
    ///   - properties: addresses, security, and anything else of the library's.
    ///   - replication: how many brokers keep a copy of a new topic; `nil` for the cluster's own default.
    ///   - log: where the library's log lines go; nowhere when it is not given.
    /// - Throws: for properties that are unknown, invalid or do not fit together.
    public init(
        properties: KafkaProperties, replication: Int? = nil, log: @escaping KafkaLogSink = { _, _, _ in }
    ) throws(LogFailure) {
        admin = try KafkaAdmin(properties: properties, log: log)
        self.replication = replication
    }

    /// Creates those that are missing and tells about all of them what is there; a topic that exists is never changed.
    ///
    /// The settings of topics that existed are compared where the cluster tells them: the embedded one does not, and
    /// others may not tell this user. Lists such as `compact,delete` are compared without their order.
    ///
    /// - Throws: when the cluster does not answer, or refuses to create a topic. The embedded cluster creates none: it
    ///   is started with its topics.
    public func prepare(
        _ topics: [TopicDemand], waitMilliseconds: Int
    ) throws(LogFailure) -> [TopicFinding] {
        let deadline = monotonicMilliseconds() + Int64(waitMilliseconds)
        let creation = try create(topics, waitMilliseconds: waitMilliseconds)
        let counts = try counts(showing: creation.created + creation.existing, until: deadline)
        let settled = topics.filter { creation.existing.contains($0.name) && !$0.settings.isEmpty }
        let told = try settings(of: settled.map(\.name), until: deadline)
        return topics.map { topic in
            TopicFinding(
                name: topic.name, partitions: counts[topic.name] ?? topic.partitions,
                isNew: creation.created.contains(topic.name),
                differences: topic.differences(from: told[topic.name] ?? [:]))
        }
    }

    /// Frees the client; harmless when called again.
    public func close() { admin.close() }

    private func create(
        _ topics: [TopicDemand], waitMilliseconds: Int
    ) throws(LogFailure) -> TopicCreation {
        let definitions = topics.map {
            TopicDefinition(
                name: $0.name, partitions: $0.partitions, replication: replication, configuration: $0.settings
            )
        }
        do throws(LogFailure) {
            return try admin.create(definitions, waitMilliseconds: waitMilliseconds)
        } catch  where error.code == "_UNSUPPORTED_FEATURE" {
            let missing = try admin.topics(waitMilliseconds: waitMilliseconds)
            var failure = error
            failure.hint =
                "create them by other means, or start the embedded cluster with them: "
                + topics.filter { missing[$0.name] == nil }
                .map { "\($0.name) (\($0.partitions) partition\($0.partitions == 1 ? "" : "s"))" }
                .joined(separator: ", ")
            throw failure
        }
    }

    /// All partition counts, once those of these topics are known: brokers hear of them one after the other.
    private func counts(
        showing topics: [String], until deadline: Int64
    ) throws(LogFailure) -> [String: Int] {
        while true {
            let remaining = max(1000, deadline - monotonicMilliseconds())
            let counts = try admin.topics(waitMilliseconds: Int(remaining))
            guard let missing = topics.first(where: { counts[$0] == nil }) else { return counts }
            guard monotonicMilliseconds() < deadline else {
                throw LogFailure(
                    code: "LEADER_NOT_AVAILABLE",
                    message: "the topic \(missing) was created, but the brokers do not know it yet",
                    hint: "try again; if it stays so, look at the controller's log", isFatal: false,
                    isRetriable: true)
            }
            usleep(50_000)
        }
    }
}

extension TopicDemand {
    /// Settings that are told and are not as demanded, by name.
    func differences(from told: [String: String]) -> [TopicFinding.Difference] {
        settings.sorted { $0.key < $1.key }.compactMap { name, demanded in
            guard let found = told[name], TopicDemand.list(found) != TopicDemand.list(demanded) else {
                return nil
            }
            return TopicFinding.Difference(setting: name, found: found, demanded: demanded)
        }
    }

    private static func list(_ value: String) -> [String] {
        value.split(separator: ",").map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }.sorted()
    }
}
