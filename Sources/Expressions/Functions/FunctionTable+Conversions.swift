extension FunctionTable {
    static let conversions: [CELFunction] = same + numbers + words + others

    private static let same: [CELFunction] =
        ([.bool, .int, .uint, .double, .string, .bytes] as [CELType]).map { identity($0.rawValue, $0) } + [
            identity("timestamp", .timestamp), identity("duration", .duration),
            CELFunction(
                "dyn", .global, [nil], nil, "the value itself, of a type that is only known when it runs"
            ) {
                (arguments, _) throws(EvaluationFailure) in arguments[0]
            },
            CELFunction("type", .global, [nil], .type, "the type of a value") {
                (arguments, _) throws(EvaluationFailure) in .type(arguments[0].type)
            },
        ]

    private static func identity(_ name: String, _ type: CELType) -> CELFunction {
        CELFunction(name, .global, [type], type, "the value itself") {
            (arguments, _) throws(EvaluationFailure) in arguments[0]
        }
    }

    private static let numbers: [CELFunction] = [
        convert("int", .uint, .int, "the same number, an error when it is too large") {
            if case .uint(let value) = $0 { Int64(exactly: value).map(CELValue.int) } else { nil }
        },
        convert("int", .double, .int, "cut off towards zero, an error when it is out of range") {
            if case .double(let value) = $0 { Conversion.integer(value).map(CELValue.int) } else { nil }
        },
        convert("int", .string, .int, "reads a decimal integer") {
            if case .string(let text) = $0 { Int64(text).map(CELValue.int) } else { nil }
        },
        convert("int", .timestamp, .int, "whole seconds since 1970-01-01T00:00:00Z") {
            if case .timestamp(let value) = $0 { .int(TimestampText.seconds(value)) } else { nil }
        },
        convert("uint", .int, .uint, "the same number, an error when it is negative") {
            if case .int(let value) = $0 { UInt64(exactly: value).map(CELValue.uint) } else { nil }
        },
        convert("uint", .double, .uint, "cut off towards zero, an error when it is out of range") {
            guard case .double(let value) = $0, value >= 0, value < 0x1p64 else { return nil }
            return .uint(UInt64(value))
        },
        convert("uint", .string, .uint, "reads a decimal integer without a sign") {
            guard case .string(let text) = $0, text.utf8.first?.isDigit == true else { return nil }
            return UInt64(text).map(CELValue.uint)
        },
        convert("double", .int, .double, "the nearest double") {
            if case .int(let value) = $0 { .double(Double(value)) } else { nil }
        },
        convert("double", .uint, .double, "the nearest double") {
            if case .uint(let value) = $0 { .double(Double(value)) } else { nil }
        },
        convert("double", .string, .double, "reads a decimal number") {
            if case .string(let text) = $0 { Double(text).map(CELValue.double) } else { nil }
        },
    ]

    private static let words: [CELFunction] = [
        convert("string", .int, .string, "its decimal digits") {
            if case .int(let value) = $0 { .string("\(value)") } else { nil }
        },
        convert("string", .uint, .string, "its decimal digits") {
            if case .uint(let value) = $0 { .string("\(value)") } else { nil }
        },
        convert("string", .double, .string, "the shortest text that reads back as the same number") {
            if case .double(let value) = $0 { .string(Conversion.string(value)) } else { nil }
        },
        convert("string", .bool, .string, "`true` or `false`") {
            if case .bool(let value) = $0 { .string("\(value)") } else { nil }
        },
        convert("string", .bytes, .string, "reads UTF-8, an error when it is none") {
            if case .bytes(let value) = $0 {
                String(validating: value, as: UTF8.self).map(CELValue.string)
            } else {
                nil
            }
        },
        convert("string", .timestamp, .string, "RFC 3339 in UTC") {
            if case .timestamp(let value) = $0 {
                .string(TimestampText.format(timestamp: value))
            } else {
                nil
            }
        },
        convert("string", .duration, .string, "its seconds: `1.5s`") {
            if case .duration(let value) = $0 { .string(TimestampText.format(duration: value)) } else { nil }
        },
        convert("bytes", .string, .bytes, "its UTF-8") {
            if case .string(let text) = $0 { .bytes(Array(text.utf8)) } else { nil }
        },
    ]

    private static let others: [CELFunction] = [
        convert("bool", .string, .bool, "reads `true`, `True`, `TRUE`, `t`, `1` and their opposites") {
            guard case .string(let text) = $0 else { return nil }
            switch text {
            case "1", "t", "T", "true", "True", "TRUE": return .bool(true)
            case "0", "f", "F", "false", "False", "FALSE": return .bool(false)
            default: return nil
            }
        },
        CELFunction("timestamp", .global, [.string], .timestamp, "reads RFC 3339, of the years 1 to 9999") {
            (arguments, _) throws(EvaluationFailure) in
            guard case .string(let text) = arguments[0] else { throw mismatch }
            return try TimestampText.parseTimestamp(text)
        },
        CELFunction("timestamp", .global, [.int], .timestamp, "seconds since 1970-01-01T00:00:00Z") {
            (arguments, _) throws(EvaluationFailure) in
            guard case .int(let seconds) = arguments[0] else { throw mismatch }
            return try TimestampText.timestamp(Int128(seconds) * TimestampText.nanosecondsPerSecond)
        },
        CELFunction(
            "duration", .global, [.string], .duration,
            "reads `1h30m`, `1.5s`, `-250ms`; units d and w besides CEL's"
        ) {
            (arguments, _) throws(EvaluationFailure) in
            guard case .string(let text) = arguments[0] else { throw mismatch }
            return try TimestampText.parseDuration(text)
        },
    ]

    /// A conversion that fails where its body is `nil`.
    private static func convert(
        _ name: String, _ source: CELType, _ target: CELType, _ summary: String,
        _ body: @escaping @Sendable (CELValue) -> CELValue?
    ) -> CELFunction {
        CELFunction(name, .global, [source], target, summary) {
            (arguments, context) throws(EvaluationFailure) in
            try context.charge(arguments[0].weight)
            guard let value = body(arguments[0]) else {
                throw EvaluationFailure("the \(source.shortName) cannot be converted to \(target.shortName)")
            }
            return value
        }
    }
}
