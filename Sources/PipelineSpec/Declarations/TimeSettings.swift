/// How event time goes on, for all sources of a pipeline.
public struct TimeSettings: Sendable, Hashable {
    /// How far the watermark stays behind the newest event time.
    public var outOfOrdernessMilliseconds: Int64
    /// After how much silence a partition no longer holds the others back.
    public var idleAfterMilliseconds: Int64
    /// How far an event's time may lie after its record's timestamp.
    public var maxFutureSkewMilliseconds: Int64
    /// How long after a window's end late events still change its result.
    public var allowedLatenessMilliseconds: Int64

    /// What holds when a pipeline says nothing: 10 minutes, 1 minute, 5 minutes, 1 day.
    public static let standard = TimeSettings(
        outOfOrdernessMilliseconds: 600_000, idleAfterMilliseconds: 60_000,
        maxFutureSkewMilliseconds: 300_000,
        allowedLatenessMilliseconds: 86_400_000)
}
