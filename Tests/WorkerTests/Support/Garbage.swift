import EventModel
/// Records that are no events, each of a kind that really occurs.
enum Garbage: CaseIterable {
    case randomBytes, cut, deep, huge, longString, wrongType, invalidUTF8, duplicateKey, notAnObject,
        missingField
    case badTime, trailing, outOfRange

    /// The code that the dead letter must have; `nil` where it depends on the bytes.
    var code: String? {
        switch self {
        case .randomBytes: nil
        case .cut: "truncated"
        case .deep: "too_deep"
        case .huge, .longString: "too_large"
        case .wrongType: "wrong_type"
        case .invalidUTF8: "invalid_utf8"
        case .duplicateKey: "duplicate_key"
        case .notAnObject: "not_an_object"
        case .missingField: "missing_field"
        case .badTime: "bad_time"
        case .trailing: "not_json"
        case .outOfRange: "out_of_range"
        }
    }

    /// A record made from a good event.
    func spoil(_ event: String, _ random: inout SplitMix64) -> [UInt8] {
        let bytes = Array(event.utf8)
        let body = event.dropFirst().dropLast()
        switch self {
        case .randomBytes:
            // Never by chance an object, nor white space.
            return [0xFF]
                + (0..<Int.random(in: 1..<300, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
        case .cut: return Array(bytes.prefix(Int.random(in: 1..<bytes.count, using: &random)))
        case .deep: return Array((String(repeating: "{\"a\":[", count: 2500)).utf8)
        case .huge:
            return Array("{\"note\":\"".utf8) + Array(repeating: 0x61, count: 10 << 20)
                + Array("\",\(body)}".utf8)
        case .longString:
            return Array("{\(body),\"carrier\":\"".utf8) + Array(repeating: 0x62, count: 70_000)
                + Array("\"}".utf8)
        case .wrongType: return Array("{\(body),\"schema_version\":\"one\"}".utf8)
        case .invalidUTF8: return Array("{\"note\":\"".utf8) + [0xC3, 0x28] + Array("\",\(body)}".utf8)
        case .duplicateKey: return Array("{\"event_id\":\"again\",\(body)}".utf8)
        case .notAnObject: return Array("[\(event)]".utf8)
        case .missingField: return Array("{\"event_id\":\"x\"}".utf8)
        case .badTime:
            return Array(
                "{\"event_id\":\"x\",\"event_time\":\"2025-02-30T00:00:00Z\",\"event_type\":\"order_paid\"}"
                    .utf8)
        case .trailing: return bytes + Array("{}".utf8)
        case .outOfRange: return Array("{\(body),\"schema_version\":99999999999999999999999}".utf8)
        }
    }
}
