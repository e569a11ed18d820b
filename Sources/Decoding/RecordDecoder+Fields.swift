import CSimdJSON
import EventModel

/// How the C side reads a field.
enum FieldKind: Int {
    case int, double, bool, time, text, symbol

    init(_ field: DecodedField, in layout: RowLayout) {
        switch field.type {
        case .int: self = .int
        case .double: self = .double
        case .bool: self = .bool
        case .time: self = .time
        case .string:
            guard let column = field.column else {
                self = .symbol
                return
            }
            self = layout.columns[column].storage == .text ? .text : .symbol
        }
    }

    var code: UInt8 {
        switch self {
        case .int: UInt8(CSJ_INT)
        case .double: UInt8(CSJ_DOUBLE)
        case .bool: UInt8(CSJ_BOOL)
        case .time: UInt8(CSJ_TIME)
        case .text: UInt8(CSJ_TEXT)
        case .symbol: UInt8(CSJ_SYMBOL)
        }
    }
}

extension RecordDecoder {
    /// What the caller must have made sure of.
    static func check(_ fields: [DecodedField], _ layout: RowLayout, _ limits: DecodeLimits) {
        let kept = fields.compactMap(\.column)
        precondition(kept.contains(0), "no field is the event time")
        precondition(Set(kept).count == kept.count, "two fields have the same column")
        precondition(fields.count <= Int(Int16.max), "too many fields")
        for field in fields {
            check(field)
            guard let column = field.column else { continue }
            precondition(layout.columns.indices.contains(column), "a field's column is not in the layout")
            precondition(
                layout.columns[column].type == field.type, "a field has another type than its column")
        }
        precondition(
            FieldPath.contradictions(among: fields.map(\.path)).isEmpty, "two paths contradict each other")
        precondition((1...1024).contains(limits.maxDepth), "the depth limit must be from 1 to 1024")
        precondition(
            (1...1 << 30).contains(limits.maxRecordBytes), "the record limit must be from 1 byte to 1 GiB")
        precondition(
            (0...1 << 30).contains(limits.maxStringBytes), "the string limit must be from 0 bytes to 1 GiB")
    }

    static func makeDecoder(
        _ fields: [DecodedField], _ kinds: [FieldKind], _ contexts: [TimeContext?], _ limits: DecodeLimits
    ) -> OpaquePointer {
        let described = DescribedFields(fields, kinds, contexts)
        let bounds = csj_limits(
            record_bytes: UInt32(limits.maxRecordBytes), string_bytes: UInt32(limits.maxStringBytes),
            depth: UInt32(limits.maxDepth))
        return withExtendedLifetime(described) {
            csj_decoder_create(described.fields, described.fields.count, bounds, parseTime)
        }
    }

    /// How many bytes of text a record needs beyond its own, because constants stand for what it has or lacks.
    static func constantBytes(_ fields: [DecodedField], _ kinds: [FieldKind]) -> Int {
        zip(fields, kinds).reduce(0) { sum, described in
            let (field, kind) = described
            guard kind == .text else { return sum }
            let values = field.reading.values.map(\.ours) + [field.reading.other, field.reading.fallback]
            let longest = values.map { value in
                if case .string(let text) = value { text.utf8.count } else { 0 }
            }.max()
            return sum + (longest ?? 0)
        }
    }

    // Whoever makes fields has refused such paths, with the place where they stand in the user's file: what comes here
    // wrong is a mistake of the program.
    private static func check(_ field: DecodedField) {
        let steps = field.path.steps
        precondition((1...FieldPath.longest).contains(steps.count), "a path has 1 to 16 steps")
        if case .item = steps[0] { preconditionFailure("a path begins with a key") }
        for case .item(let place) in steps {
            precondition((0...FieldPath.lastItem).contains(place), "a list's place is out of range")
        }
        let reading = field.reading
        precondition((0...9).contains(reading.minorUnits ?? 0), "minor units have 0 to 9 digits")
        for value in reading.values.map(\.ours) + [reading.other, reading.fallback].compactMap({ $0 }) {
            precondition(value.type == field.type, "a field's constant has another type")
        }
    }
}
