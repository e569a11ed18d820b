extension FunctionTable {
    static let conversions: [FunctionDeclaration] = same + numbers + words + others

    private static let same: [FunctionDeclaration] = [
        identity(.bool, "true"), identity(.int, "1"), identity(.uint, "1u"), identity(.double, "1.5"),
        identity(.string, "\"a\""), identity(.bytes, "b\"a\""),
        identity(.time, "timestamp(0)"), identity(.duration, "duration(\"1h\")"),
        FunctionDeclaration(
            "dyn", .global, [.dyn], .dyn, "the value itself, of a type that is only known when it runs",
            .init("dyn(1) == 1.0", "true"), columns: .same
        ) { (arguments, _) throws(EvaluationFailure) in arguments[0] },
        FunctionDeclaration(
            "type", .global, [.dyn], .type, "the type of a value", .init("type([1]) == list", "true")
        ) { (arguments, _) throws(EvaluationFailure) in .type(arguments[0].type) },
    ]

    private static func identity(_ type: ValueType, _ sample: String) -> FunctionDeclaration {
        FunctionDeclaration(
            "\(type)", .global, [type], type, "the value itself", .init("\(type)(\(sample))", sample),
            columns: form(type, type)
        ) { (arguments, _) throws(EvaluationFailure) in arguments[0] }
    }

    private static func form(_ source: ValueType, _ target: ValueType) -> ColumnForm? {
        Conversion.isDefined(from: source, to: target) ? .conversion : nil
    }

    private static let numbers: [FunctionDeclaration] = [
        convert(
            "int", .uint, .int, "the same number, an error when it is too large", .init("int(7u)", "7")
        ) {
            if case .uint(let value) = $0 { Int64(exactly: value).map(CELValue.int) } else { nil }
        },
        convert(
            "int", .double, .int, "cut off towards zero, an error when it is out of range",
            .init("int(-2.9)", "-2")
        ) {
            if case .double(let value) = $0 { Conversion.integer(value).map(CELValue.int) } else { nil }
        },
        convert(
            "int", .string, .int, "reads a decimal integer", .init("int(\"12\")", "12")
        ) {
            if case .string(let text) = $0 { Int64(text).map(CELValue.int) } else { nil }
        },
        convert(
            "int", .time, .int, "whole seconds since 1970-01-01T00:00:00Z", .init("int(timestamp(60))", "60")
        ) {
            if case .timestamp(let value) = $0 { .int(TimestampText.seconds(value)) } else { nil }
        },
        convert(
            "uint", .int, .uint, "the same number, an error when it is negative", .init("uint(7)", "7u")
        ) {
            if case .int(let value) = $0 { UInt64(exactly: value).map(CELValue.uint) } else { nil }
        },
        convert(
            "uint", .double, .uint, "cut off towards zero, an error when it is out of range",
            .init("uint(2.9)", "2u")
        ) {
            guard case .double(let value) = $0, value >= 0, value < 0x1p64 else { return nil }
            return .uint(UInt64(value))
        },
        convert(
            "uint", .string, .uint, "reads a decimal integer without a sign", .init("uint(\"12\")", "12u")
        ) {
            guard case .string(let text) = $0, text.utf8.first?.isDigit == true else { return nil }
            return UInt64(text).map(CELValue.uint)
        },
        convert(
            "double", .int, .double, "the nearest double", .init("double(3)", "3.0")
        ) {
            if case .int(let value) = $0 { .double(Double(value)) } else { nil }
        },
        convert(
            "double", .uint, .double, "the nearest double", .init("double(3u)", "3.0")
        ) {
            if case .uint(let value) = $0 { .double(Double(value)) } else { nil }
        },
        convert(
            "double", .string, .double, "reads a decimal number", .init("double(\"1.5\")", "1.5")
        ) {
            if case .string(let text) = $0 { Double(text).map(CELValue.double) } else { nil }
        },
    ]

    private static let words: [FunctionDeclaration] = [
        convert(
            "string", .int, .string, "its decimal digits", .init("string(-7)", "\"-7\"")
        ) {
            if case .int(let value) = $0 { .string("\(value)") } else { nil }
        },
        convert(
            "string", .uint, .string, "its decimal digits", .init("string(7u)", "\"7\"")
        ) {
            if case .uint(let value) = $0 { .string("\(value)") } else { nil }
        },
        convert(
            "string", .double, .string, "the shortest text that reads back as the same number",
            .init("string(0.1)", "\"0.1\"")
        ) {
            if case .double(let value) = $0 { .string(Conversion.string(value)) } else { nil }
        },
        convert(
            "string", .bool, .string, "`true` or `false`", .init("string(true)", "\"true\"")
        ) {
            if case .bool(let value) = $0 { .string("\(value)") } else { nil }
        },
        convert(
            "string", .bytes, .string, "reads UTF-8, an error when it is none",
            .init("string(b\"abc\")", "\"abc\"")
        ) {
            if case .bytes(let value) = $0 {
                String(validating: value, as: UTF8.self).map(CELValue.string)
            } else {
                nil
            }
        },
        convert(
            "string", .time, .string, "RFC 3339 in UTC",
            .init("string(timestamp(0))", "\"1970-01-01T00:00:00Z\"")
        ) {
            if case .timestamp(let value) = $0 {
                .string(TimestampText.format(timestamp: value))
            } else {
                nil
            }
        },
        convert(
            "string", .duration, .string, "its seconds: `1.5s`", .init("string(duration(\"90s\"))", "\"90s\"")
        ) {
            if case .duration(let value) = $0 { .string(TimestampText.format(duration: value)) } else { nil }
        },
        convert(
            "bytes", .string, .bytes, "its UTF-8", .init("bytes(\"abc\")", "b\"abc\"")
        ) {
            if case .string(let text) = $0 { .bytes(Array(text.utf8)) } else { nil }
        },
    ]

    private static let others: [FunctionDeclaration] = [
        convert(
            "bool", .string, .bool, "reads `true`, `True`, `TRUE`, `t`, `1` and their opposites",
            .init("bool(\"true\")", "true")
        ) {
            guard case .string(let text) = $0 else { return nil }
            switch text {
            case "1", "t", "T", "true", "True", "TRUE": return .bool(true)
            case "0", "f", "F", "false", "False", "FALSE": return .bool(false)
            default: return nil
            }
        },
        FunctionDeclaration(
            "timestamp", .global, [.string], .time, "reads RFC 3339, of the years 1 to 9999",
            .init("timestamp(\"1970-01-02T00:00:00Z\")", "timestamp(86400)"), columns: .conversion
        ) { (arguments, _) throws(EvaluationFailure) in
            guard case .string(let text) = arguments[0] else { throw mismatch }
            return try TimestampText.parseTimestamp(text)
        },
        FunctionDeclaration(
            "timestamp", .global, [.int], .time, "seconds since 1970-01-01T00:00:00Z",
            .init("timestamp(60)", "timestamp(\"1970-01-01T00:01:00Z\")"), columns: .conversion
        ) { (arguments, _) throws(EvaluationFailure) in
            guard case .int(let seconds) = arguments[0] else { throw mismatch }
            return try TimestampText.timestamp(Int128(seconds) * TimestampText.nanosecondsPerSecond)
        },
        FunctionDeclaration(
            "duration", .global, [.string], .duration,
            "reads `1h30m`, `1.5s`, `-250ms`; units d and w besides CEL's",
            .init("duration(\"1h30m\")", "duration(\"90m\")"), columns: .conversion
        ) {
            (arguments, _) throws(EvaluationFailure) in
            guard case .string(let text) = arguments[0] else { throw mismatch }
            return try TimestampText.parseDuration(text)
        },
    ]

    /// A conversion that fails where its body is `nil`.
    private static func convert(
        _ name: String, _ source: ValueType, _ target: ValueType, _ summary: String,
        _ example: FunctionDeclaration.Example, _ body: @escaping @Sendable (CELValue) -> CELValue?
    ) -> FunctionDeclaration {
        FunctionDeclaration(
            name, .global, [source], target, summary, example, columns: form(source, target)
        ) { (arguments, context) throws(EvaluationFailure) in
            try context.charge(arguments[0].weight)
            guard let value = body(arguments[0]) else {
                throw EvaluationFailure("the \(source) cannot be converted to \(target)")
            }
            return value
        }
    }
}
