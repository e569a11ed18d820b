import CRdKafka
public import EventModel
import Synchronization

extension KafkaGroup {
    /// Waits for news of the group; must be called every few seconds at least (`max.poll.interval.ms`).
    public func poll(waitMilliseconds: Int) -> [GroupNotice] {
        var notices = comeBack()
        if let client, !isOut { inspection?.step(client, topics: topics) }
        let deadline = monotonicMilliseconds() + Int64(waitMilliseconds)
        repeat {
            guard let client else { return notices }
            let remaining = notices.isEmpty ? max(0, deadline - monotonicMilliseconds()) : 0
            // In short waits, so that a loss that the library does not tell is noticed in time.
            let event = rd_kafka_queue_poll(client.events, Int32(min(remaining, 100)))
            if let event { notices += take(event, from: client) }
            notices += losses(of: client)
            if let settled = filter.settle(at: monotonicMilliseconds()) { notices.append(.failed(settled)) }
            // One piece of news about ownership at a time: the next may depend on what becomes of it.
            if !notices.isEmpty, event == nil || isOut || !roster.lost.isEmpty { break }
        } while !notices.isEmpty || monotonicMilliseconds() < deadline
        return notices
    }

    /// Ends a loss that the last poll told, so that this member can join again.
    private func comeBack() -> [GroupNotice] {
        if isOut, !isFatalTold, !isClosed { return renew() }
        let lost = roster.takeLost()
        guard !lost.isEmpty, let client else { return [] }
        return failed(client.abandon(lost))
    }

    /// Replaces the client: the library cannot be brought to forget partitions that it was about to give back.
    private func renew() -> [GroupNotice] {
        do throws(LogFailure) {
            // The old one goes first: two clients of one static member would throw each other out.
            if let old = client, old.memberID != nil, properties["group.instance.id"] == nil {
                old.leave(waitMilliseconds: 3000)
            }
            standing.withLock { $0 = Standing() }
            let client = try GroupClient(properties: properties, log: log)
            standing.withLock { $0.client = client }
            isOut = false
            return failed(client.subscribe(to: topics))
        } catch {
            return [.failed(error)]
        }
    }

    private func take(_ event: OpaquePointer, from client: GroupClient) -> [GroupNotice] {
        defer { rd_kafka_event_destroy(event) }
        switch rd_kafka_event_type(event) {
        case RD_KAFKA_EVENT_REBALANCE: return rebalance(event, of: client)
        case RD_KAFKA_EVENT_ERROR: return error(event, of: client).map { [.failed($0)] } ?? []
        default: return []
        }
    }

    private func rebalance(_ event: OpaquePointer, of client: GroupClient) -> [GroupNotice] {
        let list = rd_kafka_event_topic_partition_list(event)
        let partitions = PartitionList.elements(of: list).map { TopicPartition($0) }.sorted()
        guard rd_kafka_event_error(event) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS else {
            return giveUp(partitions, of: client)
        }
        client.noteShare()
        guard let member = admit(client) else {
            isOut = true
            return lostAll()
        }
        standing.withLock { $0.owner = member }
        inspection?.noteShare()
        roster.take(partitions)
        let failure = client.adopt(partitions)
        return (partitions.isEmpty ? [] : [.assigned(partitions)]) + failed(failure)
    }

    private func giveUp(_ partitions: [TopicPartition], of client: GroupClient) -> [GroupNotice] {
        guard !partitions.isEmpty else { return failed(client.abandon([])) }
        guard client.isAssignmentLost else {
            roster.revoke(partitions)
            return [.revoked(partitions)]
        }
        roster.lose(partitions)
        standing.withLock { $0.owner = nil }
        return [.lost(partitions)]
    }

    /// Who this client is now; `nil` when it is not the member any more that holds its partitions: a client whose id
    /// the group has forgotten may join again as another member and go on as if nothing had happened.
    private func admit(_ client: GroupClient) -> String? {
        guard let member = client.memberID else { return nil }
        let owner = standing.withLock { $0.owner }
        return roster.held.isEmpty || owner == member ? member : nil
    }

    /// A loss that the library does not tell: while it waits for revoked partitions it takes no notice of one, and a
    /// client that was fenced gives everything up in silence.
    private func losses(of client: GroupClient) -> [GroupNotice] {
        guard !isOut else { return [] }
        if let fatal = client.handle.fatalFailure {
            isOut = true
            isFatalTold = true
            return lostAll() + [.failed(fatal)]
        }
        guard !roster.leaving.isEmpty, admit(client) == nil else { return [] }
        isOut = true
        return lostAll()
    }

    private func lostAll() -> [GroupNotice] {
        standing.withLock { $0.owner = nil }
        let all = roster.loseAll()
        return all.isEmpty ? [] : [.lost(all)]
    }

    private func error(_ event: OpaquePointer, of client: GroupClient) -> LogFailure? {
        let code = rd_kafka_event_error(event)
        let reason = rd_kafka_event_error_string(event).map { String(cString: $0) } ?? ""
        client.handle.context.recordError(code, reason: reason)
        // What ends the client is told together with what it loses.
        guard rd_kafka_event_error_is_fatal(event) == 0 else { return nil }
        return filter.observe(code, reason: reason, at: monotonicMilliseconds())
    }

    private func failed(_ failure: LogFailure?) -> [GroupNotice] {
        failure.map { [.failed($0)] } ?? []
    }
}
