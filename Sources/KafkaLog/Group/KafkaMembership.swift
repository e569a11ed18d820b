import CRdKafka
public import EventModel

/// A member of a ``KafkaGroup`` and its generation at one moment, as a transaction shows them to the brokers.
///
/// Sendable although it holds C pointers: they are only read, and freed with it.
public final class KafkaMembership: GroupMembership, @unchecked Sendable {
    /// Whether tasks of this member may be committed; the brokers cannot tell in all cases: a commit that names neither
    /// member nor generation passes unchecked.
    public let isValid: Bool
    let metadata: OpaquePointer?
    let memberID: String
    // Not the handle: a client that goes frees it aside, while another thread could still take hold of it here.
    private weak let client: GroupClient?

    /// What the client says of itself now.
    ///
    /// - Parameters:
    ///   - client: the member's client.
    ///   - owner: the member that the partitions were given to; another one cannot commit for it.
    init(of client: GroupClient, owner: String?) {
        self.client = client
        metadata = rd_kafka_consumer_group_metadata(client.handle.pointer)
        let identity = metadata.flatMap { MemberIdentity($0) }
        memberID = identity?.memberID ?? ""
        // A library that writes memberships in another way leaves the judgement to the brokers.
        isValid =
            owner != nil && metadata != nil
            && (identity.map { $0.isMember && $0.memberID == owner } ?? true)
    }

    /// A membership that proves nothing.
    init() {
        client = nil
        metadata = nil
        memberID = ""
        isValid = false
    }

    deinit { if let metadata { rd_kafka_consumer_group_metadata_destroy(metadata) } }

    /// Why nothing can be committed with it.
    var lossFailure: LogFailure {
        LogFailure(
            code: "UNKNOWN_MEMBER_ID", message: "this worker is no longer a member of its group",
            hint: "others go on with its tasks; it joins again by itself", isFatal: false, isRetriable: false)
    }

    /// Commits positions outside of any transaction.
    func commit(
        _ positions: [TopicPartition: CommittedPosition], waitMilliseconds: Int
    ) throws(LogFailure) {
        guard isValid, let client else { throw lossFailure }
        // The client is freed after its last user, and this is one until the answer is in.
        defer { extendLifetime(client) }
        let handle = client.handle
        guard let queue = rd_kafka_queue_new(handle.pointer) else { preconditionFailure("out of memory") }
        defer { rd_kafka_queue_destroy(queue) }
        let list = PartitionList(positions)
        let what = "committing positions"
        let code = rd_kafka_commit_queue(handle.pointer, list.pointer, queue, nil, nil)
        if let failure = handle.failure(of: code, doing: what) { throw failure }
        guard let event = rd_kafka_queue_poll(queue, Int32(clamping: waitMilliseconds)) else {
            throw LogFailure(
                kafka: RD_KAFKA_RESP_ERR__TIMED_OUT, doing: what, bootstrap: handle.bootstrap,
                reason: handle.context.lastTransportReason ?? "no answer in \(waitMilliseconds) ms")
        }
        defer { rd_kafka_event_destroy(event) }
        if let failure = handle.failure(of: rd_kafka_event_error(event), doing: what) { throw failure }
        for element in PartitionList.elements(of: rd_kafka_event_topic_partition_list(event)) {
            let place = "committing the position of \(TopicPartition(element))"
            if let failure = handle.failure(of: element.err, doing: place) { throw failure }
        }
    }
}
