import CRdKafka
import EventModel

/// One record as the library takes it.
struct OutgoingRecord {
    var topic: KafkaTopic
    var partition: Int32?
    var key: UnsafeRawBufferPointer?
    var value: UnsafeRawBufferPointer?
    var headers: OpaquePointer?
    var timestampMilliseconds: Int64?
}

/// The way into a client's queue of records to write, for one thread: counts what went in, and notes what was refused.
struct KafkaOutbox {
    let handle: KafkaHandle
    let ledger: DeliveryLedger
    /// How many records were handed to the client.
    private(set) var sent = 0

    init(handle: KafkaHandle, ledger: DeliveryLedger) {
        self.handle = handle
        self.ledger = ledger
    }

    /// Queues all records of the buffer, waiting while the queue is full; refused ones go to the ledger.
    ///
    /// - Throws: only what ends the client for good.
    mutating func send(_ records: OutgoingRecords) throws(LogFailure) {
        var handles: [KafkaTopic] = []
        for name in records.topics { handles.append(try handle.topic(name)) }
        var fatal: LogFailure?
        records.bytes.withUnsafeBytes { bytes in
            for entry in records.entries where fatal == nil {
                fatal = send(entry, of: records, bytes: bytes, to: handles[entry.topicIndex])
            }
        }
        rd_kafka_poll(handle.pointer, 0)
        if let fatal { throw fatal }
    }

    /// Queues one record; the bytes are copied.
    mutating func send(_ record: OutgoingRecord) throws(LogFailure) {
        if let fatal = queue(record) { throw fatal }
        if sent & 0x3FF == 0 { rd_kafka_poll(handle.pointer, 0) }
    }

    private mutating func send(
        _ entry: OutgoingRecords.Entry, of records: OutgoingRecords, bytes: UnsafeRawBufferPointer,
        to topic: KafkaTopic
    ) -> LogFailure? {
        queue(
            OutgoingRecord(
                topic: topic, partition: entry.partition,
                key: entry.key.map { UnsafeRawBufferPointer(rebasing: bytes[$0]) },
                value: entry.value.map { UnsafeRawBufferPointer(rebasing: bytes[$0]) },
                headers: headers(entry, of: records, bytes: bytes),
                timestampMilliseconds: entry.timestampMilliseconds))
    }

    /// Queues a record, waiting for room; gives back what ended the client for good.
    private mutating func queue(_ record: OutgoingRecord) -> LogFailure? {
        while true {
            let code = produce(record)
            switch code {
            case RD_KAFKA_RESP_ERR_NO_ERROR:
                sent += 1
                return nil
            case RD_KAFKA_RESP_ERR__QUEUE_FULL:
                rd_kafka_poll(handle.pointer, 20)
            default:
                if let headers = record.headers { rd_kafka_headers_destroy(headers) }
                sent += 1
                ledger.record(
                    code, topic: record.topic.name, key: record.key, valueCount: record.value?.count ?? 0)
                return handle.fatalFailure
            }
        }
    }

    private func produce(_ record: OutgoingRecord) -> rd_kafka_resp_err_t {
        let partition = record.partition ?? -1
        let key = KafkaOutbox.address(record.key)
        let value = KafkaOutbox.address(record.value)
        guard record.headers == nil, record.timestampMilliseconds == nil else {
            return credence_kafka_produce(
                handle.pointer, record.topic.pointer, partition, key, record.key?.count ?? 0, value,
                record.value?.count ?? 0, record.headers, record.timestampMilliseconds ?? 0)
        }
        let queued = rd_kafka_produce(
            record.topic.pointer, partition, RD_KAFKA_MSG_F_COPY, UnsafeMutableRawPointer(mutating: value),
            record.value?.count ?? 0, key, record.key?.count ?? 0, nil)
        return queued == 0 ? RD_KAFKA_RESP_ERR_NO_ERROR : rd_kafka_last_error()
    }

    private func headers(
        _ entry: OutgoingRecords.Entry, of records: OutgoingRecords, bytes: UnsafeRawBufferPointer
    ) -> OpaquePointer? {
        guard !entry.headers.isEmpty, let headers = rd_kafka_headers_new(entry.headers.count) else {
            return nil
        }
        for header in records.headers[entry.headers] {
            let value = UnsafeRawBufferPointer(rebasing: bytes[header.value])
            rd_kafka_header_add(headers, header.name, -1, KafkaOutbox.address(value), value.count)
        }
        return headers
    }

    /// The library reads a null pointer as "none", so that empty bytes need an address as well.
    private static func address(_ bytes: UnsafeRawBufferPointer?) -> UnsafeRawPointer? {
        guard let bytes else { return nil }
        return bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)
    }
}
