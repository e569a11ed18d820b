import Decoding
import EventModel

/// A decoder of fields that are given by path, type and reading; `at` is the event time.
struct MappedDecoder {
    /// One field.
    struct Field {
        var name: String
        var path: String
        var type: FieldType
        var isRequired = false
        var storage = StringStorage.symbol
        var zone = ZoneOffsets.utc
        var reading = FieldReading()
    }

    let test: TestDecoder

    init(_ fields: [Field], limits: DecodeLimits = .init()) throws {
        let layout = RowLayout(fields.map { .init(name: $0.name, type: $0.type, storage: $0.storage) })
        var decoded = [DecodedField(jsonKey: "at", type: .time, isRequired: true, column: 0)]
        for (place, field) in fields.enumerated() {
            decoded.append(
                DecodedField(
                    path: try FieldPath(parsing: field.path), type: field.type, isRequired: field.isRequired,
                    column: place + 1, reading: field.reading, zone: field.zone))
        }
        test = TestDecoder(fields: decoded, layout: layout, limits: limits)
    }

    /// The cells of a record of some members beside the time, or its rejection; the same for the first record of its
    /// shape and for a later one.
    func callAsFunction(_ members: String) -> String {
        let payload = Array(#"{"at":1,\#(members)}"#.utf8)
        let rows = test.decode([payload, payload])
        let messages = test.rejected.map { "\($0.code.rawValue): \($0.message)" }
        let outcomes =
            rows.map { $0 == "event_time=1" ? "" : String($0.dropFirst("event_time=1 ".count)) } + messages
        return outcomes.count == 2 && outcomes[0] == outcomes[1] ? outcomes[0] : "two outcomes: \(outcomes)"
    }
}

extension FieldReading {
    /// A reading with some changes.
    static func with(_ change: (inout FieldReading) -> Void) -> FieldReading {
        var reading = FieldReading()
        change(&reading)
        return reading
    }

    static func times(_ format: TimeFormat) -> FieldReading { with { $0.time = format } }

    static func values(_ pairs: KeyValuePairs<String, FieldValue>, other: FieldValue? = nil) -> FieldReading {
        with {
            $0.values = pairs.map { MappedValue(theirs: $0, ours: $1) }
            $0.other = other
        }
    }
}
