/// How far the clocks of a named time zone were and will be from UTC.
///
/// The table comes from outside, so that nothing here depends on the machine's time-zone data. Offsets are local time
/// less UTC: an hour east of Greenwich is +3,600,000. Instants are milliseconds since 1970-01-01T00:00:00Z, local days
/// are day numbers from 1970-01-01 of the local calendar.
///
/// **A local day begins once and is not resumed.** It begins at the first instant at which the local clock shows its
/// midnight or a later time: where midnight is skipped, right after the gap; where it comes twice, at the first. Clocks
/// that are set back over midnight show the day before once more, but that stretch belongs to the day that has begun. So
/// days follow each other without gaps or overlaps, and a day that a zone skips altogether is empty.
///
/// 24 bytes per transition; every look-up is O(log transitions).
public struct ZoneOffsets: Sendable, Hashable {
    /// A change of the offset.
    public struct Transition: Sendable, Hashable {
        /// The first instant with the new offset.
        public var utcMilliseconds: Int64
        /// The new offset.
        public var offsetMilliseconds: Int64

        /// A change at an instant to an offset.
        public init(utcMilliseconds: Int64, offsetMilliseconds: Int64) {
            self.utcMilliseconds = utcMilliseconds
            self.offsetMilliseconds = offsetMilliseconds
        }
    }

    /// The zone's name, such as `Europe/Berlin`.
    public let name: String
    /// The offset before the first transition.
    public let firstOffsetMilliseconds: Int64
    /// The changes, earliest first.
    public let transitions: [Transition]
    /// For each stretch between transitions that has an end, the latest local time that was reached by then (exclusive).
    private let reached: [Int64]

    /// A zone from its changes, earliest first.
    ///
    /// - Throws: ``ZoneOffsetsError`` if they are out of order, or an offset is longer than two days, or an instant
    ///   outside ``range``.
    public init(
        name: String, firstOffsetMilliseconds: Int64, transitions: [Transition]
    ) throws(ZoneOffsetsError) {
        self.name = name
        self.firstOffsetMilliseconds = firstOffsetMilliseconds
        self.transitions = transitions
        var offset = firstOffsetMilliseconds
        var latest = Int64.min
        var reached: [Int64] = []
        reached.reserveCapacity(transitions.count)
        guard abs(Double(offset)) <= Self.longestOffset else { throw .offsetTooLong(offset) }
        for (index, transition) in transitions.enumerated() {
            let time = transition.utcMilliseconds
            guard Self.range.contains(time) else { throw .outOfRange(utcMilliseconds: time) }
            guard index == 0 || transitions[index - 1].utcMilliseconds < time else {
                throw .outOfOrder(utcMilliseconds: time)
            }
            guard abs(Double(transition.offsetMilliseconds)) <= Self.longestOffset else {
                throw .offsetTooLong(transition.offsetMilliseconds)
            }
            latest = max(latest, time + offset)
            reached.append(latest)
            offset = transition.offsetMilliseconds
        }
        self.reached = reached
    }

    /// Coordinated universal time itself.
    public static let utc = ZoneOffsets(utcNamed: "UTC")

    private init(utcNamed name: String) {
        self.name = name
        firstOffsetMilliseconds = 0
        transitions = []
        reached = []
    }

    /// The instants that are told apart; those beyond, like ``EventTime/distantPast``, count as its ends. It
    /// is some 140 million years to either side.
    public static let range: ClosedRange<Int64> = (Int64.min / 2)...(Int64.max / 2)

    static let dayMilliseconds: Int64 = 86_400_000
    private static let longestOffset = 2.0 * 86_400_000

    /// The offset in force at an instant.
    public func offset(at utcMilliseconds: Int64) -> Int64 { offset(ofStretch: stretch(at: utcMilliseconds)) }

    /// What the local clock shows at an instant, as milliseconds since a local 1970-01-01 00:00.
    public func localMilliseconds(of utcMilliseconds: Int64) -> Int64 {
        let held = Self.held(utcMilliseconds)
        return held + offset(at: held)
    }

    /// The local day that an instant belongs to.
    public func localDay(of utcMilliseconds: Int64) -> Int64 {
        let held = Self.held(utcMilliseconds)
        let stretch = stretch(at: held)
        let shown = held + offset(ofStretch: stretch)
        let latest = stretch > 0 ? max(shown, reached[stretch - 1] - 1) : shown
        return latest.flooredQuotient(by: Self.dayMilliseconds)
    }

    /// The first instant of a local day. For a day that the zone skipped it is that of the next one.
    public func start(ofLocalDay day: Int64) -> Int64 {
        let lastDay = Self.range.upperBound / Self.dayMilliseconds
        let midnight = min(max(day, -lastDay), lastDay) * Self.dayMilliseconds
        // The first stretch that shows midnight or anything later; the last one has no end and always does.
        let stretch = Self.firstIndex(below: reached.count) { reached[$0] > midnight }
        let instant = midnight - offset(ofStretch: stretch)
        return stretch > 0 ? max(instant, transitions[stretch - 1].utcMilliseconds) : instant
    }

    /// The instant at which the local clock shows a time, as milliseconds since a local 1970-01-01 00:00.
    ///
    /// A time that clocks show twice, because they are set back, is the earlier of the two. One that they skip is
    /// counted on from before the gap, so that 02:30 is what they show as 03:30.
    public func utcMilliseconds(ofLocal localMilliseconds: Int64) -> Int64 {
        let local = Self.held(localMilliseconds)
        let stretch = Self.firstIndex(below: reached.count) { reached[$0] > local }
        let instant = local - offset(ofStretch: stretch)
        guard stretch > 0, instant < transitions[stretch - 1].utcMilliseconds else { return instant }
        return local - offset(ofStretch: stretch - 1)
    }

    private func offset(ofStretch stretch: Int) -> Int64 {
        stretch > 0 ? transitions[stretch - 1].offsetMilliseconds : firstOffsetMilliseconds
    }

    /// The number of transitions at or before an instant.
    private func stretch(at utcMilliseconds: Int64) -> Int {
        Self.firstIndex(below: transitions.count) { transitions[$0].utcMilliseconds > utcMilliseconds }
    }

    private static func held(_ utcMilliseconds: Int64) -> Int64 {
        min(max(utcMilliseconds, range.lowerBound), range.upperBound)
    }

    /// The first index for which a condition holds that stays true from there on; `count` if it never does.
    private static func firstIndex(below count: Int, where holds: (Int) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if holds(middle) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// Why a table of offsets was refused.
public enum ZoneOffsetsError: Error, Hashable, CustomStringConvertible {
    /// A transition is not later than the one before it.
    case outOfOrder(utcMilliseconds: Int64)
    /// An offset of more than two days.
    case offsetTooLong(Int64)
    /// A transition millions of years away.
    case outOfRange(utcMilliseconds: Int64)

    /// What is wrong and how to mend it.
    public var description: String {
        switch self {
        case .outOfOrder(let time):
            "time-zone transition at \(time) ms is not later than the one before it: sort them and drop repeats"
        case .offsetTooLong(let offset):
            "time-zone offset of \(offset) ms is longer than two days: give milliseconds, east of Greenwich positive"
        case .outOfRange(let time):
            "time-zone transition at \(time) ms is out of range: give milliseconds since 1970-01-01T00:00:00Z"
        }
    }
}
