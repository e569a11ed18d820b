import EventModel
import Foundation

/// Times as people write them in a pipeline: with an offset as RFC 3339 has it, or as a clock of some zone shows them.
enum LocalTime {
    /// `2025-03-01T22:00:00+01:00`, or local `2025-03-01T22:00:00`, `2025-03-01T22:00` or `2025-03-01`, which is midnight.
    ///
    /// A local time that comes twice is the first; one that is skipped is the end of the gap at the latest, as many minutes
    /// later as the clock went on.
    static func parse(_ text: String, zone: TimeZone) -> EventTime? {
        if let time = RFC3339.parse(text) { return time }
        let ending: String? =
            switch text.utf8.count {
            case 10: "T00:00:00Z"
            case 16: ":00Z"
            case 19: "Z"
            default: nil
            }
        return ending.flatMap { RFC3339.parse(text + $0) }.map { instant(ofLocal: $0, zone) }
    }

    private static func instant(ofLocal shown: EventTime, _ zone: TimeZone) -> EventTime {
        func offset(at milliseconds: Int64) -> Int64 {
            Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(milliseconds) / 1000))) * 1000
        }
        let day: Int64 = 86_400_000
        // No zone changes twice within two days: one of the offsets around is the one in force.
        let before = shown.milliseconds - offset(at: shown.milliseconds - day)
        let after = shown.milliseconds - offset(at: shown.milliseconds + day)
        let isBefore = shown.milliseconds - offset(at: before) == before
        let isAfter = shown.milliseconds - offset(at: after) == after
        return EventTime(milliseconds: isBefore || !isAfter ? before : after)
    }
}
