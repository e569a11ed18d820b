import EventModel

/// Reads how the values of one field differ from the ones that stand in the JSON.
struct FieldReadingSection {
    static let keys: [SectionKey] = [
        .optional(
            "values", "the shop's values and ours, such as { DELIVERED: delivered }", .textMap,
            "What the shop calls a value, and what it is called here; other values stay as they are."),
        .optional(
            "other", "what a value becomes that 'values' does not name", .text,
            "What a value becomes that `values` does not name."),
        .optional(
            "default", "the value of events that have none", .text,
            "The value of events that lack the field or have null there."),
        .optional(
            "format",
            "\(TimeFormatText.names.joined(separator: ", ")) or a pattern such as yyyy-MM-dd HH:mm:ss", .text,
            default: "whole milliseconds since 1970 or RFC 3339",
            "How a time is written: `epoch_s`, `epoch_ms`, `epoch_us`, `epoch_ns`, `rfc3339` or a pattern."),
        .optional(
            "zone", "the time zone of a pattern's local times, such as Europe/Berlin", .zone, default: "UTC",
            "The time zone of a pattern's local times."),
        .optional(
            "minor_units", "how many of an integer's digits are cents or the like, 0 to 9", .integer(0...9),
            "How many digits of a whole number are behind the point: with 2, `1999` is 19.99."),
        .optional(
            "quoted", "true when numbers stand in quotes", .flag, default: "false",
            "Whether numbers and bools stand in quotes in the JSON."),
    ]

    /// Which types a key is for.
    private static let types: [(key: String, types: Set<FieldType>, plural: String)] = [
        ("values", [.string, .int, .double, .bool], "strings, numbers and bools"),
        ("other", [.string, .int, .double, .bool], "strings, numbers and bools"),
        ("format", [.time], "times"), ("zone", [.time], "times"),
        ("minor_units", [.double], "fields of type double"),
        ("quoted", [.int, .double, .bool], "numbers and bools"),
    ]

    let section: Section
    let type: FieldType
    let knownValues: [String]

    func read() -> FieldReading {
        var reading = FieldReading()
        if type == .time { reading.time = TimeFormatText.read(in: section) }
        if fits("quoted") { reading.isQuoted = section.flag("quoted", default: false) }
        if fits("minor_units") { reading.minorUnits = minorUnits() }
        if fits("values") { reading.values = values() }
        if fits("other") { reading.other = other() }
        reading.fallback = value(under: "default")
        if type != .time { for key in ["format", "zone"] { _ = fits(key) } }
        return reading
    }

    /// Whether a key is for fields of this type; where it is there all the same, that is a problem.
    private func fits(_ key: String) -> Bool {
        guard let rule = Self.types.first(where: { $0.key == key }), !rule.types.contains(type),
            let entry = section.entry(key)
        else { return true }
        let isNumberInQuotes = key == "quoted" && type == .time
        section.log.report(
            "'\(key)' is for \(rule.plural), this field is of type \(type.rawValue)", at: entry.key.place,
            expected: isNumberInQuotes
                ? "format: epoch_s or another epoch, which takes numbers in quotes, too" : "no '\(key)' here")
        return false
    }

    private func minorUnits() -> Int? {
        guard let digits = section.integer("minor_units", atLeast: 0) else { return nil }
        if digits <= 9 { return digits }
        section.report("'\(digits)' digits are too many", under: "minor_units", expected: "0 to 9")
        return nil
    }

    private func values() -> [MappedValue] {
        guard let entry = section.entry("values"),
            let entries = section.log.mapping(
                entry.value, title: "'values' of \(section.title)", expected: section.expected("values"))
        else { return [] }
        if entries.isEmpty {
            section.log.report("'values' is empty", at: entry.value, expected: section.expected("values"))
        }
        return entries.compactMap { entry in
            value(of: entry.value, title: "what '\(entry.key.name.shortened)' stands for")
                .map { MappedValue(theirs: entry.key.name, ours: $0) }
        }
    }

    private func other() -> FieldValue? {
        guard let entry = section.entry("other") else { return nil }
        guard section.has("values") else {
            section.log.report(
                "'other' is for what 'values' does not name, which is not there", at: entry.key.place,
                expected: "'values' beside it, or 'default' for absent values")
            return nil
        }
        return value(under: "other")
    }

    private func value(under key: String) -> FieldValue? {
        section.entry(key).flatMap { value(of: $0.value, title: "'\(key)' of \(section.title)") }
    }

    /// A value of the field's type.
    private func value(of node: YAMLNode, title: String) -> FieldValue? {
        guard let text = section.log.scalar(node, title: title, expected: expectation) else { return nil }
        if case .string(let word)? = FieldValue(text, type: type), !knownValues.isEmpty,
            !knownValues.contains(word)
        {
            section.log.report(
                "'\(word.shortened)' is not among the values of 'one_of'", at: node,
                expected: listed(knownValues), suggestion: nearest(to: word, among: knownValues))
            return nil
        }
        if let value = FieldValue(text, type: type) { return value }
        section.log.report(
            "'\(text.shortened)' is no value of type \(type.rawValue)", at: node, expected: expectation)
        return nil
    }

    private var expectation: String {
        switch type {
        case .int: "a whole number"
        case .double: "a number"
        case .bool: "true or false"
        case .string: knownValues.isEmpty ? "a text" : listed(knownValues)
        case .time: "a time such as 2024-03-01T00:00:00Z"
        }
    }
}

extension FieldValue {
    /// A value as a schema writes it down; `nil` when it is of another type.
    fileprivate init?(_ text: String, type: FieldType) {
        switch type {
        case .string: self = .string(text)
        case .int:
            guard let number = Int64(text) else { return nil }
            self = .int(number)
        case .double:
            guard let number = Double(text), number.isFinite else { return nil }
            self = .double(number)
        case .bool:
            guard text == "true" || text == "false" else { return nil }
            self = .bool(text == "true")
        case .time:
            guard let time = RFC3339.parse(text) else { return nil }
            self = .time(time)
        }
    }
}
