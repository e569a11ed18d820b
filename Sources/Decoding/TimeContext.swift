import CSimdJSON
import EventModel

/// What reading the local times of one field takes. C holds it by its address.
final class TimeContext: Sendable {
    let pattern: TimePattern
    let zone: ZoneOffsets

    /// `nil` for a field that needs nothing of that kind.
    init?(_ field: DecodedField) {
        guard case .pattern(let pattern, _) = field.reading.time else { return nil }
        self.pattern = pattern
        zone = field.zone
    }
}

/// Lends the event model's readers of times to C: with a context that of its pattern, otherwise that of RFC 3339.
let parseTime: csj_time_parser = { context, bytes, count, milliseconds in
    let text = UnsafeRawBufferPointer(start: bytes, count: count)
    let time: EventTime? =
        if let context {
            Unmanaged<TimeContext>.fromOpaque(context)._withUnsafeGuaranteedRef {
                $0.pattern.parse(text, zone: $0.zone)
            }
        } else {
            RFC3339.parse(text)
        }
    guard let time else { return false }
    milliseconds?.pointee = time.milliseconds
    return true
}
