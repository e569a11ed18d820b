/// Reads what people are told of a metric or a score.
enum MeasureNotesSection {
    static let keys: [SectionKey] = [
        .optional("description", "what it is, in words", .text, "What it is, in words."),
        .optional("unit", "the unit of its value", .text, "The unit of its value, for those who read it."),
        .optional(
            "id", "what your catalogue of measures calls it, such as T2", .text,
            "What a catalogue of measures calls it, such as `T2`."),
        .optional(
            "direction", "higher_is_better, higher_is_worse or neutral",
            .word(of: MeasureNotes.Direction.self),
            "Whether more of it is good or bad, for those who read it."),
        .optional(
            "owner", "the team that answers for it, such as logistics", .text,
            "The team that answers for it."),
        .optional(
            "runbook", "the page that says what to do about it", .text,
            "The page that says what it means and what to do about it."),
    ]

    static func read(in section: Section) -> MeasureNotes {
        MeasureNotes(
            description: section.text("description"), unit: section.text("unit"), id: section.text("id"),
            direction: section.choice(
                "direction", MeasureNotes.Direction.allCases.map { ($0.rawValue, $0) }),
            owner: section.text("owner"), runbook: section.text("runbook"))
    }
}
