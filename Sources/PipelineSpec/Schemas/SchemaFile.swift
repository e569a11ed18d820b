import EventModel
import Expressions

/// Reads one event schema file.
struct SchemaFile {
    /// All that a schema's file may hold.
    static let keys: [SectionKey] = [
        .required(
            "schema", "the schema's name", .newName(.declared), "The schema's name, which messages use."),
        .required(
            "id", "the string field that is unique for each event", .name,
            "The string field that no two events share: equal times are ordered by it, and copies found."),
        .required(
            "time", "the time field that holds the event time", .name,
            "The field that says when it happened, which expressions see as event_time."),
        .required(
            "fields", "the fields, each 'name: type' with a type of int, double, bool, string or time",
            .named(.either([FieldDraft.typeShape, .section(FieldDraft.keys)]), by: .identifier),
            "The fields that pipelines may use, each with its type; other keys of the JSON are passed over."),
    ]

    let log: ProblemLog

    /// The schema, or `nil` when nothing can be checked against it.
    func read(_ root: YAMLNode?) -> EventSchema? {
        guard let root,
            let section = Section(
                root, title: "the schema", place: log.place(of: root), keys: Self.keys, log: log)
        else { return nil }
        let name = section.name("schema", .declared)
        let drafts = section.declarations("fields", rule: .identifier) {
            FieldDraft($0, log: log)
        }
        var schema = EventSchema(name: name ?? "", idField: "", timeField: "", fields: [])
        schema.idField = role("id", of: section, type: .string, drafts: drafts)
        schema.timeField = role("time", of: section, type: .time, drafts: drafts)
        checkEventTime(schema.timeField, drafts: drafts)
        var scope = Scope(variables: [EventSchema.eventTimeName: .time])
        for draft in drafts.values {
            scope.variables[draft.key.name] = ValueType(draft.type)
            if !draft.knownValues.isEmpty { scope.knownValues[draft.key.name] = draft.knownValues }
        }
        schema.fields = drafts.values.map { $0.field(scope: scope) }
        return section.has("fields") && drafts.names.count == drafts.values.count ? schema : nil
    }

    /// The field that identifies an event or holds its time; every event must have it.
    private func role(
        _ role: String, of section: Section, type: FieldType, drafts: Declared<FieldDraft>
    ) -> String {
        guard let draft = section.reference(role, to: "field", in: drafts), let entry = section.entry(role)
        else {
            return ""
        }
        if draft.type != type {
            log.report(
                "the field '\(draft.key.name)' is of type \(draft.type.rawValue)", at: entry.value,
                expected: "a field of type \(type.rawValue)")
        }
        if !draft.isAlwaysRequired {
            log.report(
                "'\(draft.key.name)' is the \(role) of every event, so it cannot be optional",
                at: draft.key.place,
                expected: "\(draft.key.name): \(type.rawValue)")
        }
        return draft.key.name
    }

    private func checkEventTime(_ timeField: String, drafts: Declared<FieldDraft>) {
        let name = EventSchema.eventTimeName
        guard !timeField.isEmpty, timeField != name, let draft = drafts.value(named: name) else { return }
        log.report(
            "'\(name)' always is the event time, which here is '\(timeField)'", at: draft.key.place,
            expected: "another name, with 'from: \(name)'")
    }
}

extension EventSchema {
    /// What expressions call the event time, whatever the schema does.
    static var eventTimeName: String { RowLayout.eventTimeName }
}
