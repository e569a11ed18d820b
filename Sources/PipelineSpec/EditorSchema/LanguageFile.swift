/// A kind of file that the language has.
public enum LanguageFile: String, CaseIterable, Sendable {
    /// A pipeline: `Pipelines/*.yaml`.
    case pipeline
    /// What the events of a topic look like: `Pipelines/events/*.yaml`.
    case events

    /// Its keys, and through their shapes all that may stand in it.
    var keys: [SectionKey] {
        switch self {
        case .pipeline: PipelineReading.keys
        case .events: SchemaFile.keys
        }
    }

    /// What it is called.
    var title: String {
        switch self {
        case .pipeline: "A Credence pipeline"
        case .events: "An event schema of Credence"
        }
    }

    /// Whether keys that begin with `x-` are left to the author.
    var allowsExtensions: Bool { self == .pipeline }

    /// The JSON Schema (draft 2020-12, without what draft 07 does not know) by which editors complete and check such a
    /// file.
    ///
    /// It is made of the tables that files are read by. What it accepts may still be wrong: whether names exist and
    /// expressions make sense is for `credence validate`.
    public var editorSchema: String {
        var root: [(key: String, value: JSONTree)] = [
            ("$schema", "https://json-schema.org/draft/2020-12/schema"), ("title", .text(title)),
        ]
        root += JSONTree.mapping(keys, choices: [])
        if allowsExtensions {
            root.append(("patternProperties", .object([("^x-", .flag(true))])))
        }
        root.append(("$defs", .object(SchemaDefinition.all.map { ($0.name, $0.tree) })))
        return JSONTree.object(root).text + "\n"
    }
}
