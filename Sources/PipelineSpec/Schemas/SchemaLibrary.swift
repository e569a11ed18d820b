/// The schema files of one folder's pipelines: each is read and checked once, however many sources name it.
final class SchemaLibrary {
    enum Entry {
        case schema(EventSchema)
        /// The problems are noted at the file's own places.
        case broken
        case unreadable(String)
    }

    private let read: (String) throws -> String
    private let tree: (ProblemLog) -> YAMLNode?
    private var entries: [String: Entry] = [:]
    private var logs: [ProblemLog] = []

    /// A library from what gives a file's text, and what makes a tree of it with its fragments and variables.
    init(read: @escaping (String) throws -> String, tree: @escaping (ProblemLog) -> YAMLNode?) {
        self.read = read
        self.tree = tree
    }

    /// What is wrong with the files, in the order in which they were first named.
    var problems: [SpecProblem] { logs.flatMap(\.problems) }

    /// The schema at a path.
    func entry(at path: String) -> Entry {
        if let known = entries[path] { return known }
        let entry = load(path)
        entries[path] = entry
        return entry
    }

    private func load(_ path: String) -> Entry {
        do {
            let log = ProblemLog(SourceText(file: path, text: try read(path)))
            logs.append(log)
            return SchemaFile(log: log).read(tree(log)).map(Entry.schema) ?? .broken
        } catch { return .unreadable("\(error)") }
    }
}
