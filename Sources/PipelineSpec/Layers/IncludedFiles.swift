/// The fragments that a file and the files it includes bring in: `include: shared/sellers.yaml`, or a list of such
/// paths, in any mapping.
///
/// Each file is read once, and counted again wherever it is included, like an alias. A class, because the files of one
/// document share it.
final class IncludedFiles {
    /// The key under which fragments are named.
    static let key = "include"
    /// Different files.
    static let fileLimit = 64
    /// All texts together, in bytes.
    static let textLimit = 4 << 20
    /// Files inside each other.
    static let depthLimit = 10
    /// Places where a file is included.
    static let countLimit = 256

    let variables: DocumentVariables
    private let log: ProblemLog
    private let read: (String) throws -> String
    private var fragments: [String: ComposedNode?] = [:]
    private var open: [String]
    private var count = 0

    init(log: ProblemLog, variables: DocumentVariables, read: @escaping (String) throws -> String) {
        self.log = log
        self.variables = variables
        self.read = read
        open = [FilePath.normalized(log.source.file)]
    }

    /// The paths that an `include` names, each a scalar; `nil` with a problem when it is something else.
    func paths(of include: YAMLNode) -> [YAMLNode]? {
        let items: [YAMLNode] = if case .list(let items) = include.content { items } else { [include] }
        var values = VariableValues(variables, log: log)
        let paths = items.compactMap { item -> YAMLNode? in
            if case .unreadable = item.content { return nil }
            guard case .scalar = item.content else {
                log.report("'include' is \(item.kind)", at: item, expected: Self.expected)
                return nil
            }
            let path = values.resolved(item)
            guard case .scalar(let scalar) = path.content else { return nil }
            guard !scalar.isNothing, !scalar.text.isEmpty else {
                log.report("'include' names no file", at: item, expected: Self.expected)
                return nil
            }
            return path
        }
        if items.isEmpty { log.report("'include' names no file", at: include, expected: Self.expected) }
        return paths.count == items.count && !items.isEmpty ? paths : nil
    }

    /// The tree of a file; `nil` with a problem when it cannot be used.
    func fragment(_ node: YAMLNode) -> ComposedNode? {
        guard case .scalar(let scalar) = node.content else { return nil }
        count += 1
        guard count <= Self.countLimit else {
            // Said once: the places behind it are too many as well.
            if count == Self.countLimit + 1 {
                log.report("files are included at more than \(Self.countLimit) places", at: node)
            }
            return nil
        }
        let folder = FilePath.folder(of: log.source.part(at: node.start).file)
        let path = FilePath.resolve(scalar.text, in: folder)
        if let start = open.firstIndex(of: path) {
            let way = (open[start...] + [path]).joined(separator: " → ")
            log.report("the file includes itself: \(way.shortened)", at: node)
            return nil
        }
        if let known = fragments[path] { return known }
        let fragment = load(path, from: node)
        fragments[path] = .some(fragment)
        return fragment
    }

    private func load(_ path: String, from node: YAMLNode) -> ComposedNode? {
        guard open.count <= Self.depthLimit else {
            log.report("too deep: more than \(Self.depthLimit) files that include each other", at: node)
            return nil
        }
        guard fragments.count < Self.fileLimit else {
            log.report("more than \(Self.fileLimit) files are included", at: node)
            return nil
        }
        let text: String
        do { text = try read(path) } catch {
            log.report(
                "cannot read the included file '\(path.shortened)': \(error)", at: node,
                expected: "a path from the folder of the file it is written in")
            return nil
        }
        guard log.source.scalars.count + text.utf8.count <= Self.textLimit else {
            log.report("the included files are too large", at: node, expected: "at most 4 MiB in all")
            return nil
        }
        let part = log.source.parts.count
        log.append(file: path, text: text, includedAt: node.start)
        open.append(path)
        defer { open.removeLast() }
        guard let fragment = YAMLDocument.read(part: part, log: log, includes: self) else { return nil }
        switch fragment.node.content {
        case .mapping: return fragment
        case .unreadable: return nil
        case .scalar, .list:
            log.report(
                "an included file must be a mapping, this is \(fragment.node.kind)", at: fragment.node,
                expected: "keys as in the file that includes it")
            return nil
        }
    }

    private static let expected = "the path of a file, or a list of paths"
}
