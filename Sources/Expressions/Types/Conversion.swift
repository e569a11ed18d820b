import EventModel

/// What `int()`, `double()`, `string()`, `timestamp()` and `duration()` make of single values.
enum Conversion {
    /// Whether there is a conversion.
    static func isDefined(from source: ValueType, to target: ValueType) -> Bool {
        switch (source, target) {
        case (.int, .int), (.double, .int), (.string, .int), (.time, .int): true
        case (.int, .double), (.double, .double), (.string, .double): true
        case (.int, .string), (.double, .string), (.bool, .string), (.string, .string): true
        case (.time, .string), (.duration, .string): true
        case (.string, .time), (.time, .time), (.int, .time): true
        case (.string, .duration), (.duration, .duration): true
        default: false
        }
    }

    /// What can be converted, for messages.
    static func sources(of target: ValueType) -> String {
        switch target {
        case .int: "int, double, string or timestamp"
        case .double: "int, double or string"
        case .string: "int, double, bool, string, timestamp or duration"
        case .time: "string, int (seconds) or timestamp"
        default: "string or duration"
        }
    }

    /// What a string literal comes to, `nil` when it cannot be read.
    static func constant(_ text: String, to target: ValueType) -> Constant? {
        switch target {
        case .int: Int64(text).map(Constant.int)
        case .double: Double(text).map(Constant.double)
        case .time: time(text).map(Constant.time)
        case .duration: DurationText.parse(text).map(Constant.duration)
        default: nil
        }
    }

    /// Milliseconds since the epoch of an RFC 3339 text.
    static func time(_ text: String) -> Int64? { RFC3339.parse(text)?.milliseconds }

    /// The integer before the decimal point; `nil` where there is none in range. The lowest integer counts as out of
    /// range, as CEL has it: doubles near it stand for many integers.
    static func integer(_ value: Double) -> Int64? {
        value > -0x1p63 && value < 0x1p63 ? Int64(value) : nil
    }

    /// The shortest text that reads back as the same double, whole numbers without a fraction: `0.1`, `5`, `1e+21`.
    static func string(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// Whole seconds, towards the past.
    static func seconds(_ milliseconds: Int64) -> Int64 {
        milliseconds >= 0 ? milliseconds / 1000 : (milliseconds + 1) / 1000 - 1
    }
}
