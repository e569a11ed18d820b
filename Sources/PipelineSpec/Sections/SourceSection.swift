import EventModel
import Expressions

/// Reads one source of a pipeline.
struct SourceSection {
    static let keys: [SectionKey] = [
        .required("topic", "the name of a Kafka topic", .newName(.topic), "The Kafka topic."),
        .required(
            "schema", "the path of an event schema, from this file's folder", .path,
            "The file that says what its events look like."),
        .required(
            "partitioned_by", "the string field that decides an event's partition", .name,
            "The string field that decides an event's partition, so that what belongs together comes in together."
        ),
        .optional(
            "optional", "true or false", .flag, default: "false",
            "Whether the topic may stay empty; otherwise nothing closes before its first record is there."),
        .optional(
            "derive", "further fields by name, each an expression over those before it",
            .named(.expression(DeriveSection.types), by: .identifier),
            "Further fields, each computed from the fields before it."),
        .optional(
            "filter", "an expression that yields bool: which events are used", .expression([.bool]),
            "Which events are used; the others are counted as filtered."),
        .optional(
            "dedupe", "{ by: event_id, within: 1d }: which events are copies", .section(DedupeSection.keys),
            "Which events are copies of others and count once."),
        .optional(
            "limits", "{ record: 1MiB, text: 64KiB, depth: 64 }: how much a record may ask for",
            .section(RecordLimitsSection.keys),
            "How much a record may ask for; one that asks for more goes to the dead letters."),
    ]

    let library: SchemaLibrary
    let log: ProblemLog

    /// `nil` when its schema is unknown, so that nothing can be checked against it.
    func read(_ entry: YAMLEntry) -> SourceDeclaration? {
        let title = "source '\(entry.key.name.shortened)'"
        guard
            let section = Section(
                entry.value, title: title, place: entry.key.place, keys: Self.keys, log: log)
        else { return nil }
        let topic = section.name("topic", .topic)
        let isOptional = section.flag("optional", default: false)
        guard var schema = schema(of: section) else { return nil }
        let field = section.stringField("partitioned_by", of: schema)
        let derived = DeriveSection.read(in: section, schema: &schema)
        let filter = section.expression("filter", scope: schema.scope, yields: [.bool])
        let dedupe = DedupeSection.read(in: section, schema: schema)
        return SourceDeclaration(
            name: entry.key.name, topic: topic ?? "", schema: schema, partitionedBy: field ?? "",
            isOptional: isOptional, derived: derived, filter: filter, dedupe: dedupe,
            limits: RecordLimitsSection.read(in: section),
            location: log.location(of: entry.key))
    }

    private func schema(of section: Section) -> EventSchema? {
        guard let (path, node) = section.scalar("schema") else { return nil }
        let folder = FilePath.folder(of: log.location(of: node).file)
        switch library.entry(at: FilePath.resolve(path, in: folder)) {
        case .schema(let schema): return schema
        case .broken: return nil
        case .unreadable(let reason):
            log.report(
                "cannot read the schema '\(path.shortened)': \(reason)", at: node,
                expected: section.expected("schema"))
            return nil
        }
    }
}

extension Section {
    /// The name of a string field of a schema.
    func stringField(_ name: String, of schema: EventSchema) -> String? {
        guard let (text, node) = scalar(name) else { return nil }
        return log.check(text, at: node, isStringFieldOf: schema, named: "schema '\(schema.name)'")
            ? text : nil
    }
}

extension ProblemLog {
    /// Notes a problem unless a name is a string field of a schema; `owner` is how messages call the schema.
    func check(_ name: String, at node: YAMLNode, isStringFieldOf schema: EventSchema, named owner: String)
        -> Bool
    {
        if let field = schema.field(named: name) {
            if field.type == .string { return true }
            report(
                "the field '\(name)' of \(owner) is of type \(field.type.rawValue)", at: node,
                expected: "a string field")
            return false
        }
        let names = schema.fields.filter { $0.type == .string }.map(\.name)
        report(
            "\(owner) has no field '\(name.shortened)'", at: node, expected: "a string field of \(owner)",
            suggestion: nearest(to: name, among: names))
        return false
    }
}
