extension KafkaDefaults {
    /// What a consumer sets when nobody else does.
    ///
    /// - A partition that lost its position to retention goes on at the oldest record; the readers notice the gap.
    /// - `range` gives a worker the same partition numbers of all topics, which tasks that join topics need.
    /// - The fetch queues are bounded by bytes, not by records: with a low `queued.min.messages` the library stops
    ///   fetching for up to a second at a time. Newer versions look at their queues more often if told to.
    ///
    /// - Parameter readers: the queues that share the limit of bytes.
    /// - Returns: defaults that the user's properties override.
    static func consumer(readers: Int) -> KafkaDefaults {
        var defaults = common.and([
            ("enable.auto.commit", "false"),
            ("enable.auto.offset.store", "false"),
            ("enable.partition.eof", "true"),
            ("auto.offset.reset", "earliest"),
            ("allow.auto.create.topics", "false"),
            ("isolation.level", "read_committed"),
            ("partition.assignment.strategy", "range"),
            ("session.timeout.ms", "10000"),
            ("heartbeat.interval.ms", "2000"),
            ("fetch.wait.max.ms", "100"),
            ("fetch.message.max.bytes", "8388608"),
            ("receive.message.max.bytes", "209715200"),
            ("queued.min.messages", "1000000"),
            ("queued.max.messages.kbytes", String(max(16_384, 262_144 / max(1, readers)))),
        ])
        defaults.wherePresent = [("fetch.queue.backoff.ms", "10")]
        return defaults
    }
}
