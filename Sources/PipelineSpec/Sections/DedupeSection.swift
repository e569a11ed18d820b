/// Reads what makes an event of a source a copy of another.
enum DedupeSection {
    static let keys: [SectionKey] = [
        .optional(
            "by", "the string field that copies have in common; the schema's id if left out", .name,
            default: "the schema's id", "The string field that copies have in common."),
        .required(
            "within", "how far apart in event time copies may be, such as 1d", .duration,
            "How far apart in event time copies may be; ids are remembered so long."),
        .optional(
            "limit", "how many ids are remembered in each partition, such as 10000000; the oldest go first",
            .integer(1...1_000_000_000), default: "as many as there are",
            "How many ids are remembered in each partition at most."),
    ]

    static func read(in source: Section, schema: EventSchema) -> DedupeDeclaration? {
        guard let section = source.section("dedupe", keys: keys) else { return nil }
        let field = section.has("by") ? section.stringField("by", of: schema) : schema.idField
        let within = section.duration("within", mustBePositive: true)
        let most = 1_000_000_000
        let limit = section.has("limit") ? section.integer("limit", in: 1...most, default: most) : nil
        guard let field, let within else { return nil }
        return DedupeDeclaration(field: field, withinMilliseconds: within, limit: limit)
    }
}
