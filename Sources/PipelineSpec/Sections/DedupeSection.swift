/// Reads what makes an event of a source a copy of another.
enum DedupeSection {
    static let keys: [SectionKey] = [
        .optional(
            "by", "the string field that copies have in common; the schema's id if left out", .name,
            default: "the schema's id", "The string field that copies have in common."),
        .required(
            "within", "how far apart in event time copies may be, such as 1d", .duration,
            "How far apart in event time copies may be; ids are remembered so long."),
    ]

    static func read(in source: Section, schema: EventSchema) -> DedupeDeclaration? {
        guard let section = source.section("dedupe", keys: keys) else { return nil }
        let field = section.has("by") ? section.stringField("by", of: schema) : schema.idField
        let within = section.duration("within", mustBePositive: true)
        guard let field, let within else { return nil }
        return DedupeDeclaration(field: field, withinMilliseconds: within)
    }
}
