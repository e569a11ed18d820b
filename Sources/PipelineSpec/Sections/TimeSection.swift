/// Reads how event time goes on.
enum TimeSection {
    private static let keys: [SectionKey] = [
        .optional("out_of_orderness", "how far events may be out of order, such as 10m"),
        .optional("idle_after", "after how much silence a partition is set aside, such as 1m"),
        .optional("max_future_skew", "how far a clock may run ahead, such as 5m"),
        .optional("allowed_lateness", "how long late events still count, such as 1d"),
    ]

    static func read(in pipeline: Section) -> TimeSettings {
        let standard = TimeSettings.standard
        guard let section = pipeline.section("time", keys: keys) else { return standard }
        return TimeSettings(
            outOfOrdernessMilliseconds: section.duration(
                "out_of_orderness", default: standard.outOfOrdernessMilliseconds),
            idleAfterMilliseconds: section.duration("idle_after", default: standard.idleAfterMilliseconds),
            maxFutureSkewMilliseconds: section.duration(
                "max_future_skew", default: standard.maxFutureSkewMilliseconds),
            allowedLatenessMilliseconds: section.duration(
                "allowed_lateness", default: standard.allowedLatenessMilliseconds))
    }
}
