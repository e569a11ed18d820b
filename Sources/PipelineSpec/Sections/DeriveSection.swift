import EventModel
import Expressions

/// Reads the fields that a source's events get beside those of their schema.
enum DeriveSection {
    static let types: [ValueType] = [.string, .int, .double, .bool, .time]

    /// The fields; each is added to the schema, so that what follows sees it.
    static func read(in source: Section, schema: inout EventSchema) -> [DerivedField] {
        guard let entry = source.entry("derive"),
            let entries = source.log.mapping(
                entry.value, title: "'derive' of \(source.title)", expected: source.expected("derive"))
        else { return [] }
        let keys = entries.map { SectionKey.optional($0.key.name, .yielding(types)) }
        guard
            let section = Section(
                entry.value, title: "'derive' of \(source.title)", place: entry.key.place, keys: keys,
                log: source.log)
        else { return [] }
        return entries.compactMap { entry in
            guard isFree(entry.key, in: schema, section.log),
                let value = section.expression(entry.key.name, scope: schema.scope, yields: types)
            else { return nil }
            schema.fields.append(
                SchemaField(
                    name: entry.key.name, type: FieldType(value.type), requirement: .never,
                    path: FieldPath(key: entry.key.name),
                    knownValues: [], location: section.log.location(of: entry.key)))
            return DerivedField(name: entry.key.name, value: value)
        }
    }

    private static func isFree(_ key: YAMLKey, in schema: EventSchema, _ log: ProblemLog) -> Bool {
        if let objection = NameRule.identifier.objection(to: key.name) {
            log.report(objection.message, at: key.place, expected: objection.expected)
            return false
        }
        guard key.name == EventSchema.eventTimeName || schema.field(named: key.name) != nil else {
            return true
        }
        log.report(
            "'\(key.name)' is a field of schema '\(schema.name)' already", at: key.place,
            expected: "another name")
        return false
    }
}

extension FieldType {
    /// The type of a field for one of the types that fields can have.
    fileprivate init(_ type: ValueType) {
        self =
            switch type {
            case .double: .double
            case .bool: .bool
            case .string: .string
            case .time: .time
            case .int, .duration, .null, .list, .uint, .bytes, .map, .type, .dyn: .int
            }
    }
}
