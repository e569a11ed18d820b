/// One value of a ``SpecDocument``, with its place.
package struct SpecValue {
    /// What a value is.
    package enum Content {
        /// Text, with quotes undone; numbers and the like are text, too.
        case text(String)
        /// Nothing was written, or `null`.
        case nothing
        /// A list.
        case list([SpecValue])
        /// A mapping, in the order of the file.
        case mapping([SpecEntry])
        /// What was written cannot be used; the problem is noted.
        case unreadable
    }

    let node: YAMLNode
    let log: ProblemLog

    /// What it is.
    package var content: Content {
        switch node.content {
        case .scalar(let scalar): scalar.isNothing ? .nothing : .text(scalar.text)
        case .list(let items): .list(items.map { SpecValue(node: $0, log: log) })
        case .mapping(let entries):
            .mapping(
                entries.map {
                    SpecEntry(
                        name: $0.key.name, key: SpecPlace(range: $0.key.place, log: log),
                        value: SpecValue(node: $0.value, log: log))
                })
        case .unreadable: .unreadable
        }
    }

    /// The text, where it is one.
    package var text: String? { if case .text(let text) = content { text } else { nil } }

    /// How messages call it: `a list`.
    package var kind: String { node.kind }

    /// Where it stands.
    package var place: SpecPlace { SpecPlace(range: log.place(of: node), log: log) }

    /// The entries of a mapping, or `nil` with a problem when it is something else.
    package func entries(_ title: String, expected: String) -> [SpecEntry]? {
        if case .mapping(let entries) = content { return entries }
        return refuse(title, expected)
    }

    /// The items of a list, or `nil` with a problem when it is something else.
    package func items(_ title: String, expected: String) -> [SpecValue]? {
        if case .list(let items) = content { return items }
        return refuse(title, expected)
    }

    /// A text, or `nil` with a problem when it is something else.
    package func text(_ title: String, expected: String) -> String? {
        if case .text(let text) = content { return text }
        return refuse(title, expected)
    }

    private func refuse<Value>(_ title: String, _ expected: String) -> Value? {
        if case .unreadable = node.content { return nil }
        place.report("\(title) is \(kind)", expected: expected)
        return nil
    }
}

/// A key with its value.
package struct SpecEntry {
    /// The key.
    package var name: String
    /// Where the key stands.
    package var key: SpecPlace
    /// What it says.
    package var value: SpecValue
}

/// A place in a ``SpecDocument`` where problems can be noted.
package struct SpecPlace {
    let range: Range<Int>
    let log: ProblemLog

    /// The place for people.
    package var location: SourceLocation { log.source.location(of: range.lowerBound) }

    /// The line it is in.
    package var line: String { log.source.line(at: range.lowerBound) }

    /// Notes a problem.
    package func report(_ message: String, expected: String = "", suggestion: String? = nil) {
        log.report(message, at: range, expected: expected, suggestion: suggestion)
    }

    /// Notes that a name is none of those that are known, with the nearest one.
    package func reportUnknown(_ what: String, _ name: String, known: [String]) {
        log.report(
            "unknown \(what) '\(name.shortened)'", at: range,
            expected: known.isEmpty ? "" : listed(known), suggestion: nearest(to: name, among: known))
    }
}
