public import EventModel

/// When a pipeline's input began, as of any event time: the smallest event time of the rows that have taken effect.
///
/// A tardy row takes effect only when the watermark reaches its entry, so that it may move the beginning back then.
/// On-time rows need no such care: all of them from before a time are known when the watermark comes there.
public struct InputBeginning: Equatable, Sendable {
    struct Tardy: Equatable {
        var entry: Int64
        var time: Int64
    }

    var onTime: Int64
    // By ascending entry and descending time; only rows from before all others are among them, few if any.
    var tardy: [Tardy] = []

    /// Nothing has begun, or it began at a time that is known.
    public init(_ time: EventTime = .distantFuture) { onTime = time.milliseconds }

    /// The smallest event time of all rows.
    public var earliest: EventTime { EventTime(milliseconds: tardy.last?.time ?? onTime) }

    /// The smallest event time of the rows that take effect before the watermark passes a boundary.
    public func time(asOf boundary: EventTime) -> EventTime {
        let known = tardy.last { $0.entry < boundary.milliseconds }
        return EventTime(milliseconds: known?.time ?? onTime)
    }

    /// Takes in a row that came on time.
    public mutating func note(_ time: EventTime) {
        guard time.milliseconds < onTime else { return }
        onTime = time.milliseconds
        tardy.removeAll { $0.time >= onTime }
    }

    /// Takes in a tardy row.
    public mutating func note(_ row: TardyTime) {
        let (time, entry) = (row.time.milliseconds, row.entry.milliseconds)
        guard time < onTime, !tardy.contains(where: { $0.entry <= entry && $0.time <= time }) else { return }
        tardy.removeAll { $0.entry >= entry && $0.time >= time }
        let place = tardy.firstIndex { $0.entry > entry } ?? tardy.count
        tardy.insert(Tardy(entry: entry, time: time), at: place)
    }
}

/// The times of a tardy row.
public struct TardyTime: Equatable, Sendable {
    /// Its event time.
    public var time: EventTime
    /// The watermark that it lies behind, at which it takes effect.
    public var entry: EventTime

    /// The times of a row.
    public init(time: EventTime, entry: EventTime) {
        self.time = time
        self.entry = entry
    }
}
