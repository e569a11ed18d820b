/// Reads what a metric's results stretch over.
enum WindowSection {
    private static let keys: [SectionKey] = [
        .optional("tumbling", "the width of windows back to back, such as 10m"),
        .optional("hopping", "the width of overlapping windows, such as 14d"),
        .optional("every", "from one hopping window's start to the next one's, such as 1d"),
    ]

    /// `nil` when it is missing or wrong.
    static func read(in metric: Section) -> WindowDeclaration? {
        guard let section = metric.section("window", keys: keys) else { return nil }
        let tumbling = section.duration("tumbling", mustBePositive: true)
        let hopping = section.duration("hopping", mustBePositive: true)
        let every = section.duration("every", mustBePositive: true)
        switch (section.entry("tumbling"), section.entry("hopping")) {
        case (_?, nil):
            if let every = section.entry("every") {
                section.log.report(
                    "a tumbling window has no 'every'", at: every.key.place,
                    expected: "tumbling alone, or hopping with every")
            }
            return tumbling.map { .tumbling(widthMilliseconds: $0) }
        case (nil, _?): return hoppingWindow(section, width: hopping, every: every)
        case (_?, let entry?):
            section.log.report(
                "a window is either tumbling or hopping", at: entry.key.place, expected: "one of the two")
        case (nil, nil):
            section.log.report(
                "the window has no width", at: section.place,
                expected: "{ tumbling: 10m } or { hopping: 14d, every: 1d }")
        }
        return nil
    }

    private static func hoppingWindow(_ section: Section, width: Int64?, every: Int64?) -> WindowDeclaration?
    {
        guard let entry = section.entry("every") else {
            section.log.report(
                "a hopping window needs 'every'", at: section.entry("hopping")?.key.place ?? section.place,
                expected: section.expected("every"))
            return nil
        }
        guard let width, let every else { return nil }
        guard width >= every, width % every == 0 else {
            section.log.report(
                "the width \(section.text("hopping") ?? "") is no multiple of \(section.text("every") ?? "")",
                at: entry.value, expected: "a step that goes into the width without a rest")
            return nil
        }
        return .hopping(widthMilliseconds: width, everyMilliseconds: every)
    }
}
