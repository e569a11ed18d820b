import CRdKafka
public import EventModel

/// Reads partitions from positions that it is told, for several threads through its ``readers``; it joins no group.
///
/// Only committed records are read (`isolation.level`), and the queues are bounded (`queued.max.messages.kbytes`, per
/// reader). A partition whose position was deleted by retention goes on at the oldest record, and says so.
///
/// Sendable although it has state: one thread at a time calls it, as ``LogFetcher`` asks, and what the readers share
/// with it is behind locks.
public final class KafkaFetcher: LogFetcher, @unchecked Sendable {
    /// The readers, one per worker thread.
    public let readers: [any LogReader]
    let handle: KafkaHandle
    let events: OpaquePointer
    let kafkaReaders: [KafkaReader]
    let inbox = FailureInbox()
    var filter: FailureFilter
    var topics: [String] = []
    /// Which reader reads what.
    var started: [TopicPartition: Int] = [:]
    private let properties: KafkaProperties
    private var ends: LogEnds?
    private var isOpen = true

    /// Makes the client; it connects on its own and keeps trying.
    ///
    /// - Parameters:
    ///   - properties: addresses, security, and anything else of the library's; `queued.max.messages.kbytes` holds
    ///     for one reader's queue, and is 256 MB divided by the readers when it is not given.
    ///   - group: the group on whose behalf it reads: the library asks for a name that the user may use, and does
    ///     nothing with it.
    ///   - readers: how many threads read.
    ///   - log: where the library's log lines go; nowhere when it is not given.
    /// - Throws: for properties that are unknown, invalid or do not fit together.
    public init(
        properties: KafkaProperties, group: String, readers: Int = 1,
        log: @escaping KafkaLogSink = { _, _, _ in }
    ) throws(LogFailure) {
        precondition(readers > 0, "a fetcher needs a reader")
        var all = properties
        all["group.id"] = group
        all["group.instance.id"] = nil
        self.properties = all
        let defaults = KafkaDefaults.fetcher(readers: readers)
        handle = try KafkaHandle(
            RD_KAFKA_CONSUMER, properties: all, defaults: defaults, events: RD_KAFKA_EVENT_ERROR,
            context: ClientContext(log: log, ledger: nil))
        rd_kafka_poll_set_consumer(handle.pointer)
        guard let events = rd_kafka_queue_get_consumer(handle.pointer) else {
            preconditionFailure("a consumer with a group has a queue")
        }
        self.events = events
        filter = FailureFilter(bootstrap: handle.bootstrap)
        let kilobytes = all["queued.max.messages.kbytes"] ?? defaults["queued.max.messages.kbytes"]
        kafkaReaders = (0..<readers).map { [handle, inbox] _ in
            KafkaReader(
                handle: handle, inbox: inbox,
                wakeup: BrokerWakeup(
                    handle: handle, properties: all, queueKilobytes: kilobytes.flatMap { Int($0) } ?? 65_536))
        }
        self.readers = kafkaReaders
    }

    deinit { close() }

    /// Names the topics that may be read; their places in this list are the topic indices of fetched records.
    ///
    /// - Throws: when partitions are being read: their records carry places in the list that was there before.
    public func open(_ topics: [String]) throws(LogFailure) {
        guard started.isEmpty || topics.starts(with: self.topics) else {
            throw LogFailure(
                code: "_STATE", message: "the topics cannot change while partitions of them are read",
                hint: "stop them first, or add topics behind those that are there", isFatal: false,
                isRetriable: false)
        }
        var pinned: [KafkaTopic] = []
        for topic in topics { pinned.append(try handle.topic(topic)) }
        self.topics = topics
        for reader in kafkaReaders { reader.rearrange { $0.topics = pinned } }
    }

    /// The number of partitions of each topic; a missing topic is `nil`, and is not created by asking.
    public func partitionCounts(
        of topics: [String], waitMilliseconds: Int
    ) throws(LogFailure) -> [String: Int?] {
        let known = try ClusterMetadata(handle, waitMilliseconds: waitMilliseconds).partitionCounts
        return Dictionary(topics.map { ($0, known[$0]) }, uniquingKeysWith: { first, _ in first })
    }

    /// The offset behind the last record of each partition, committed or not; one request per broker.
    ///
    /// - Throws: when a partition is missing, or its broker does not answer in the time given.
    public func ends(
        of partitions: [TopicPartition], waitMilliseconds: Int
    ) throws(LogFailure) -> [TopicPartition: Int64] {
        guard !partitions.isEmpty else { return [:] }
        if let ends { return try ends.find(partitions, waitMilliseconds: waitMilliseconds) }
        let ends = try LogEnds(properties: properties)
        self.ends = ends
        return try ends.find(partitions, waitMilliseconds: waitMilliseconds)
    }

    /// What failed since the last call; the fetcher keeps trying unless a failure is fatal.
    public func takeFailures() -> [LogFailure] {
        guard isOpen else { return [] }
        var failures: [LogFailure] = []
        while let event = rd_kafka_queue_poll(events, 0) {
            if rd_kafka_event_type(event) == RD_KAFKA_EVENT_ERROR, let failure = failure(of: event) {
                failures.append(failure)
            }
            rd_kafka_event_destroy(event)
        }
        let now = monotonicMilliseconds()
        failures += inbox.take().compactMap { filter.admit($0, at: now) }
        if let settled = filter.settle(at: now) { failures.append(settled) }
        return failures
    }

    /// Frees what the client holds; call it after the last fetch of every reader. Harmless when called again.
    public func close() {
        guard isOpen else { return }
        isOpen = false
        ends = nil
        for reader in kafkaReaders { reader.release() }
        rd_kafka_queue_destroy(events)
        handle.destroy()
    }

    private func failure(of event: OpaquePointer) -> LogFailure? {
        let now = monotonicMilliseconds()
        let code = rd_kafka_event_error(event)
        let reason = rd_kafka_event_error_string(event).map { String(cString: $0) } ?? ""
        handle.context.recordError(code, reason: reason)
        guard rd_kafka_event_error_is_fatal(event) == 0 else {
            return handle.fatalFailure.flatMap { filter.admit($0, at: now) }
        }
        return filter.observe(code, reason: reason, at: now)
    }
}
