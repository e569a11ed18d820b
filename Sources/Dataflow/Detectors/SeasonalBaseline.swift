public import EventModel

/// What is usual for each hour of the week: the values of the last weeks, and readings of new hours against them. Other
/// slots than hours can be asked for, such as a quarter of an hour or a day.
///
/// An hour of the week is that of the local clock, so that a shop's evening stays its evening over the change to summer
/// time. The local hour that such a change skips is missing; one that it repeats is read twice, and only the first is kept.
///
/// **Memory**: with hours and six weeks 168 × 6 × 4 bytes (Float: seven digits, far below what an hour's chance leaves) =
/// 4,032 bytes per key, 24 for the newest hour and the shape, and 40 for the array.
public struct SeasonalBaseline: Hashable, Sendable {
    /// An hour, in milliseconds.
    public static let hour: Int64 = 3_600_000
    /// The most weeks that can be kept.
    public static let mostWeeks = 12
    private static let day: Int64 = 24 * hour
    /// From the epoch to the first Monday, 1970-01-05.
    private static let firstMondayDays: Int64 = 4

    /// The values by slot of the week, one cell for each week in turn; not-a-number is missing.
    public private(set) var values: [Float]
    /// The newest local slot that was told, in slots from a local 1970-01-01 00:00; `nil` before the first.
    public private(set) var newestSlot: Int64?
    /// How long a slot is.
    public let slotMilliseconds: Int64
    /// How many weeks are kept.
    public let weeks: Int
    private var slotsPerWeek: Int64 { 7 * Self.day / slotMilliseconds }

    /// Nothing known yet.
    ///
    /// - Precondition: the slot goes into a day without a rest, and there are 1 to ``mostWeeks`` weeks.
    public init(slotMilliseconds: Int64 = Self.hour, weeks: Int = 6) {
        precondition(slotMilliseconds > 0 && Self.day % slotMilliseconds == 0, "a slot is a part of a day")
        precondition((1...Self.mostWeeks).contains(weeks), "some weeks are kept")
        self.slotMilliseconds = slotMilliseconds
        self.weeks = weeks
        values = Array(repeating: .nan, count: Int(7 * Self.day / slotMilliseconds) * weeks)
    }

    /// A saved state; `nil` if it is none of that shape.
    public init?(values: [Float], newestSlot: Int64?, slotMilliseconds: Int64 = Self.hour, weeks: Int = 6) {
        self.init(slotMilliseconds: slotMilliseconds, weeks: weeks)
        guard values.count == self.values.count else { return nil }
        self.values = values
        self.newestSlot = newestSlot
    }

    /// Takes in the next slot and reads it against the weeks before. A slot for which this is not called is missing.
    ///
    /// - Parameters:
    ///   - time: an instant inside the slot, later than that of the slot before.
    ///   - measure: its value; `nil`, and a value that is not finite, is missing, not zero.
    ///   - zone: whose slots of the week count.
    ///   - policy: what is worth telling.
    /// - Returns: `nil` for a missing value and while too few weeks are known.
    /// - Complexity: O(weeks), and O(slots passed over), at most all that are kept; does not allocate.
    public mutating func close(
        slotAt time: EventTime, _ measure: SeasonalMeasure?, zone: ZoneOffsets,
        policy: SeasonalPolicy = SeasonalPolicy()
    ) -> SeasonalReading? {
        let slot = zone.localMilliseconds(of: time.milliseconds).flooredQuotient(by: slotMilliseconds)
        let isNew = newestSlot.map { slot > $0 } ?? true
        if isNew { forget(upTo: slot) }
        let known = measure.flatMap { $0.value.isFinite ? $0 : nil }
        let reading = known.flatMap { read($0, slot: slot, skippingOwnWeek: !isNew, policy: policy) }
        if isNew {
            values[cell(of: slot)] = known.map { Float($0.value) } ?? .nan
            newestSlot = slot
        }
        return reading
    }

    /// The slots between the newest and `slot` were not told: what their cells hold is too old.
    private mutating func forget(upTo slot: Int64) {
        guard let newestSlot else { return }
        let capacity = Int64(values.count)
        for skipped in max(newestSlot + 1, slot - capacity + 1)..<max(slot, newestSlot + 1) {
            values[cell(of: skipped)] = .nan
        }
        // After a silence longer than all weeks the cell of this slot, too, is older than they are.
        if slot - newestSlot > capacity { values[cell(of: slot)] = .nan }
    }

    private func read(
        _ measure: SeasonalMeasure, slot: Int64, skippingOwnWeek: Bool, policy: SeasonalPolicy
    ) -> SeasonalReading? {
        let own = cell(of: slot)
        let first = own - own % weeks
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: weeks) { sorted in
            var count = 0
            for cell in first..<first + weeks where !values[cell].isNaN {
                if skippingOwnWeek && cell == own { continue }
                Self.insert(Double(values[cell]), into: sorted, count: &count)
            }
            guard count > 0, count >= policy.fewestWeeks else { return nil }
            let median = Self.median(sorted, count)
            let spread = Self.spread(sorted, count, around: median)
            return SeasonalReading(
                measure, median: median, spread: spread, weeks: count, policy: policy)
        }
    }

    /// Slot of the week · weeks + week mod weeks: a cell holds the value of so many weeks ago until it is overwritten.
    private func cell(of slot: Int64) -> Int {
        let sinceMonday = slot - Self.firstMondayDays * (Self.day / slotMilliseconds)
        let week = sinceMonday.flooredQuotient(by: slotsPerWeek)
        return Int(sinceMonday.flooredRemainder(by: slotsPerWeek)) * weeks
            + Int(week.flooredRemainder(by: Int64(weeks)))
    }

    private static func insert(
        _ value: Double, into sorted: UnsafeMutableBufferPointer<Double>, count: inout Int
    ) {
        var place = count
        while place > 0, sorted[place - 1] > value {
            sorted[place] = sorted[place - 1]
            place -= 1
        }
        sorted[place] = value
        count += 1
    }

    private static func median(_ sorted: UnsafeMutableBufferPointer<Double>, _ count: Int) -> Double {
        (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    }

    private static func spread(
        _ sorted: UnsafeMutableBufferPointer<Double>, _ count: Int, around median: Double
    ) -> Double {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { distances in
            var known = 0
            for index in 0..<count { insert(abs(sorted[index] - median), into: distances, count: &known) }
            return Self.median(distances, known)
        }
    }
}
