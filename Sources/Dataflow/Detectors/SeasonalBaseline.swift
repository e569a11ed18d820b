public import EventModel

/// What is usual for each hour of the week: the values of the last six weeks, and readings of new hours against them.
///
/// An hour of the week is that of the local clock, so that a shop's evening stays its evening over the change to summer
/// time. The local hour that such a change skips is missing; one that it repeats is read twice, and only the first is kept.
///
/// **Memory**: 168 hours × 6 weeks × 4 bytes (Float: seven digits, far below what an hour's chance leaves) = 4,032 bytes
/// per key, 8 for the newest hour, and 40 for the array.
public struct SeasonalBaseline: Hashable, Sendable {
    /// The hours of a week.
    public static let hours = 168
    /// The weeks that are kept.
    public static let weeks = 6
    private static let capacity = hours * weeks
    private static let hourMilliseconds: Int64 = 3_600_000
    /// The first Monday, 1970-01-05, in hours from the epoch.
    private static let firstMonday: Int64 = 96

    /// The values by hour of the week, six cells each in turn; not-a-number is missing.
    public private(set) var values: [Float]
    /// The newest local hour that was told, in hours from a local 1970-01-01 00:00; `nil` before the first.
    public private(set) var newestHour: Int64?

    /// Nothing known yet.
    public init() { values = Array(repeating: .nan, count: Self.capacity) }

    /// A saved state; `nil` if it is none.
    public init?(values: [Float], newestHour: Int64?) {
        guard values.count == Self.capacity else { return nil }
        self.values = values
        self.newestHour = newestHour
    }

    /// Takes in the next hour and reads it against the weeks before. An hour for which this is not called is missing.
    ///
    /// - Parameters:
    ///   - start: the hour's first instant, later than that of the hour before.
    ///   - measure: its value; `nil`, and a value that is not finite, is missing, not zero.
    ///   - zone: whose hours of the week count.
    ///   - policy: what is worth telling.
    /// - Returns: `nil` for a missing value and while too few weeks are known.
    /// - Complexity: O(1), and O(hours passed over), at most 1,008; does not allocate.
    public mutating func close(
        hourFrom start: EventTime, _ measure: SeasonalMeasure?, zone: ZoneOffsets,
        policy: SeasonalPolicy = SeasonalPolicy()
    ) -> SeasonalReading? {
        let hour = zone.localMilliseconds(of: start.milliseconds).flooredQuotient(by: Self.hourMilliseconds)
        let isNew = newestHour.map { hour > $0 } ?? true
        if isNew { forget(upTo: hour) }
        let known = measure.flatMap { $0.value.isFinite ? $0 : nil }
        let reading = known.flatMap { read($0, hour: hour, skippingOwnWeek: !isNew, policy: policy) }
        if isNew {
            values[Self.cell(of: hour)] = known.map { Float($0.value) } ?? .nan
            newestHour = hour
        }
        return reading
    }

    /// The hours between the newest and `hour` were not told: what their cells hold is too old.
    private mutating func forget(upTo hour: Int64) {
        guard let newestHour else { return }
        for skipped in max(newestHour + 1, hour - Int64(Self.capacity) + 1)..<max(hour, newestHour + 1) {
            values[Self.cell(of: skipped)] = .nan
        }
        // After more than six weeks of silence the cell of this hour, too, is older than six weeks.
        if hour - newestHour > Int64(Self.capacity) { values[Self.cell(of: hour)] = .nan }
    }

    private func read(
        _ measure: SeasonalMeasure, hour: Int64, skippingOwnWeek: Bool, policy: SeasonalPolicy
    ) -> SeasonalReading? {
        let own = Self.cell(of: hour)
        let first = own - own % Self.weeks
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: Self.weeks) { sorted in
            var count = 0
            for cell in first..<first + Self.weeks where !values[cell].isNaN {
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

    /// Hour of the week · 6 + week mod 6: a cell holds the value of six weeks ago until it is overwritten.
    private static func cell(of hour: Int64) -> Int {
        let sinceMonday = hour - firstMonday
        let week = sinceMonday.flooredQuotient(by: Int64(hours))
        return Int(sinceMonday.flooredRemainder(by: Int64(hours))) * weeks
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
        withUnsafeTemporaryAllocation(of: Double.self, capacity: weeks) { distances in
            var known = 0
            for index in 0..<count { insert(abs(sorted[index] - median), into: distances, count: &known) }
            return Self.median(distances, known)
        }
    }
}
