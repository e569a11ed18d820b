import CRdKafka
public import EventModel

/// One worker thread's share of a ``KafkaConsumer``: a queue into which the library puts its partitions' records.
///
/// Sendable although it has state: one thread at a time fetches, as ``LogReader`` asks, and the control thread
/// reaches it through ``ReaderOrders`` only; ``release()`` is called after the last fetch.
public final class KafkaReader: LogReader, @unchecked Sendable {
    typealias Message = UnsafeMutablePointer<rd_kafka_message_t>

    let queue: OpaquePointer
    let orders = ReaderOrders()
    private let handle: KafkaHandle
    private let inbox: FailureInbox
    private var wakeup: BrokerWakeup?
    private var messages: UnsafeMutableBufferPointer<Message?> = .init(start: nil, count: 0)
    private var heldCount = 0
    private var topics: [KafkaTopic] = []
    private var positions = PartitionPositions()
    private var isClosed = false

    init(handle: KafkaHandle, inbox: FailureInbox, wakeup: BrokerWakeup?) {
        guard let queue = rd_kafka_queue_new(handle.pointer) else { preconditionFailure("out of memory") }
        self.queue = queue
        self.handle = handle
        self.inbox = inbox
        self.wakeup = wakeup
    }

    /// Brings what has been read ahead, or waits for the first record for at most the time given.
    ///
    /// Errors of single partitions go to ``KafkaConsumer/poll(waitMilliseconds:)``, since the library tries on.
    ///
    /// - Throws: only what ends the client for good.
    /// - Complexity: O(records); allocates nothing once the buffers have grown.
    public func fetch(into records: FetchedRecords, waitMilliseconds: Int) throws(LogFailure) {
        records.removeAll()
        giveBack()
        obey()
        guard !isClosed else { throw KafkaReader.closed }
        reserve(records.capacity)
        heldCount = consume(capacity: records.capacity, waitMilliseconds: waitMilliseconds)
        obey()
        guard heldCount > 0 else {
            if let failure = handle.fatalFailure { throw failure }
            return
        }
        fill(records)
    }

    /// Frees what the reader holds of the client.
    func release() {
        giveBack()
        isClosed = true
        topics = []
        messages.deallocate()
        messages = .init(start: nil, count: 0)
        rd_kafka_queue_destroy(queue)
    }

    /// The library fills a batch or waits its time out; the first call takes what is there, the second waits for
    /// one record only, so that a single record is not kept waiting for company.
    private func consume(capacity: Int, waitMilliseconds: Int) -> Int {
        let ready = rd_kafka_consume_batch_queue(queue, 0, messages.baseAddress, capacity)
        guard ready <= 0, waitMilliseconds > 0 else { return max(0, ready) }
        let first = rd_kafka_consume_batch_queue(
            queue, Int32(clamping: waitMilliseconds), messages.baseAddress, 1)
        guard first == 1, capacity > 1 else { return max(0, first) }
        let rest = rd_kafka_consume_batch_queue(
            queue, 0, messages.baseAddress?.advanced(by: 1), capacity - 1)
        return 1 + max(0, rest)
    }

    private func fill(_ records: FetchedRecords) {
        let out = records.records
        var used = 0
        var bytes = 0
        var run = OpenRun()
        for place in 0..<heldCount {
            guard let message = messages[place]?.pointee else { continue }
            guard message.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
                close(&run, at: used, in: records)
                note(message, in: records)
                continue
            }
            if message.rkt != run.topic || message.partition != run.partition {
                close(&run, at: used, in: records)
                run = open(message, at: used, in: records)
            }
            guard run.next != PartitionPositions.absent else { continue }
            if message.offset != run.next, run.next != PartitionPositions.unknown {
                noteGap(run, upTo: message.offset, in: records)
            }
            run.next = message.offset + 1
            bytes += message.len + message.key_len
            out.advanced(by: used).initialize(
                to: FetchedRecord(
                    value: UnsafePointer(message.payload?.assumingMemoryBound(to: UInt8.self)),
                    valueCount: message.len,
                    key: UnsafePointer(message.key?.assumingMemoryBound(to: UInt8.self)),
                    keyCount: message.key_len, offset: message.offset,
                    timestampMilliseconds: rd_kafka_message_timestamp(messages[place], nil)))
            used += 1
        }
        close(&run, at: used, in: records)
        records.count = used
        wakeup?.consumed(bytes)
    }

    /// Consecutive messages of one partition while they are gone through.
    private struct OpenRun {
        var topic: OpaquePointer?
        var partition: Int32 = -1
        var topicIndex = -1
        var start = 0
        var next = PartitionPositions.absent
    }

    private func open(_ message: rd_kafka_message_t, at start: Int, in records: FetchedRecords) -> OpenRun {
        let index = topicIndex(of: message.rkt)
        if !records.notices.isEmpty {
            // Records behind the mark of an end: that end is no longer one.
            records.notices.removeAll { $0 == .reachedEnd(topicIndex: index, partition: message.partition) }
        }
        return OpenRun(
            topic: message.rkt, partition: message.partition, topicIndex: index, start: start,
            next: positions[index, message.partition])
    }

    private func close(_ run: inout OpenRun, at end: Int, in records: FetchedRecords) {
        defer { run = OpenRun() }
        guard run.start < end, run.topic != nil, run.next != PartitionPositions.absent else { return }
        positions[run.topicIndex, run.partition] = run.next
        records.runs.append(
            RecordRun(topicIndex: run.topicIndex, partition: run.partition, range: run.start..<end))
    }

    private func note(_ message: rd_kafka_message_t, in records: FetchedRecords) {
        let index = topicIndex(of: message.rkt)
        let next = positions[index, message.partition]
        guard next != PartitionPositions.absent else { return }
        guard message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF else {
            return inbox.leave(failure(of: message))
        }
        if message.offset != next, next != PartitionPositions.unknown {
            let run = OpenRun(
                topic: message.rkt, partition: message.partition, topicIndex: index, next: next)
            noteGap(run, upTo: message.offset, in: records)
        }
        positions[index, message.partition] = message.offset
        records.notices.append(.reachedEnd(topicIndex: index, partition: message.partition))
    }

    /// Tells records that retention deleted from offsets that never were records (transaction marks, compaction):
    /// only the former lie below the log's oldest offset, which the last fetch brought along.
    private func noteGap(_ run: OpenRun, upTo offset: Int64, in records: FetchedRecords) {
        var low: Int64 = -1
        var high: Int64 = -1
        guard let name = rd_kafka_topic_name(run.topic) else { return }
        rd_kafka_get_watermark_offsets(handle.pointer, name, run.partition, &low, &high)
        guard offset < run.next || low > run.next else { return }
        records.notices.append(
            .truncated(topicIndex: run.topicIndex, partition: run.partition, from: run.next, to: offset))
    }

    private func failure(of message: rd_kafka_message_t) -> LogFailure {
        let name = rd_kafka_topic_name(message.rkt).map { String(cString: $0) } ?? "?"
        return LogFailure(
            kafka: message.err,
            doing: "reading \(TopicPartition(topic: name, partition: message.partition))",
            bootstrap: handle.bootstrap,
            reason: message.payload.map { String(cString: $0.assumingMemoryBound(to: CChar.self)) })
    }

    private func topicIndex(of topic: OpaquePointer?) -> Int {
        topics.firstIndex { $0.pointer == topic } ?? -1
    }

    private func obey() {
        for order in orders.take() {
            switch order {
            case .topics(let topics): self.topics = topics
            case .begin(let topicIndex, let partition, let position):
                positions[topicIndex, partition] = position
            case .end(let topicIndex, let partition):
                positions[topicIndex, partition] = PartitionPositions.absent
            }
        }
    }

    private func reserve(_ capacity: Int) {
        guard messages.count < capacity else { return }
        messages.deallocate()
        messages = .allocate(capacity: capacity)
        messages.initialize(repeating: nil)
    }

    private func giveBack() {
        for place in 0..<heldCount { rd_kafka_message_destroy(messages[place]) }
        heldCount = 0
    }

    private static let closed = LogFailure(
        code: "_DESTROY", message: "the consumer is closed", hint: "", isFatal: true, isRetriable: false)
}
