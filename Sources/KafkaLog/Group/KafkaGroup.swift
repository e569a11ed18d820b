import CRdKafka
public import EventModel
import Synchronization

/// A member of a consumer group that owns tasks and reads nothing (`cooperative-sticky`).
///
/// - What is revoked stays this member's until all of it was released; the group waits for that as long as
///   `max.poll.interval.ms` says, and other tasks go on meanwhile.
/// - A member that lost its place joins again with the poll that follows the notice, never before: until then its
///   ``membership`` commits nothing, so that no thread can commit a lost task under the next membership by mistake.
/// - With a name for the instance (`group.instance.id`) it is a static member: it does not leave the group when it is
///   closed, and has its tasks back when it returns within `session.timeout.ms`.
///
/// Sendable although it has state: one control thread calls it, as ``LogGroup`` asks; what ``membership`` needs is
/// behind a lock.
public final class KafkaGroup: LogGroup, @unchecked Sendable {
    /// What the membership is made of, from any thread.
    struct Standing {
        var client: GroupClient?
        /// The member that the partitions were given to.
        var owner: String?
    }

    let standing: Mutex<Standing>
    let properties: KafkaProperties
    let log: KafkaLogSink
    var roster = GroupRoster()
    var filter: FailureFilter
    var topics: [String] = []
    /// The client is of no use any more: the next poll replaces it, unless Kafka refuses this member for good.
    var isOut = false
    var isClosed = false
    var isFatalTold = false
    /// Of a static member alone.
    let inspection: GroupInspection?

    /// Makes the client; it connects on its own and keeps trying.
    ///
    /// - Parameters:
    ///   - properties: addresses, security, and anything else of the library's.
    ///   - group: the consumer group to join.
    ///   - instance: the name of this instance, the same after a restart and no other's; `nil` for a dynamic member.
    ///   - log: where the library's log lines go; nowhere when it is not given.
    /// - Throws: for properties that are unknown, invalid or do not fit together.
    public init(
        properties: KafkaProperties, group: String, instance: String? = nil,
        log: @escaping KafkaLogSink = { _, _, _ in }
    ) throws(LogFailure) {
        var all = properties
        all["group.id"] = group
        if let instance { all["group.instance.id"] = instance }
        let strategy = all["partition.assignment.strategy"] ?? "cooperative-sticky"
        guard strategy == "cooperative-sticky" else {
            throw LogFailure(
                code: "INVALID_PROPERTY",
                message:
                    "the Kafka property partition.assignment.strategy=\(strategy) does not fit: tasks are "
                    + "handed over one by one",
                hint: "leave it out, or set it to cooperative-sticky", isFatal: true, isRetriable: false)
        }
        self.properties = all
        self.log = log
        filter = FailureFilter(bootstrap: all.bootstrap)
        inspection = instance.map { _ in GroupInspection(properties: all, group: group, log: log) }
        standing = Mutex(Standing(client: try GroupClient(properties: all, log: log), owner: nil))
    }

    deinit { close() }

    /// The client of the present membership; `nil` once closed.
    var client: GroupClient? { standing.withLock { $0.client } }

    /// Joins the group for these topics.
    public func join(_ topics: [String]) throws(LogFailure) {
        self.topics = topics
        guard let client else { throw KafkaGroup.closed }
        // A client that has not joined has nothing to tell but connections that failed: old news by now.
        while roster.held.isEmpty, let event = rd_kafka_queue_poll(client.events, 0) {
            rd_kafka_event_destroy(event)
        }
        if let failure = client.subscribe(to: topics) { throw failure }
    }

    /// Hands back partitions that were revoked: with the last of them, the group gives them to others.
    ///
    /// What is not revoked, or was lost in the meantime, is passed over.
    public func release(_ partitions: [TopicPartition]) throws(LogFailure) {
        guard !roster.leaving.isEmpty, !isOut, let client else { return }
        let returned = roster.release(partitions)
        guard !returned.isEmpty else { return }
        if let failure = client.abandon(returned) { throw failure }
    }

    /// The member and its generation of this moment, in one round trip inside the process.
    public var membership: any GroupMembership {
        let standing = standing.withLock { $0 }
        guard let client = standing.client else { return KafkaMembership() }
        return KafkaMembership(of: client, owner: standing.owner)
    }

    /// Leaves the group; partitions that are still held go to others at once, unless this is a static member.
    ///
    /// Waits up to ten seconds for the group to take notice. Harmless when called again.
    public func close() {
        isClosed = true
        inspection?.close()
        let client = standing.withLock { standing in
            defer { standing = Standing() }
            return standing.client
        }
        guard let client else { return }
        if !isOut {
            if !roster.revoked.isEmpty { _ = client.abandon(roster.revoked) }
            client.leave(waitMilliseconds: 10_000)
        }
        _ = roster.loseAll()
    }

    static let closed = LogFailure(
        code: "_DESTROY", message: "the group is closed", hint: "", isFatal: true, isRetriable: false)
}
