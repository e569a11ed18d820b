/// One mapping of a file whose keys are fixed. Whatever is wrong with the keys is noted when it is made; a getter
/// returns `nil` for what is missing or wrong.
struct Section {
    /// How messages call it: `promise 'delivery'`.
    let title: String
    /// Where something is told that it lacks: what it stands under, or its first character in a whole file; and where
    /// a key is misspelt that it may be, that key.
    private(set) var place: Range<Int>
    let log: ProblemLog
    private let keys: [SectionKey]
    private var entries: [String: YAMLEntry] = [:]
    // Keys that are written without a value, which was told already.
    private var empty: Set<String> = []
    // Keys that were probably meant by unknown ones.
    private var meant: [(name: String, place: Range<Int>)] = []

    /// `nil` when the value is no mapping at all.
    init?(_ node: YAMLNode, title: String, place: Range<Int>, keys: [SectionKey], log: ProblemLog) {
        self.title = title
        self.place = place
        self.keys = keys
        self.log = log
        guard
            let mapping = log.mapping(node, title: title, expected: "a mapping with \(Self.names(of: keys))")
        else { return nil }
        for entry in mapping { take(entry) }
        if let misspelt = meant.first(where: { entries[$0.name] == nil }) { self.place = misspelt.place }
        for key in keys where key.isRequired && !mapping.contains(where: { $0.key.name == key.name }) {
            reportMissing(key.name, expected: "\(key.name): \(key.expected)")
        }
    }

    /// A value that is there, whatever it is.
    func entry(_ name: String) -> YAMLEntry? { entries[name] }

    /// Whether the key is there with a value.
    func has(_ name: String) -> Bool { entries[name] != nil }

    /// Whether the key is there, or a misspelt one that probably means it, even without a value.
    func isWritten(_ name: String) -> Bool {
        has(name) || empty.contains(name) || meant.contains { $0.name == name }
    }

    /// What belongs under a key.
    func expected(_ name: String) -> String { keys.first { $0.name == name }?.expected ?? "" }

    /// The section under a key.
    func section(_ name: String, keys: [SectionKey]) -> Section? {
        guard let entry = entries[name] else { return nil }
        return Section(
            entry.value, title: "'\(name)' of \(title)", place: entry.key.place, keys: keys, log: log)
    }

    /// The section under a key, or all of a list of such.
    func sections(_ name: String, keys: [SectionKey]) -> [Section] {
        guard let entry = entries[name], case .list(let items) = entry.value.content else {
            return section(name, keys: keys).map { [$0] } ?? []
        }
        if items.isEmpty { log.report("'\(name)' is empty", at: entry.value, expected: expected(name)) }
        return items.compactMap { item in
            Section(
                item, title: "an item of '\(name)' of \(title)", place: log.place(of: item), keys: keys,
                log: log)
        }
    }

    /// Tells that a key is missing, unless it is there misspelt or without a value, which was told already.
    func reportMissing(_ name: String, expected: String) {
        if isWritten(name) { return }
        log.report("'\(name)' is missing in \(title)", at: place, expected: expected)
    }

    private mutating func take(_ entry: YAMLEntry) {
        let name = entry.key.name
        guard let key = keys.first(where: { $0.name == name }) else {
            let names = keys.map(\.name)
            // Without a colon, or a space behind it, the value has become a part of the key.
            let word = name.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            let suggestion = names.first { $0 == word } ?? nearest(to: name, among: names)
            if let suggestion { meant.append((suggestion, entry.key.place)) }
            log.report(
                "unknown key '\(name.shortened)' in \(title)", at: entry.key.place, expected: listed(names),
                suggestion: suggestion)
            return
        }
        if case .scalar(let scalar) = entry.value.content, scalar.isNothing {
            log.report("'\(name)' in \(title) has no value", at: entry.key.place, expected: key.expected)
            empty.insert(name)
        } else {
            entries[name] = entry
        }
    }

    private static func names(of keys: [SectionKey]) -> String {
        let required = keys.filter(\.isRequired).map(\.name)
        return listed(required.isEmpty ? keys.map(\.name) : required, joint: "and")
    }
}

extension ProblemLog {
    /// The entries of a mapping, or `nil` with a problem when it is something else.
    func mapping(_ node: YAMLNode, title: String, expected: String) -> [YAMLEntry]? {
        switch node.content {
        case .mapping(let entries): return entries
        case .unreadable: return nil
        case .scalar, .list:
            report("\(title) is \(node.kind)", at: node, expected: expected)
            return nil
        }
    }
}

extension String {
    /// Short enough for a message.
    var shortened: String { unicodeScalars.count <= 80 ? self : String(prefix(80)) + "…" }
}
