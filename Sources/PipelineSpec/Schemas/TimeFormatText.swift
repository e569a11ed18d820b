import EventModel

/// Reads how the times of a field are written.
enum TimeFormatText {
    /// The formats that have names.
    static let names = EpochUnit.allCases.map(\.rawValue) + ["rfc3339"]

    static func read(in field: Section) -> TimeFormat {
        let format = format(in: field)
        guard let zone = field.entry("zone") else { return format ?? .standard }
        let name = field.zone("zone") ?? "UTC"
        switch format {
        case .pattern(let pattern, _):
            if !pattern.hasOffset { return .pattern(pattern, zone: name) }
            field.log.report(
                "'zone' has no meaning, because the times say how far they are from UTC (X)",
                at: zone.key.place, expected: "a pattern without X, or no zone")
        case nil where field.has("format"): break
        default:
            field.log.report(
                "'zone' is for the local times of a pattern", at: zone.key.place,
                expected: "a format such as yyyy-MM-dd HH:mm:ss beside it, or no zone")
        }
        return format ?? .standard
    }

    /// `nil` when none is written or it is wrong.
    private static func format(in field: Section) -> TimeFormat? {
        guard let (text, node) = field.scalar("format"), case .scalar(let scalar) = node.content else {
            return nil
        }
        if let unit = EpochUnit(rawValue: text) { return .epoch(unit) }
        if text == "rfc3339" { return .rfc3339 }
        do throws(TimePattern.Problem) { return .pattern(try TimePattern(parsing: text), zone: "UTC") } catch
        {
            if isWord(text) {
                field.log.report(
                    "unknown format '\(text.shortened)'", at: node, expected: field.expected("format"),
                    suggestion: nearest(to: text, among: names))
            } else {
                field.log.report(error.message, at: error.range, of: scalar, node, expected: error.expected)
            }
            return nil
        }
    }

    /// Rather a misspelt name than a pattern.
    private static func isWord(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte == UInt8(ascii: "_")
                || byte >= 0x30 && byte <= 0x39
        }
    }
}
