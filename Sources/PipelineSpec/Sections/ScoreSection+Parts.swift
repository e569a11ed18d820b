extension ScoreSection {
    /// A metric under its name in the score.
    struct Part {
        var name: String
        var metric: CheckedMetric
        /// Where the metric is named.
        var node: YAMLNode
    }

    /// `nil` when one of them is wrong, so that not all names in expressions are known.
    func parts(of section: Section) -> [Part]? {
        guard let entry = section.entry("of"),
            let entries = log.mapping(
                entry.value, title: "'of' of \(section.title)", expected: section.expected("of")),
            let inner = Section(
                entry.value, title: "'of' of \(section.title)", place: entry.key.place,
                keys: entries.map { .optional($0.key.name, "the name of a metric", .name) }, log: log)
        else { return nil }
        if entries.isEmpty {
            log.report("the score is made of nothing", at: entry.value, expected: section.expected("of"))
        }
        let parts = entries.compactMap { part in
            isName(part.key) ? read(part.key.name, of: inner) : nil
        }
        return parts.isEmpty || parts.count < entries.count ? nil : parts
    }

    private func isName(_ key: YAMLKey) -> Bool {
        if let objection = NameRule.identifier.objection(to: key.name) {
            log.report(objection.message, at: key.place, expected: objection.expected)
            return false
        }
        guard
            ScoreDeclaration.ownVariables[key.name] != nil || ScoreDeclaration.levelVariables[key.name] != nil
        else { return true }
        log.report("'\(key.name)' means something else in alerts", at: key.place, expected: "another name")
        return false
    }

    private func read(_ name: String, of section: Section) -> Part? {
        guard let (text, node) = section.scalar(name) else { return nil }
        if names.contains(text), !metrics.contains(text) {
            log.report(
                "'\(text)' is a score, and scores are made of metrics", at: node,
                expected: metrics.names.isEmpty ? "a metric" : listed(metrics.names))
            return nil
        }
        return section.reference(name, to: "metric", in: metrics).map {
            Part(name: name, metric: $0, node: node)
        }
    }

    /// The names of the parts that a key may lack.
    func optional(of section: Section, _ parts: [Part]) -> Set<String> {
        var optional: Set<String> = []
        for (name, node) in section.names("optional") {
            if !parts.contains(where: { $0.name == name }) {
                let names = parts.map(\.name)
                log.report(
                    "'\(name.shortened)' is no part of the score", at: node, expected: listed(names),
                    suggestion: nearest(to: name, among: names))
            } else if !optional.insert(name).inserted {
                log.report("'\(name)' stands twice in 'optional'", at: node)
            }
        }
        return optional
    }

    /// Whether the key of the score is that of all its metrics, and none of their names.
    func check(_ parts: [Part], _ by: [(name: String, node: YAMLNode)], _ section: Section) -> Bool {
        let key = by.map(\.name)
        guard !key.isEmpty else { return false }
        func words(_ names: [String]) -> String { names.joined(separator: ", ") }
        let strangers = parts.filter { $0.metric.metric.by != key }
        if strangers.count == parts.count, Set(parts.map(\.metric.metric.by)).count == 1 {
            let expected = words(parts[0].metric.metric.by)
            log.report(
                "the score is by \(words(key)), but its metrics are by \(expected)", at: by[0].node,
                expected: expected, suggestion: key.count == 1 ? nearest(to: key[0], among: [expected]) : nil)
            return false
        }
        for part in strangers {
            log.report(
                "metric '\(part.metric.metric.name)' is by \(words(part.metric.metric.by)), but the score is by"
                    + " \(words(key))", at: part.node,
                expected: "a metric by \(words(key)), in this order")
        }
        for part in parts where key.contains(part.name) {
            log.report(
                "'\(part.name)' is a part of the key already",
                at: section.entry("of")?.key.place ?? section.place,
                expected: "another name for metric '\(part.metric.metric.name)'")
        }
        return strangers.isEmpty && !parts.contains { key.contains($0.name) }
    }
}
