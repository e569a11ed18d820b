import EventModel

/// Records that are no events, from a seed.
struct Garbage {
    private static let scalars = ["null", "[]", "7", "\"text\"", "{}", "[{}]", "\\", "\u{0}"]
    private var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    /// The next one; none of them can be read as an event.
    mutating func next() -> [UInt8] {
        let event = Array(ParcelStep(number: Int.random(in: 0..<1000, using: &random)).json.utf8)
        switch Int.random(in: 0..<7, using: &random) {
        case 0: return bytes(count: Int.random(in: 1...400, using: &random))
        case 1: return Array(event.prefix(Int.random(in: 1..<event.count, using: &random)))
        case 2: return event + bytes(count: 1)
        case 3: return Array("{\"event_id\":\(Int.random(in: 0..<9, using: &random))}".utf8)
        case 4: return Array((Self.scalars.randomElement(using: &random) ?? "null").utf8)
        case 5: return Array(repeating: UInt8(ascii: "["), count: Int.random(in: 1...3000, using: &random))
        default:
            let text = String(decoding: event, as: UTF8.self)
            return Array(text.replacing("\"event_time\":", with: "\"event_time\":\"soon\",\"x\":").utf8)
        }
    }

    /// Bytes of which the first begins no JSON text, and no character either.
    mutating func bytes(count: Int) -> [UInt8] {
        [0xFF] + (1..<max(1, count)).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }
}
