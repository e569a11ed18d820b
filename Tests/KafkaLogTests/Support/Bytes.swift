import EventModel
import KafkaLog

extension EmbeddedKafka {
    /// Properties that reach this cluster, with groups that notice changes quickly.
    func properties(_ more: (String, String)...) -> KafkaProperties {
        KafkaProperties(
            [
                ("bootstrap.servers", bootstrap), ("session.timeout.ms", "3000"),
                ("heartbeat.interval.ms", "200"), ("fetch.error.backoff.ms", "50"),
            ] + more)
    }
}

/// A record with bytes of its own.
struct CopiedRecord: Hashable {
    var topicIndex = 0
    var partition: Int32
    var offset: Int64
    var key: [UInt8]?
    var value: [UInt8]?
    var timestampMilliseconds: Int64 = 0
}

extension FetchedRecords {
    /// Everything that the last fetch brought, copied.
    var copies: [CopiedRecord] {
        runs.flatMap { run in
            run.range.map { place in
                let record = records[place]
                return CopiedRecord(
                    topicIndex: run.topicIndex, partition: run.partition, offset: record.offset,
                    key: record.key == nil ? nil : Array(record.keyBytes),
                    value: record.value == nil ? nil : Array(record.valueBytes),
                    timestampMilliseconds: record.timestampMilliseconds)
            }
        }
    }
}

extension OutgoingRecords {
    /// Adds a record of texts.
    mutating func add(
        _ topic: String, partition: Int32? = nil, key: String?, value: String?,
        headers: [(name: String, value: [UInt8])] = [], timestampMilliseconds: Int64? = nil
    ) {
        let index = index(ofTopic: topic)
        withBytes(key) { key in
            withBytes(value) { value in
                append(
                    topicIndex: index, partition: partition, key: key, value: value, headers: headers,
                    timestampMilliseconds: timestampMilliseconds)
            }
        }
    }
}

/// The bytes of a text for the time of a call; `nil` for no text.
func withBytes(_ text: String?, _ body: (UnsafeRawBufferPointer?) -> Void) {
    guard let text else { return body(nil) }
    Array(text.utf8).withUnsafeBytes { body($0) }
}

/// The bytes of a text.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
