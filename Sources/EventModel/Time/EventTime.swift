/// When something happened, in milliseconds since 1970-01-01T00:00:00Z.
///
/// Event time is the only clock that the operators know; leap seconds are not counted, as in POSIX time.
public struct EventTime: Hashable, Comparable, Sendable {
    /// Milliseconds since the epoch; negative before it.
    public var milliseconds: Int64

    /// A point in time from its distance to the epoch in milliseconds.
    @inlinable public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Before everything: where a watermark starts.
    public static let distantPast = EventTime(milliseconds: .min)
    /// After everything.
    public static let distantFuture = EventTime(milliseconds: .max)

    /// Earlier comes first.
    @inlinable public static func < (left: Self, right: Self) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The time so many milliseconds later, held at the ends of the range instead of overflowing.
    @inlinable public func advanced(byMilliseconds delta: Int64) -> EventTime {
        let (sum, overflow) = milliseconds.addingReportingOverflow(delta)
        guard overflow else { return EventTime(milliseconds: sum) }
        return delta > 0 ? .distantFuture : .distantPast
    }
}
