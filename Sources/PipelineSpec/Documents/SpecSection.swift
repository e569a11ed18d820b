/// A mapping of a ``SpecDocument`` whose keys are fixed; what is wrong with the keys is noted when it is made.
package struct SpecSection {
    /// A key that a section may or must have.
    package struct Key: Sendable {
        let key: SectionKey

        /// A key without which nothing can be done.
        package static func required(_ name: String, _ expected: String) -> Key {
            Key(key: .required(name, expected))
        }

        /// A key that may be left out.
        package static func optional(_ name: String, _ expected: String) -> Key {
            Key(key: .optional(name, expected))
        }
    }

    private let section: Section

    /// `nil`, with a problem, when the value is no mapping.
    package init?(_ value: SpecValue, title: String, place: SpecPlace? = nil, keys: [Key]) {
        guard
            let section = Section(
                value.node, title: title, place: (place ?? value.place).range, keys: keys.map(\.key),
                log: value.log)
        else { return nil }
        self.section = section
    }

    /// What stands under a key.
    package subscript(_ name: String) -> SpecEntry? {
        section.entry(name).map {
            SpecEntry(
                name: name, key: SpecPlace(range: $0.key.place, log: section.log),
                value: SpecValue(node: $0.value, log: section.log))
        }
    }

    /// A text that is not empty.
    package func text(_ name: String) -> String? { section.text(name) }

    /// A whole number of at least some value.
    package func integer(_ name: String, atLeast least: Int) -> Int? { section.integer(name, atLeast: least) }

    /// `true` or `false`.
    package func flag(_ name: String, default standard: Bool) -> Bool {
        section.flag(name, default: standard)
    }

    /// One text or a list of them, each with its place.
    package func texts(_ name: String) -> [(text: String, place: SpecPlace)] {
        section.names(name).map { ($0.name, SpecValue(node: $0.node, log: section.log).place) }
    }
}

/// Durations as pipelines write them.
package enum SpecDuration {
    /// What belongs where a duration does.
    package static let expected = DurationText.example

    /// - Returns: milliseconds; `nil` when the text is no duration.
    package static func milliseconds(_ text: String) -> Int64? { try? DurationText.milliseconds(text) }
}
