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
            guard let column = field.column else { continue }
            precondition(layout.columns.indices.contains(column), "a field's column is not in the layout")
            precondition(
                layout.columns[column].type == field.type, "a field has another type than its column")
        }
        precondition((1...1024).contains(limits.maxDepth), "the depth limit must be from 1 to 1024")
        precondition(
            (1...1 << 30).contains(limits.maxRecordBytes), "the record limit must be from 1 byte to 1 GiB")
        precondition(
            (0...1 << 30).contains(limits.maxStringBytes), "the string limit must be from 0 bytes to 1 GiB")
    }

    static func makeDecoder(_ fields: [DecodedField], _ kinds: [FieldKind], _ limits: DecodeLimits)
        -> OpaquePointer
    {
        let keys = fields.map { Array($0.jsonKey.utf8) }
        let allKeys = keys.flatMap { $0 }
        return allKeys.withUnsafeBufferPointer { bytes in
            var start = 0
            let described = fields.indices.map { place in
                let field = fields[place]
                defer { start += keys[place].count }
                return csj_field(
                    key: bytes.baseAddress.map { $0 + start }, key_count: keys[place].count,
                    kind: kinds[place].code,
                    required: field.isRequired || field.column == 0, column: Int32(field.column ?? -1))
            }
            let bounds = csj_limits(
                record_bytes: UInt32(limits.maxRecordBytes), string_bytes: UInt32(limits.maxStringBytes),
                depth: UInt32(limits.maxDepth))
            return csj_decoder_create(described, described.count, bounds, parseTime)
        }
    }
}

/// Lends the event model's reader of times to C.
private let parseTime: csj_time_parser = { bytes, count, milliseconds in
    guard let time = RFC3339.parse(UnsafeRawBufferPointer(start: bytes, count: count)) else { return false }
    milliseconds?.pointee = time.milliseconds
    return true
}
