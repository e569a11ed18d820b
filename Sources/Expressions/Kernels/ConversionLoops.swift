import EventModel

/// `int()`, `double()`, `string()`, `timestamp()` and `duration()`.
enum ConversionLoops {
    static func convert(
        _ operand: Lane, from source: ValueType, to target: ValueType, copiesText: Bool, _ out: Output
    ) -> Bool {
        switch (source, target) {
        case (.double, .int): return out.compute(operand) { Conversion.integer(operand.double($0)) }
        case (.string, .int): return out.compute(operand) { Int64(text(operand, $0)) }
        case (.time, .int): return out.compute(operand) { Conversion.seconds(operand.values[$0]) }
        case (.int, .double):
            out.writeDouble { Double(operand.values[$0]) }
            return out.setStates(operand)
        case (.string, .double): return out.compute(operand) { Double(text(operand, $0)).map(slot) }
        case (.string, .time): return out.compute(operand) { RFC3339.parse(operand.bytes($0))?.milliseconds }
        case (.int, .time):
            return out.compute(operand) { row in
                let (value, overflow) = operand.values[row].multipliedReportingOverflow(by: 1000)
                return overflow ? nil : value
            }
        case (.string, .duration): return out.compute(operand) { DurationText.parse(operand.bytes($0)) }
        case (_, .string) where source != .string: return write(operand, source, out)
        // A string whose bytes another register holds: those are about to be written over.
        case (.string, .string) where copiesText:
            return out.compute(operand) { out.text.copy(operand.bytes($0)).slot }
        default:
            out.values.update(from: operand.values, count: out.count)
            return out.setStates(operand)
        }
    }

    private static func text(_ lane: Lane, _ row: Int) -> String {
        String(decoding: lane.bytes(row), as: UTF8.self)
    }

    private static func slot(_ value: Double) -> Int64 { Int64(bitPattern: value.bitPattern) }

    private static func write(_ operand: Lane, _ source: ValueType, _ out: Output) -> Bool {
        out.compute(operand) { row in
            var text = string(operand, source, row)
            return text.withUTF8 { out.text.append(UnsafeRawBufferPointer($0))?.slot }
        }
    }

    private static func string(_ operand: Lane, _ source: ValueType, _ row: Int) -> String {
        let slot = operand.values[row]
        switch source {
        case .double: return Conversion.string(operand.double(row))
        case .bool: return slot & 1 == 1 ? "true" : "false"
        case .time: return RFC3339.format(EventTime(milliseconds: slot))
        case .duration: return DurationText.formatSeconds(slot)
        default: return "\(slot)"
        }
    }
}
