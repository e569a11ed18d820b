import CRdKafka
import KafkaLog

/// The yardstick: librdkafka alone reads every record in batches and does nothing with it.
enum BareConsumer {
    static func measure(_ properties: KafkaProperties, _ input: any BenchmarkInput) throws -> Measurement {
        let handle = try client(properties)
        defer { rd_kafka_destroy(handle) }
        rd_kafka_poll_set_consumer(handle)
        let list = rd_kafka_topic_partition_list_new(Int32(input.partitions * input.topics.count))
        for topic in input.topics {
            for partition in 0..<Int32(input.partitions) {
                rd_kafka_topic_partition_list_add(list, topic, partition)?.pointee.offset = 0
            }
        }
        rd_kafka_assign(handle, list)
        rd_kafka_topic_partition_list_destroy(list)
        let queue = rd_kafka_queue_get_consumer(handle)
        defer { rd_kafka_queue_destroy(queue) }
        let messages = UnsafeMutablePointer<UnsafeMutablePointer<rd_kafka_message_t>?>.allocate(
            capacity: 10_000)
        defer { messages.deallocate() }
        // The first batch starts the clock, so that connecting is not counted.
        var read = consume(queue, messages)
        while read == 0 { read = consume(queue, messages) }
        return Measurement.of(input.events - read) {
            while read < input.events { read += consume(queue, messages) }
        }
    }

    private static func consume(
        _ queue: OpaquePointer?, _ messages: UnsafeMutablePointer<UnsafeMutablePointer<rd_kafka_message_t>?>
    ) -> Int {
        let count = rd_kafka_consume_batch_queue(queue, 200, messages, 10_000)
        var good = 0
        for index in 0..<max(count, 0) {
            if messages[index]?.pointee.err == RD_KAFKA_RESP_ERR_NO_ERROR { good += 1 }
            rd_kafka_message_destroy(messages[index])
        }
        return good
    }

    private static func client(_ properties: KafkaProperties) throws -> OpaquePointer {
        let configuration = rd_kafka_conf_new()
        let settings = [
            ("bootstrap.servers", properties.bootstrap), ("group.id", "bare"), ("check.crcs", "false"),
            ("queued.min.messages", "1000000"), ("queued.max.messages.kbytes", "1048576"),
            ("fetch.message.max.bytes", "8388608"),
        ]
        for (name, value) in settings { rd_kafka_conf_set(configuration, name, value, nil, 0) }
        guard let handle = rd_kafka_new(RD_KAFKA_CONSUMER, configuration, nil, 0) else {
            throw ClusterFailure()
        }
        return handle
    }
}
