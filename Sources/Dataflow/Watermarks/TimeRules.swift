/// The times that decide what is late, silent and due, in milliseconds.
public struct TimeRules: Hashable, Sendable {
    /// How far events of a partition may lie behind its newest.
    public var outOfOrdernessMilliseconds: Int64
    /// How long a partition must be silent, and read to its end, to be set aside.
    public var idleAfterMilliseconds: Int64
    /// How far an event's time may lie after its record's timestamp.
    public var maxFutureSkewMilliseconds: Int64
    /// How long after a window's end its result may still change.
    public var allowedLatenessMilliseconds: Int64

    /// Rules from their parts.
    public init(
        outOfOrdernessMilliseconds: Int64, idleAfterMilliseconds: Int64, maxFutureSkewMilliseconds: Int64,
        allowedLatenessMilliseconds: Int64
    ) {
        self.outOfOrdernessMilliseconds = outOfOrdernessMilliseconds
        self.idleAfterMilliseconds = idleAfterMilliseconds
        self.maxFutureSkewMilliseconds = maxFutureSkewMilliseconds
        self.allowedLatenessMilliseconds = allowedLatenessMilliseconds
    }
}
