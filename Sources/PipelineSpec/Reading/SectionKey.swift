/// A key that a section may or must have, and what belongs there: in words for people, and as a shape for editors and
/// the reference.
struct SectionKey: Sendable {
    var name: String
    var isRequired: Bool
    /// What belongs there, for messages: `how long it must be true, such as 2h`.
    var expected: String
    var shape: ValueShape
    /// What holds when nothing is written, as one would write it: `10m`.
    var defaultText: String?
    /// What it is for, in one sentence.
    var summary: String

    static func required(
        _ name: String, _ expected: String, _ shape: ValueShape = .any, _ summary: String = ""
    ) -> SectionKey {
        SectionKey(name: name, isRequired: true, expected: expected, shape: shape, summary: summary)
    }

    static func optional(
        _ name: String, _ expected: String, _ shape: ValueShape = .any, default defaultText: String? = nil,
        _ summary: String = ""
    ) -> SectionKey {
        SectionKey(
            name: name, isRequired: false, expected: expected, shape: shape, defaultText: defaultText,
            summary: summary)
    }
}

/// Keys of one section of which one must be there, and only one: the ways to aggregate, the kinds of windows.
struct FormChoice: Sendable {
    /// One of the ways: the key that names it and what may or must stand beside it, but not beside others.
    struct Form: Sendable {
        var key: SectionKey
        var further: [SectionKey] = []
    }

    var forms: [Form]

    init(forms: [Form]) { self.forms = forms }

    /// A choice among keys of a table by their names, each with the names of what belongs to it.
    init(among keys: [SectionKey], _ names: KeyValuePairs<String, [String]>) {
        forms = names.compactMap { name, further in
            keys.first { $0.name == name }.map { key in
                Form(key: key, further: keys.filter { further.contains($0.name) })
            }
        }
    }
}
