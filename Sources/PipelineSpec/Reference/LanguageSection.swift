/// A mapping with fixed keys, wherever in the language it stands: one of its tables.
package struct LanguageSection: Sendable {
    /// The keys that lead to it: `promises.NAME.made`; empty for the file itself.
    package let path: String
    /// Its keys in the order of the table.
    package let keys: [LanguageKey]

    /// The sections of a file in the order of the keys that lead to them. One whose keys all stand in a section before
    /// it is left out: the event that keeps a promise is told of by the one that makes it.
    package static func all(of file: LanguageFile) -> [LanguageSection] {
        var sections: [LanguageSection] = []
        collect(.section(file.keys), at: "", into: &sections)
        return sections
    }

    /// The key under which a name of the author's own choice stands in a path.
    static let anyName = "NAME"

    private static func collect(_ shape: ValueShape, at path: String, into sections: inout [LanguageSection])
    {
        switch shape {
        case .section(let keys): collect(keys, [], at: path, into: &sections)
        case .forms(let keys, let choices): collect(keys, choices, at: path, into: &sections)
        case .named(let shape, _): collect(shape, at: path + "." + anyName, into: &sections)
        case .list(let shape): collect(shape, at: path, into: &sections)
        case .either(let shapes): for shape in shapes { collect(shape, at: path, into: &sections) }
        default: break
        }
    }

    private static func collect(
        _ keys: [SectionKey], _ choices: [FormChoice], at path: String, into sections: inout [LanguageSection]
    ) {
        let section = LanguageSection(path: path, keys: keys.map { LanguageKey($0, choices: choices) })
        guard !sections.contains(where: { Set($0.keys).isSuperset(of: section.keys) }) else { return }
        sections.append(section)
        for key in keys {
            collect(key.shape, at: path.isEmpty ? key.name : path + "." + key.name, into: &sections)
        }
    }
}

/// A key as the reference tells it.
package struct LanguageKey: Hashable, Sendable {
    /// The key.
    package let name: String
    /// Whether it must be there; of keys that exclude each other none must.
    package let isRequired: Bool
    /// The keys of which one must be there, this one among them; empty when it excludes no other.
    package let alternatives: [String]
    /// Which of those it belongs to; empty when it may stand beside any.
    package let owners: [String]
    /// Which of them cannot be without it.
    package let neededBy: [String]
    /// What may stand there, in words.
    package let type: String
    /// Whether what stands there has a value of its own, so that something holds when nothing is written.
    package let isSetting: Bool
    /// What holds when nothing is written, as one would write it.
    package let defaultText: String?
    /// What it is for, in one sentence.
    package let summary: String

    init(_ key: SectionKey, choices: [FormChoice]) {
        name = key.name
        isRequired = key.isRequired
        let choice = choices.first { $0.forms.contains { $0.key.name == key.name } }
        alternatives = choice?.forms.map(\.key.name) ?? []
        let forms = choices.flatMap(\.forms)
        let owning = forms.filter { $0.further.contains { $0.name == key.name } }
        owners = owning.map(\.key.name)
        neededBy = owning.filter { $0.further.contains { $0.name == key.name && $0.isRequired } }.map(
            \.key.name)
        type = key.shape.words
        isSetting = key.shape.isSetting
        defaultText = key.defaultText
        summary = key.summary
    }
}
