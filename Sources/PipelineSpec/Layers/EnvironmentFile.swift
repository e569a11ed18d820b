/// What one environment says about the pipelines of a folder: `environments/production.yaml` beside them.
///
/// ```yaml
/// variables: { late_threshold: 0.08 }
/// pipelines:
///   seller-trust:
///     alerts: { late-deliveries: { severity: warning } }
/// ```
struct EnvironmentFile {
    /// A value and where it is given.
    struct Value {
        var text: String
        var key: YAMLKey
    }

    private static let keys: [SectionKey] = [
        .optional("variables", "values of variables by name", .named(.text)),
        .optional("pipelines", "what is laid over pipelines, by their names", .named(.any)),
    ]

    let log: ProblemLog
    /// By name.
    private(set) var variables: [String: Value] = [:]
    /// By the name of the pipeline, in the order of the file.
    private(set) var overlays: [YAMLEntry] = []
    private let uses: DocumentVariables

    init(_ source: SourceText, given: [String: String], read: @escaping (String) throws -> String) {
        log = ProblemLog(source)
        uses = DocumentVariables(given: given, log: log)
        let files = IncludedFiles(log: log, variables: uses, read: read)
        guard let root = YAMLDocument.read(part: 0, log: log, includes: files)?.node.withoutExtensions,
            let section = Section(
                root, title: "the environment", place: log.place(of: root), keys: Self.keys, log: log)
        else { return }
        if let entry = section.entry("variables") { readVariables(entry) }
        guard let entry = section.entry("pipelines"),
            let entries = log.mapping(
                entry.value, title: "'pipelines' of the environment", expected: section.expected("pipelines"))
        else { return }
        overlays = entries.filter { entry in
            let title = "the overlay of pipeline '\(entry.key.name.shortened)'"
            guard let parts = log.mapping(entry.value, title: title, expected: "keys of the pipeline") else {
                return false
            }
            for part in parts where part.key.name == "pipeline" {
                log.report("an overlay cannot rename its pipeline", at: part.key.place)
            }
            return true
        }
    }

    /// The names of the variables that overlays use.
    var used: Set<String> { uses.used }

    private mutating func readVariables(_ entry: YAMLEntry) {
        let title = "'variables' of the environment"
        guard let entries = log.mapping(entry.value, title: title, expected: "name: value") else { return }
        for entry in entries {
            let name = entry.key.name
            guard VariableText.isName(name.utf8) else {
                log.report(
                    "'\(name.shortened)' is no name of a variable", at: entry.key.place,
                    expected: "lower case letters, digits and '_', a letter first")
                continue
            }
            let value = log.scalar(entry.value, title: "the variable '\(name)'", expected: "its value")
            if value?.contains("${") == true {
                log.report(
                    "the value of a variable cannot hold another", at: entry.value, expected: "its value")
            } else if let value {
                variables[name] = Value(text: value, key: entry.key)
            }
        }
    }
}

extension YAMLNode {
    /// Without keys that begin with `x-`: a place for anchors that several parts share.
    var withoutExtensions: YAMLNode {
        guard case .mapping(let entries) = content else { return self }
        var node = self
        node.content = .mapping(entries.filter { !$0.key.name.hasPrefix("x-") })
        return node
    }
}
