import CRdKafka

extension TailRecord {
    /// Copies a message out of the library's memory.
    init(_ message: UnsafeMutablePointer<rd_kafka_message_t>) {
        let fields = message.pointee
        self.init(
            partition: fields.partition, offset: fields.offset,
            timestampMilliseconds: rd_kafka_message_timestamp(message, nil),
            key: TailRecord.bytes(fields.key, fields.key_len),
            value: TailRecord.bytes(fields.payload, fields.len), headers: TailRecord.headers(message))
    }

    private static func bytes(_ start: UnsafeRawPointer?, _ count: Int) -> [UInt8]? {
        start.map { Array(UnsafeRawBufferPointer(start: $0, count: count)) }
    }

    private static func headers(_ message: UnsafeMutablePointer<rd_kafka_message_t>) -> [Header] {
        var list: OpaquePointer?
        guard rd_kafka_message_headers(message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR, let list else {
            return []
        }
        var headers: [Header] = []
        var name: UnsafePointer<CChar>?
        var value: UnsafeRawPointer?
        var count = 0
        while rd_kafka_header_get_all(list, headers.count, &name, &value, &count)
            == RD_KAFKA_RESP_ERR_NO_ERROR
        {
            headers.append(
                Header(name: name.map { String(cString: $0) } ?? "", value: bytes(value, count)))
        }
        return headers
    }
}
