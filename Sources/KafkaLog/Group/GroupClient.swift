import CRdKafka
import Dispatch
import EventModel
import Synchronization

/// The library's client of one membership: a handle with the queue of the group's events.
///
/// Freed with its last user, so that a thread that commits while the group is closed touches nothing that is gone.
final class GroupClient: @unchecked Sendable {
    let handle: KafkaHandle
    let events: OpaquePointer
    private let isJoining = Atomic<Bool>(false)

    init(properties: KafkaProperties, log: @escaping KafkaLogSink) throws(LogFailure) {
        handle = try KafkaHandle(
            RD_KAFKA_CONSUMER, properties: properties, defaults: .group,
            events: RD_KAFKA_EVENT_REBALANCE | RD_KAFKA_EVENT_ERROR,
            context: ClientContext(log: log, ledger: nil))
        rd_kafka_poll_set_consumer(handle.pointer)
        guard let events = rd_kafka_queue_get_consumer(handle.pointer) else {
            preconditionFailure("a consumer with a group has a queue")
        }
        self.events = events
    }

    deinit {
        rd_kafka_queue_destroy(events)
        guard isJoining.load(ordering: .acquiring), rd_kafka_version() < Self.freesJoiningMembers else {
            return Self.free(handle)
        }
        // It is left to itself: freeing it would end the process.
        _ = Unmanaged.passRetained(handle)
    }

    // Before 2.3 the library asserts that a member of a cooperative group has had a share when it is freed
    // (confluentinc/librdkafka#4312).
    private static let freesJoiningMembers: Int32 = 0x0203_0000

    /// Frees a client, and waits for that for at most three seconds.
    ///
    /// The library waits for the end of what the group was about; a client that was thrown out while it gave partitions
    /// back can wait for ever, and must not take the worker with it. It is left to itself then.
    private static func free(_ handle: KafkaHandle) {
        let isFree = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
            handle.destroy()
            isFree.signal()
        }
        _ = isFree.wait(timeout: .now() + .seconds(3))
    }

    /// Who this client is to the group; `nil` while the group's coordinator does not know it.
    var memberID: String? {
        guard let metadata = rd_kafka_consumer_group_metadata(handle.pointer) else { return nil }
        defer { rd_kafka_consumer_group_metadata_destroy(metadata) }
        guard let identity = MemberIdentity(metadata) else { return "" }
        return identity.isMember ? identity.memberID : nil
    }

    /// Whether the group has thrown this member out, so that what it revokes is gone already.
    var isAssignmentLost: Bool { rd_kafka_assignment_lost(handle.pointer) != 0 }

    /// Joins the group for these topics.
    func subscribe(to topics: [String]) -> LogFailure? {
        isJoining.store(true, ordering: .releasing)
        let list = PartitionList(topics.map { TopicPartition(topic: $0, partition: -1) })
        return handle.failure(
            of: rd_kafka_subscribe(handle.pointer, list.pointer),
            doing: "joining the group for \(topics.joined(separator: ", "))")
    }

    /// The group has given this member its share, be it empty.
    func noteShare() { isJoining.store(false, ordering: .releasing) }

    /// Takes partitions over without reading them: paused, at an offset that needs no asking.
    func adopt(_ partitions: [TopicPartition]) -> LogFailure? {
        let list = PartitionList(partitions, offset: 0)
        rd_kafka_pause_partitions(handle.pointer, list.pointer)
        let failure = handle.failure(
            of: rd_kafka_incremental_assign(handle.pointer, list.pointer), doing: "taking over tasks")
        // Those that the client heard of only now.
        rd_kafka_pause_partitions(handle.pointer, list.pointer)
        return failure
    }

    /// Gives partitions back; the group goes on with sharing out.
    func abandon(_ partitions: [TopicPartition]) -> LogFailure? {
        let list = PartitionList(partitions)
        return handle.failure(
            of: rd_kafka_incremental_unassign(handle.pointer, list.pointer), doing: "giving tasks back")
    }

    /// Leaves the group, for at most the time given; a static member's place is kept for it.
    func leave(waitMilliseconds: Int) {
        let deadline = monotonicMilliseconds() + Int64(waitMilliseconds)
        if let error = rd_kafka_consumer_close_queue(handle.pointer, events) {
            rd_kafka_error_destroy(error)
            return
        }
        while rd_kafka_consumer_closed(handle.pointer) == 0, monotonicMilliseconds() < deadline {
            guard let event = rd_kafka_queue_poll(events, 100) else { continue }
            if rd_kafka_event_type(event) == RD_KAFKA_EVENT_REBALANCE {
                if rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS { noteShare() }
                _ = abandon([])
            }
            rd_kafka_event_destroy(event)
        }
    }
}

extension KafkaDefaults {
    /// What a member of a group sets when nobody else does: it shares out tasks and reads nothing.
    ///
    /// Positions are asked for with `isolation.level=read_committed`, so that those of open transactions are waited for.
    static let group = common.and([
        ("enable.auto.commit", "false"),
        ("enable.auto.offset.store", "false"),
        ("auto.offset.reset", "earliest"),
        ("allow.auto.create.topics", "false"),
        ("isolation.level", "read_committed"),
        ("partition.assignment.strategy", "cooperative-sticky"),
        ("session.timeout.ms", "10000"),
        ("heartbeat.interval.ms", "2000"),
        ("queued.min.messages", "1"),
        ("queued.max.messages.kbytes", "1024"),
    ])
}
