public import EventModel
import Foundation

/// The offsets of a named time zone, from the time-zone data of this Foundation.
///
/// Looked up once when a pipeline is planned (about 1 ms per zone), so that the operators depend on no machine's zones.
/// Workers that share a pipeline should run the same build: zones' rules change, and Foundation brings its own.
public enum ZoneTransitions {
    /// The transitions of the years 1970 to 2100.
    ///
    /// Before 1970 the offset of its first instant holds, after 2100 that of its last. Names that Foundation takes for an
    /// offset, such as `GMT+3`, are zones without transitions. The result bears the name as it was given.
    /// - Returns: `nil` for a name that is no time zone; they are case-sensitive.
    public static func offsets(ofZone name: String) -> ZoneOffsets? {
        guard let zone = TimeZone(identifier: name) else { return nil }
        let first = Date(timeIntervalSince1970: 0)
        var time = first
        var transitions: [ZoneOffsets.Transition] = []
        var offset = milliseconds(zone, first)
        while let next = zone.nextDaylightSavingTimeTransition(after: time), next > time, next < end {
            let changed = milliseconds(zone, next)
            // Some transitions change only the zone's abbreviation.
            if changed != offset {
                let instant = Int64((next.timeIntervalSince1970 * 1000).rounded())
                transitions.append(.init(utcMilliseconds: instant, offsetMilliseconds: changed))
            }
            offset = changed
            time = next
        }
        return try? ZoneOffsets(
            name: name, firstOffsetMilliseconds: milliseconds(zone, first), transitions: transitions)
    }

    /// 2101-01-01T00:00:00Z.
    private static let end = Date(timeIntervalSince1970: 4_133_980_800)

    private static func milliseconds(_ zone: TimeZone, _ time: Date) -> Int64 {
        Int64(zone.secondsFromGMT(for: time)) * 1000
    }
}
