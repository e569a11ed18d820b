/// The keys of the language that a file uses.
package enum UsedKeys {
    /// The keys by their paths, as ``LanguageSection`` tells them: `metrics.NAME.window.hopping`. Unknown ones are passed
    /// over; empty when the text is not YAML.
    package static func of(_ text: String, in file: LanguageFile) -> Set<String> {
        let log = ProblemLog(SourceText(file: file.rawValue, text: text))
        var used: Set<String> = []
        if let root = YAMLDocument.read(log.source, log: log) {
            collect(root, .section(file.keys), at: "", into: &used)
        }
        return used
    }

    private static func collect(
        _ node: YAMLNode, _ shape: ValueShape, at path: String, into used: inout Set<String>
    ) {
        switch (shape, node.content) {
        case (.section(let keys), .mapping(let entries)), (.forms(let keys, _), .mapping(let entries)):
            for entry in entries {
                guard let key = keys.first(where: { $0.name == entry.key.name }) else { continue }
                let inner = path.isEmpty ? key.name : path + "." + key.name
                used.insert(inner)
                collect(entry.value, key.shape, at: inner, into: &used)
            }
        case (.named(let shape, _), .mapping(let entries)):
            for entry in entries {
                collect(entry.value, shape, at: path + "." + LanguageSection.anyName, into: &used)
            }
        case (.list(let shape), .list(let items)):
            for item in items { collect(item, shape, at: path, into: &used) }
        case (.either(let shapes), _): for shape in shapes { collect(node, shape, at: path, into: &used) }
        default: break
        }
    }
}
