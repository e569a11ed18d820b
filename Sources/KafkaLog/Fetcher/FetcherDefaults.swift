extension KafkaDefaults {
    /// What a fetcher sets when nobody else does.
    ///
    /// - A partition that lost its position to retention goes on at the oldest record; the readers notice the gap.
    /// - The fetch queues are bounded by bytes, not by records: with a low `queued.min.messages` the library stops
    ///   fetching for up to a second at a time. Newer versions look at their queues more often if told to.
    /// - Short queues and answers are read while they are still in the processor's cache, and their memory comes round
    ///   again: with four times as much, twice as many pages are taken from the system anew.
    ///
    /// - Parameter readers: the queues that share the limit of bytes.
    /// - Returns: defaults that the user's properties override.
    static func fetcher(readers: Int) -> KafkaDefaults {
        var defaults = common.and([
            ("enable.auto.commit", "false"),
            ("enable.auto.offset.store", "false"),
            ("enable.partition.eof", "true"),
            ("auto.offset.reset", "earliest"),
            ("allow.auto.create.topics", "false"),
            ("isolation.level", "read_committed"),
            ("fetch.wait.max.ms", "100"),
            ("fetch.max.bytes", "16777216"),
            ("fetch.message.max.bytes", "8388608"),
            ("receive.message.max.bytes", "209715200"),
            ("queued.min.messages", "1000000"),
            ("queued.max.messages.kbytes", String(max(16_384, 65_536 / max(1, readers)))),
        ])
        defaults.wherePresent = [("fetch.queue.backoff.ms", "10")]
        return defaults
    }
}
