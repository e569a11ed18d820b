/// Reads how event time goes on.
enum TimeSection {
    static let keys: [SectionKey] = [
        .optional(
            "out_of_orderness", "how far events may be out of order, such as 10m", .duration,
            default: DurationText.text(TimeSettings.standard.outOfOrdernessMilliseconds),
            "How far events of one partition may be out of order: the watermark stays so far behind the newest."
        ),
        .optional(
            "idle_after", "after how much silence a partition is set aside, such as 1m", .duration,
            default: DurationText.text(TimeSettings.standard.idleAfterMilliseconds),
            "After how much silence a partition no longer holds the others back."),
        .optional(
            "max_future_skew", "how far a clock may run ahead, such as 5m", .duration,
            default: DurationText.text(TimeSettings.standard.maxFutureSkewMilliseconds),
            "How far an event's time may lie after its record's timestamp; beyond it is a dead letter."),
        .optional(
            "allowed_lateness", "how long late events still count, such as 1d", .duration,
            default: DurationText.text(TimeSettings.standard.allowedLatenessMilliseconds),
            "How long after a window's end events still change its result, which then is final."),
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
