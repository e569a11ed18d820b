/// The reference of the language, as Markdown, made of the tables that files are read by.
public enum LanguageReference {
    /// The whole page.
    public static var markdown: String {
        ([heading] + LanguageFile.allCases.map(chapter)).joined(separator: "\n")
    }

    private static let heading = """
        # The language

        Made by `credence schema --format markdown`; what is wrong here is mended in the tables of `Sources/PipelineSpec`.

        - A **duration** is whole numbers with units: `90s`, `15m`, `1d12h`. The units are ms, s, m, h, d (24 hours) and w.
        - A **size** is a whole number with a unit: `64KiB`, `2MB`. The units are B, kB, MB, GB (powers of 1000), KiB, MiB and GiB (of 1024).
        - A **name** of something that is declared here has lower case letters, digits, `_` and `-`, a letter first. Names that expressions
          use (of fields, steps, further aggregates) have letters, digits and `_`, no digit first.
        - An **expression** is CEL: see [Expressions](expressions.md). One that begins with `"`, `[`, `{`, `!` or `*`, or holds `: ` or ` #`, needs
          quotes around it, or a `|` and a line of its own.
        - A **path** is relative to the folder of the file that it stands in.
        - `include:` in any mapping, with a path or a list of paths, puts in the keys of other files. `${name:default}` in any value is a variable that
          `--set` or a file of `environments` may give another value.
        - *One of* some keys means that exactly one of them must be there.

        `credence validate` finds what is wrong, `credence schema` lets an editor find it while one types: see
        [Your first pipeline](tutorial.md).

        """

    private static func chapter(_ file: LanguageFile) -> String {
        var page = file == .pipeline ? "## Pipelines\n" : "## Event schemas\n"
        let groups = ReferenceGroup.all(of: file)
        for (index, part) in parts(of: file).enumerated() {
            if index > 0 { page += "\n## \(part.key)\n" }
            let group = groups.first { $0.key == part.key }
            if let group { page += "\n\(group.introduction)\n" }
            for section in part.sections {
                page += "\n" + told(section, isFirst: section.path == part.sections.first?.path)
            }
            for example in group?.examples ?? [] {
                // A head alone is no pipeline that one could run.
                let fence = group?.key == "" && file == .pipeline ? "```" : "```yaml"
                page += "\n\(example.words)\n\n\(fence)\n\(group?.text(of: [example]) ?? "")```\n"
            }
        }
        return page
    }

    /// The sections by the key of the file that they stand under.
    private static func parts(of file: LanguageFile) -> [(key: String, sections: [LanguageSection])] {
        var parts: [(key: String, sections: [LanguageSection])] = []
        for section in LanguageSection.all(of: file) {
            // A schema has one key with a mapping under it: no chapter of its own.
            let key = file == .pipeline ? String(section.path.prefix { $0 != "." }) : ""
            if parts.last?.key == key {
                parts[parts.count - 1].sections.append(section)
            } else {
                parts.append((key, [section]))
            }
        }
        return parts
    }

    private static func told(_ section: LanguageSection, isFirst: Bool) -> String {
        let heading = isFirst ? "" : "### \(section.path)\n\n"
        let caption =
            isFirst && section.path.contains(".") ? "Under each name, `\(section.path)`:\n\n" : ""
        let rows = section.keys.map { key in
            "| `\(key.name)` | \(key.place.cell) | \(key.presence.cell) | \(key.summary.cell) |\n"
        }
        return heading + caption
            + "| key | what stands there | default | what it is for |\n|---|---|---|---|\n"
            + rows.joined()
    }
}

extension LanguageKey {
    /// What may stand there, and beside which other key.
    fileprivate var place: String {
        owners.isEmpty ? type : type + ", with " + listed(owners.map { "`\($0)`" })
    }

    /// Whether it must be there, or what holds without it.
    fileprivate var presence: String {
        if isRequired { return "**required**" }
        if let first = alternatives.first, let last = alternatives.last {
            return alternatives.count > 3
                ? "*one of* `\(first)` … `\(last)`"
                : "*one of* " + alternatives.map { "`\($0)`" }.joined(separator: ", ")
        }
        if !neededBy.isEmpty { return "**required** with " + listed(neededBy.map { "`\($0)`" }) }
        guard let defaultText else { return "–" }
        let isProse = defaultText.contains(" ")
        return isProse ? defaultText : "`\(defaultText)`"
    }
}

extension String {
    fileprivate var cell: String { replacing("|", with: "\\|") }
}
