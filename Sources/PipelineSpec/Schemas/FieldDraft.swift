import EventModel
import Expressions

/// A field of a schema file before its `required` is checked, which may name any other field.
struct FieldDraft {
    static let keys: [SectionKey] =
        [
            .required(
                "type", "int, double, bool, string or time", typeShape,
                "The type; with a '?' behind it events may lack the field."),
            .optional(
                "required", "true, false or an expression that yields bool", .expression([.bool]),
                default: "true",
                "Whether every event has it, or a condition on the other fields for those that have."),
            .optional(
                "from", "where it stands in the JSON, such as payload.order.id or items[0].sku",
                .oneOrMore(.text),
                "Where it stands in the JSON, when that is not the field's own name at the top level."),
            .optional(
                "one_of", "a list of the values that a string can have", .oneOrMore(.text),
                "The values that a string can have, so that a misspelt one in an expression is noticed."),
        ] + FieldReadingSection.keys
    /// A type's name, with a `?` behind it for what may be missing.
    static let typeShape = ValueShape.choice(
        FieldType.allCases.flatMap { [$0.rawValue, $0.rawValue + "?"] })

    let key: YAMLKey
    let type: FieldType
    let knownValues: [String]
    let path: FieldPath
    private let reading: FieldReading
    private let isOptional: Bool
    private let section: Section?
    private let log: ProblemLog

    /// `nil` when the type is unknown.
    init?(_ entry: YAMLEntry, log: ProblemLog) {
        key = entry.key
        self.log = log
        let title = "field '\(entry.key.name.shortened)'"
        if case .mapping = entry.value.content {
            section = Section(entry.value, title: title, place: entry.key.place, keys: Self.keys, log: log)
        } else {
            section = nil
        }
        let word: (text: String, node: YAMLNode)? =
            if let section {
                section.scalar("type")
            } else {
                log.scalar(entry.value, title: title, expected: "a type: int, double, bool, string or time")
                    .map { ($0, entry.value) }
            }
        guard let word, let type = Self.type(word.text, at: word.node, log: log) else { return nil }
        self.type = type
        isOptional = word.text.hasSuffix("?")
        path = section.flatMap { FieldPathText.read(in: $0) } ?? FieldPath(key: entry.key.name)
        let knownValues = section.map { Self.knownValues(in: $0, type: type) } ?? []
        self.knownValues = knownValues
        reading =
            section.map { FieldReadingSection(section: $0, type: type, knownValues: knownValues).read() }
            ?? FieldReading()
    }

    /// Whether every event must have it.
    var isAlwaysRequired: Bool {
        guard let (text, _) = section?.has("required") == true ? section?.scalar("required") : nil else {
            return !isOptional && !hasDefault
        }
        return text == "true"
    }

    /// The field, with what it requires checked against all fields.
    func field(scope: Scope) -> SchemaField {
        SchemaField(
            name: key.name, type: type, requirement: requirement(scope: scope), path: path,
            reading: reading, knownValues: knownValues, location: log.location(of: key))
    }

    /// Where its path is written, or else its name.
    var pathPlace: Range<Int> { section?.entry("from").map { log.place(of: $0.value) } ?? key.place }

    private var hasDefault: Bool { section?.has("default") == true }

    private func requirement(scope: Scope) -> Requirement {
        guard let section, let entry = section.entry("required") else {
            return isOptional || hasDefault ? .never : .always
        }
        if isOptional {
            log.report(
                "'\(key.name)' has 'required' and a '?' behind its type", at: entry.key.place,
                expected: "one of the two")
        }
        if hasDefault, section.scalar("required")?.text != "false" {
            log.report(
                "'\(key.name)' has a default, so no event can lack it", at: entry.key.place,
                expected: "either 'required' or 'default'")
        }
        guard case .scalar(let scalar) = entry.value.content, scalar.text == "true" || scalar.text == "false"
        else {
            return section.expression("required", scope: scope, yields: [.bool]).map(Requirement.when)
                ?? .never
        }
        return scalar.text == "true" ? .always : .never
    }

    private static func type(_ word: String, at node: YAMLNode, log: ProblemLog) -> FieldType? {
        let name = word.hasSuffix("?") ? String(word.dropLast()) : word
        if let type = FieldType(rawValue: name) { return type }
        let names = FieldType.allCases.map(\.rawValue)
        log.report(
            "unknown type '\(name.shortened)'", at: node,
            expected: listed(names) + ", with '?' behind it when the field is optional",
            suggestion: nearest(to: name, among: names))
        return nil
    }

    private static func knownValues(in section: Section, type: FieldType) -> [String] {
        guard let entry = section.entry("one_of") else { return [] }
        if type != .string {
            section.log.report(
                "only strings have known values, this field is of type \(type.rawValue)", at: entry.key.place)
        }
        let values = section.names("one_of")
        var seen: Set<String> = []
        for value in values where !seen.insert(value.name).inserted {
            section.log.report("the value '\(value.name.shortened)' is listed twice", at: value.node)
        }
        return values.map(\.name)
    }
}
