import CRdKafka
public import EventModel
import Glibc
import Synchronization

/// One worker thread's share of a ``KafkaFetcher``: a queue into which the library puts its partitions' records.
///
/// Sendable although it has state: one thread at a time fetches, as ``LogReader`` asks, and the control thread changes
/// its ``ReaderPlan`` between two fetches only; ``release()`` is called after the last fetch.
public final class KafkaReader: LogReader, @unchecked Sendable {
    typealias Message = UnsafeMutablePointer<rd_kafka_message_t>

    let queue: OpaquePointer
    private let plan = Mutex(ReaderPlan())
    private let isPlanWanted = Atomic<Bool>(false)
    private var isReleased = false
    private let handle: KafkaHandle
    private let inbox: FailureInbox
    private var wakeup: BrokerWakeup?
    private var messages: UnsafeMutableBufferPointer<Message?> = .init(start: nil, count: 0)
    private var heldCount = 0

    init(handle: KafkaHandle, inbox: FailureInbox, wakeup: BrokerWakeup?) {
        guard let queue = rd_kafka_queue_new(handle.pointer) else { preconditionFailure("out of memory") }
        self.queue = queue
        self.handle = handle
        self.inbox = inbox
        self.wakeup = wakeup
    }

    /// Brings what has been read ahead, or waits for the first record for at most the time given.
    ///
    /// Errors of single partitions go to the owner of the client (``KafkaFetcher/takeFailures()``), since the library
    /// tries on.
    ///
    /// - Throws: only what ends the client for good.
    /// - Complexity: O(records); allocates nothing once the buffers have grown.
    public func fetch(into records: FetchedRecords, waitMilliseconds: Int) throws(LogFailure) {
        records.removeAll()
        giveBack()
        reserve(records.capacity)
        // A lock is not fair: without a pause, a thread that fetches in a loop could keep the control thread out.
        while isPlanWanted.load(ordering: .acquiring) { usleep(20) }
        let isOpen = plan.withLock { plan in
            guard !plan.isClosed else { return false }
            heldCount = consume(capacity: records.capacity, waitMilliseconds: waitMilliseconds)
            if heldCount > 0 { fill(records, by: &plan) }
            return true
        }
        guard isOpen else { throw KafkaReader.closed }
        guard heldCount == 0, let failure = handle.fatalFailure else { return }
        throw failure
    }

    /// Changes what the reader reads, between two fetches; one that waits for records comes back early for it.
    ///
    /// A fetch goes by one plan from its beginning to its end, so that what it took out of the queue before a change
    /// is never taken for what came after it.
    func rearrange(_ change: (inout ReaderPlan) -> Void) {
        guard !isReleased else { return }
        isPlanWanted.store(true, ordering: .releasing)
        rd_kafka_queue_yield(queue)
        plan.withLock { change(&$0) }
        isPlanWanted.store(false, ordering: .releasing)
    }

    /// Frees what the reader holds of the client.
    func release() {
        rearrange { $0 = ReaderPlan(isClosed: true) }
        isReleased = true
        giveBack()
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

    private func fill(_ records: FetchedRecords, by plan: inout ReaderPlan) {
        let out = records.records
        var used = 0
        var bytes = 0
        var run = OpenRun()
        for place in 0..<heldCount {
            guard let message = messages[place]?.pointee else { continue }
            guard message.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
                close(&run, at: used, in: records, by: &plan)
                note(message, in: records, by: &plan)
                continue
            }
            if message.rkt != run.topic || message.partition != run.partition {
                close(&run, at: used, in: records, by: &plan)
                run = open(message, at: used, in: records, by: plan)
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
        close(&run, at: used, in: records, by: &plan)
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

    private func open(
        _ message: rd_kafka_message_t, at start: Int, in records: FetchedRecords, by plan: ReaderPlan
    ) -> OpenRun {
        let index = plan.topicIndex(of: message.rkt)
        if !records.notices.isEmpty {
            // Records behind the mark of an end: that end is no longer one.
            records.notices.removeAll { $0 == .reachedEnd(topicIndex: index, partition: message.partition) }
        }
        return OpenRun(
            topic: message.rkt, partition: message.partition, topicIndex: index, start: start,
            next: plan.positions[index, message.partition])
    }

    private func close(
        _ run: inout OpenRun, at end: Int, in records: FetchedRecords, by plan: inout ReaderPlan
    ) {
        defer { run = OpenRun() }
        guard run.start < end, run.topic != nil, run.next != PartitionPositions.absent else { return }
        plan.positions[run.topicIndex, run.partition] = run.next
        records.runs.append(
            RecordRun(topicIndex: run.topicIndex, partition: run.partition, range: run.start..<end))
    }

    private func note(
        _ message: rd_kafka_message_t, in records: FetchedRecords, by plan: inout ReaderPlan
    ) {
        let index = plan.topicIndex(of: message.rkt)
        let next = plan.positions[index, message.partition]
        guard next != PartitionPositions.absent else { return }
        guard message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF else {
            return inbox.leave(failure(of: message))
        }
        if message.offset != next, next != PartitionPositions.unknown {
            let run = OpenRun(
                topic: message.rkt, partition: message.partition, topicIndex: index, next: next)
            noteGap(run, upTo: message.offset, in: records)
        }
        plan.positions[index, message.partition] = message.offset
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
