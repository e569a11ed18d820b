public import EventModel

/// Finds the local day, week or month of many instants that are mostly in time order, at a comparison each.
///
/// Remembers the one that held the last instant; only leaving it costs a look-up in the zone.
public struct ZoneCursor: Sendable {
    /// The zone whose calendar counts.
    public let zone: ZoneOffsets
    /// Days, weeks or months.
    public let unit: CalendarUnit
    /// The first local day of the current one.
    public private(set) var day: Int64
    /// Its first instant.
    public private(set) var startMilliseconds: Int64
    /// The first instant after it.
    public private(set) var endMilliseconds: Int64

    /// A cursor that stands at 1970-01-01.
    public init(zone: ZoneOffsets, unit: CalendarUnit = .day) {
        self.zone = zone
        self.unit = unit
        (day, startMilliseconds, endMilliseconds) = Self.bounds(zone, unit, of: 0)
    }

    /// Moves to the day, week or month that holds an instant; afterwards the bounds are its own.
    ///
    /// - Returns: its first local day.
    /// - Complexity: O(1) while it stays the same, otherwise O(log transitions).
    @inline(__always)
    public mutating func move(to utcMilliseconds: Int64) -> Int64 {
        if utcMilliseconds < startMilliseconds || utcMilliseconds >= endMilliseconds {
            (day, startMilliseconds, endMilliseconds) = Self.bounds(zone, unit, of: utcMilliseconds)
        }
        return day
    }

    @inline(never)
    private static func bounds(
        _ zone: ZoneOffsets, _ unit: CalendarUnit, of utcMilliseconds: Int64
    ) -> (day: Int64, start: Int64, end: Int64) {
        let day = unit.start(day: zone.localDay(of: utcMilliseconds))
        return (day, zone.start(ofLocalDay: day), zone.start(ofLocalDay: unit.next(day: day)))
    }
}
