import CRdKafka
public import EventModel

/// Follows one topic, all partitions, outside of any consumer group: for tools that look on.
///
/// A topic that does not exist yet, and partitions that are added, are found within a few seconds; since nothing of
/// them was there when following began, they are read from their beginning.
///
/// Sendable although it has state: one thread at a time calls it.
public final class KafkaTail: @unchecked Sendable {
    private let topic: String
    private let handle: KafkaHandle
    private let queue: OpaquePointer
    private let events: OpaquePointer
    private let from: StartOffset
    private var filter: FailureFilter
    private var owed: LogFailure?
    private var started: Int32 = 0
    private var hasLooked = false
    private var nextLook: Int64 = 0
    private var isOpen = true

    /// Prepares to follow a topic; nothing is read before ``fetch(limit:waitMilliseconds:)``.
    ///
    /// - Parameters:
    ///   - topic: its name; it need not exist yet.
    ///   - from: where to begin in the partitions that exist.
    ///   - properties: addresses, security, and anything else of the library's.
    ///   - log: where the library's log lines go.
    /// - Throws: for properties that are unknown, invalid or do not fit together.
    public init(
        topic: String, from: StartOffset, properties: KafkaProperties,
        log: @escaping KafkaLogSink = { _, _, _ in }
    ) throws(LogFailure) {
        self.topic = topic
        self.from = from
        handle = try KafkaHandle(
            RD_KAFKA_CONSUMER, properties: properties, defaults: .tail, events: RD_KAFKA_EVENT_ERROR,
            context: ClientContext(log: log, ledger: nil))
        guard let queue = rd_kafka_queue_new(handle.pointer),
            let events = rd_kafka_queue_get_main(handle.pointer)
        else { preconditionFailure("out of memory") }
        self.queue = queue
        self.events = events
        filter = FailureFilter(bootstrap: handle.bootstrap)
    }

    deinit { close() }

    /// The records that came since the last call, or waits for the first one for at most the time given.
    ///
    /// - Parameters:
    ///   - limit: how many records to bring at most.
    ///   - waitMilliseconds: how long to wait.
    /// - Returns: records in order per partition; none when the time passed without any.
    /// - Throws: what went wrong, each kind at most every ten seconds; call again to go on, unless it is fatal.
    public func fetch(limit: Int = 1000, waitMilliseconds: Int) throws(LogFailure) -> [TailRecord] {
        let deadline = monotonicMilliseconds() + Int64(waitMilliseconds)
        while true {
            look(waitMilliseconds: max(500, deadline - monotonicMilliseconds()))
            // In short waits, since the topic may still be looked for.
            let remaining = max(0, min(deadline - monotonicMilliseconds(), 250))
            let records = read(limit: limit, waitMilliseconds: Int32(remaining))
            if !records.isEmpty { return records }
            if let failure = takeFailure() { throw failure }
            if monotonicMilliseconds() >= deadline { return [] }
        }
    }

    /// Frees the client; harmless when called again.
    public func close() {
        guard isOpen else { return }
        isOpen = false
        if let topic = try? handle.topic(topic) {
            for partition in 0..<started { rd_kafka_consume_stop(topic.pointer, partition) }
        }
        rd_kafka_queue_destroy(queue)
        rd_kafka_queue_destroy(events)
        handle.destroy()
    }

    /// Looks for partitions: every second until there are some, then every ten.
    private func look(waitMilliseconds: Int64) {
        guard monotonicMilliseconds() >= nextLook else { return }
        do {
            let cluster = try ClusterMetadata(handle, waitMilliseconds: Int(min(waitMilliseconds, 5000)))
            try begin(Int32(clamping: cluster.partitionCounts[topic] ?? 0))
            hasLooked = true
        } catch {
            owe(filter.admit(error, at: monotonicMilliseconds()))
        }
        nextLook = monotonicMilliseconds() + (started == 0 ? 1000 : 10_000)
    }

    private func begin(_ count: Int32) throws(LogFailure) {
        guard count > started else { return }
        let opened = try handle.topic(topic)
        let offset = hasLooked ? StartOffset.beginning.kafkaOffset : from.kafkaOffset
        while started < count {
            guard rd_kafka_consume_start_queue(opened.pointer, started, offset, queue) == 0 else {
                throw LogFailure(
                    kafka: rd_kafka_last_error(), doing: "following \(topic)[\(started)]",
                    bootstrap: handle.bootstrap)
            }
            started += 1
        }
    }

    private func read(limit: Int, waitMilliseconds: Int32) -> [TailRecord] {
        var records: [TailRecord] = []
        var wait = waitMilliseconds
        while records.count < limit, let message = rd_kafka_consume_queue(queue, wait) {
            defer { rd_kafka_message_destroy(message) }
            wait = 0
            switch message.pointee.err {
            case RD_KAFKA_RESP_ERR_NO_ERROR: records.append(TailRecord(message))
            case RD_KAFKA_RESP_ERR__PARTITION_EOF: break
            case let code:
                let reason = rd_kafka_message_errstr(message).map { String(cString: $0) } ?? ""
                owe(filter.observe(code, reason: reason, at: monotonicMilliseconds()))
            }
        }
        return records
    }

    /// Keeps a failure until the records that came before it were given out.
    private func owe(_ failure: LogFailure?) {
        if owed == nil { owed = failure }
    }

    private func takeFailure() -> LogFailure? {
        if let owed {
            self.owed = nil
            return owed
        }
        while let event = rd_kafka_queue_poll(events, 0) {
            defer { rd_kafka_event_destroy(event) }
            guard rd_kafka_event_type(event) == RD_KAFKA_EVENT_ERROR else { continue }
            let reason = rd_kafka_event_error_string(event).map { String(cString: $0) } ?? ""
            let now = monotonicMilliseconds()
            if let failure = filter.observe(rd_kafka_event_error(event), reason: reason, at: now) {
                return failure
            }
        }
        return filter.settle(at: monotonicMilliseconds())
    }
}

extension KafkaDefaults {
    /// What a follower sets when nobody else does.
    static let tail = common.and([
        ("allow.auto.create.topics", "false"),
        ("isolation.level", "read_committed"),
        ("auto.offset.reset", "earliest"),
        ("fetch.wait.max.ms", "100"),
        ("receive.message.max.bytes", "209715200"),
        ("queued.max.messages.kbytes", "16384"),
    ])
}
