/// Reads what a metric's results stretch over.
enum WindowSection {
    private static let example =
        "{ tumbling: 10m }, { hopping: 14d, every: 1d } or { calendar: week, zone: Europe/Berlin }"
    private static let keys = WindowForm.all.flatMap { [$0.key] + $0.further }
        .reduce(into: [SectionKey]()) { keys, key in
            guard !keys.contains(where: { $0.name == key.name }) else { return }
            var key = key
            // One that a kind of window needs is missed by that kind.
            key.isRequired = false
            keys.append(key)
        }
    /// A window of one kind, with what belongs to it.
    static let shape = ValueShape.forms(keys, [WindowForm.choice])

    /// `nil` when it is missing or wrong.
    static func read(in metric: Section) -> WindowDeclaration? {
        guard let section = metric.section("window", keys: keys) else { return nil }
        let written = WindowForm.all.compactMap { form in section.entry(form.key.name).map { (form, $0.key) }
        }
        .sorted { $0.1.place.lowerBound < $1.1.place.lowerBound }
        guard let (form, _) = written.first else {
            section.log.report("the window has no width", at: section.place, expected: example)
            return nil
        }
        if let (other, key) = written.dropFirst().first {
            section.log.report(
                "a window is either \(form.key.name) or \(other.key.name)", at: key.place,
                expected: "one of the two")
            return nil
        }
        for key in keys where !WindowForm.all.contains(where: { $0.key.name == key.name }) {
            guard let entry = section.entry(key.name), !form.further.contains(where: { $0.name == key.name })
            else { continue }
            let owners = WindowForm.all.filter { $0.further.contains { $0.name == key.name } }.map(\.key.name)
            section.log.report(
                "\(form.key.name.hasPrefix("a") ? "an" : "a") \(form.key.name) window has no '\(key.name)'",
                at: entry.key.place,
                expected: "\(form.key.name) alone, or \(listed(owners)) with \(key.name)")
        }
        return form.read(section)
    }
}
