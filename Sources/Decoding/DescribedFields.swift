import CSimdJSON
import EventModel

/// The fields as C sees them, with all the memory that the descriptions point to; it is needed only until the decoder
/// is made.
final class DescribedFields {
    private(set) var fields: [csj_field] = []
    private var memory: [UnsafeMutableRawPointer] = []

    init(_ fields: [DecodedField], _ kinds: [FieldKind], _ contexts: [TimeContext?]) {
        for ((field, kind), context) in zip(zip(fields, kinds), contexts) {
            self.fields.append(describe(field, kind, context))
        }
    }

    deinit { for block in memory { block.deallocate() } }

    private func describe(_ field: DecodedField, _ kind: FieldKind, _ context: TimeContext?) -> csj_field {
        let steps = field.path.steps.map(step)
        let mappings = field.reading.values.map { pair in
            let (bytes, count) = copy(pair.theirs)
            return csj_mapping(text: bytes, text_count: count, value: constant(pair.ours))
        }
        var described = csj_field()
        described.steps = copy(steps)
        described.step_count = steps.count
        described.kind = kind.code
        described.required = field.isRequired || field.column == 0
        described.column = Int32(field.column ?? -1)
        described.quoted = field.reading.isQuoted
        described.minor_units = Int8(field.reading.minorUnits ?? -1)
        described.mappings = copy(mappings)
        described.mapping_count = mappings.count
        described.other = field.reading.other.flatMap { copy([constant($0)]) }
        described.fallback = field.reading.fallback.flatMap { copy([constant($0)]) }
        describe(field.reading.time, context, in: &described)
        return described
    }

    private func describe(_ format: TimeFormat, _ context: TimeContext?, in described: inout csj_field) {
        switch format {
        case .standard: described.time_format = UInt8(CSJ_TIME_STANDARD)
        case .epoch(let unit):
            described.time_format = UInt8(CSJ_TIME_EPOCH)
            described.epoch_exponent = Int8(unit.decimalExponent)
        case .rfc3339: described.time_format = UInt8(CSJ_TIME_TEXT)
        case .pattern:
            described.time_format = UInt8(CSJ_TIME_TEXT)
            described.time_context = context.map { UnsafeRawPointer(Unmanaged.passUnretained($0).toOpaque()) }
        }
    }

    private func step(_ step: FieldPath.Step) -> csj_step {
        switch step {
        case .item(let place): return csj_step(key: nil, key_count: 0, item: UInt32(place))
        case .key(let key):
            let (bytes, count) = copy(key)
            return csj_step(key: bytes, key_count: count, item: 0)
        }
    }

    private func constant(_ value: FieldValue) -> csj_constant {
        switch value {
        case .int(let number): return csj_constant(bytes: nil, count: 0, slot: number)
        case .time(let time): return csj_constant(bytes: nil, count: 0, slot: time.milliseconds)
        case .bool(let flag): return csj_constant(bytes: nil, count: 0, slot: flag ? 1 : 0)
        case .double(let number):
            return csj_constant(bytes: nil, count: 0, slot: Int64(bitPattern: number.bitPattern))
        case .string(let text):
            let (bytes, count) = copy(text)
            return csj_constant(bytes: bytes, count: count, slot: 0)
        }
    }

    /// A key or text; its pointer is not null even for an empty one.
    private func copy(_ text: String) -> (bytes: UnsafePointer<UInt8>?, count: Int) {
        (copy(Array(text.utf8) + [0]), text.utf8.count)
    }

    private func copy<Element>(_ elements: [Element]) -> UnsafePointer<Element>? {
        let buffer = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
        _ = buffer.initialize(from: elements)
        guard let base = buffer.baseAddress else { return nil }
        memory.append(UnsafeMutableRawPointer(base))
        return UnsafePointer(base)
    }
}
