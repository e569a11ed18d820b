import Yams

/// A value with what it counts against the limits.
struct ComposedNode {
    var node: YAMLNode
    /// How many values it is made of.
    var size: Int
    /// How many lists and mappings are inside each other.
    var height: Int
}

/// Turns the parser's nodes into ours: puts in what aliases stand for, what is merged and what is included, within
/// limits.
struct YAMLComposition {
    /// Lists and mappings inside each other.
    static let depthLimit = 64
    static let tooDeep = "too deep: more than \(depthLimit) lists and mappings inside each other"
    /// Values, counted again for each alias.
    static let countLimit = 100_000

    /// The file is beyond a limit; reading on would only cost time.
    private struct Exceeded: Error {}

    private let part: Int
    private let standIns: YAMLStandIns
    private let log: ProblemLog
    private let includes: IncludedFiles?
    private var anchors: [String: ComposedNode] = [:]
    private var count = 0

    init(part: Int, standIns: YAMLStandIns, log: ProblemLog, includes: IncludedFiles?) {
        self.part = part
        self.standIns = standIns
        self.log = log
        self.includes = includes
    }

    /// The whole document, or `nil` when it is beyond a limit.
    mutating func document(_ root: Node) -> ComposedNode? {
        do throws(Exceeded) { return try convert(root, depth: 1) } catch { return nil }
    }

    private mutating func convert(_ node: Node, depth: Int) throws(Exceeded) -> ComposedNode {
        let place = node.mark.map { log.source.offset(line: $0.line, column: $0.column, part: part) } ?? 0
        let before = count
        try claim(1, depth: depth, at: place)
        var result = YAMLNode(content: .unreadable, start: log.source.contentStart(from: place))
        var height = 1
        switch node {
        case .scalar(let scalar):
            if let name = aliasName(scalar) { return try alias(name, depth: depth, at: place) }
            let text = converted(scalar)
            let isSound = includes?.variables.note(text, at: result.start) ?? true
            result.content = isSound ? .scalar(text) : .unreadable
        case .sequence(let items):
            var list: [YAMLNode] = []
            for item in items {
                let part = try convert(item, depth: depth + 1)
                height = max(height, part.height + 1)
                list.append(part.node)
            }
            result.content = .list(list)
        case .mapping(let pairs):
            result.content = try included(
                under: converted(pairs, depth: depth, height: &height), depth: depth, height: &height)
        case .alias: break
        }
        if let tag = foreignTag(of: node) {
            log.report(
                "'\(tag.shortened)' is a YAML tag, because it begins with '!'",
                at: place..<(place + tag.unicodeScalars.count),
                expected: "quotes around text that begins with '!'")
            result.content = .unreadable
        }
        let anchored = ComposedNode(node: result, size: count - before, height: height)
        if let name = node.anchor?.rawValue { anchors[name] = anchored }
        return anchored
    }

    private mutating func converted(
        _ pairs: Node.Mapping, depth: Int, height: inout Int
    ) throws(Exceeded) -> [YAMLEntry] {
        var entries: [YAMLEntry] = []
        var merged: [YAMLNode] = []
        var places: [String: YAMLKey] = [:]
        for (keyNode, valueNode) in pairs {
            let key = try convert(keyNode, depth: depth + 1)
            let value = try convert(valueNode, depth: depth + 1)
            height = max(height, key.height + 1, value.height + 1)
            guard let key = named(key.node) else { continue }
            if key.name == "<<" {
                merged.append(value.node)
            } else if let first = places.updateValue(key, forKey: key.name) {
                places[key.name] = first
                log.report(
                    "the key '\(key.name.shortened)' is written twice, first at \(position(of: first))",
                    at: key.place)
            } else {
                entries.append(YAMLEntry(key: key, value: value.node))
            }
        }
        for node in merged { merge(node, into: &entries, places: &places) }
        return entries
    }

    /// `<<: *base` brings in the keys of a mapping that are not written here.
    private func merge(_ node: YAMLNode, into entries: inout [YAMLEntry], places: inout [String: YAMLKey]) {
        switch node.content {
        case .mapping(let base):
            for entry in base where places[entry.key.name] == nil {
                places[entry.key.name] = entry.key
                entries.append(entry)
            }
        case .list(let bases): for base in bases { merge(base, into: &entries, places: &places) }
        case .unreadable: break
        case .scalar: log.report("'<<' merges \(node.kind)", at: node, expected: "an alias of a mapping")
        }
    }

    /// A mapping's content, with what `include` lays under it.
    private mutating func included(
        under entries: [YAMLEntry], depth: Int, height: inout Int
    ) throws(Exceeded) -> YAMLNode.Content {
        guard let includes, let place = entries.firstIndex(where: { $0.key.name == IncludedFiles.key }) else {
            return .mapping(entries)
        }
        var own = entries
        let include = own.remove(at: place).value
        guard let paths = includes.paths(of: include) else { return .unreadable }
        var base: [YAMLEntry] = []
        var isComplete = true
        for path in paths {
            guard let fragment = includes.fragment(path), case .mapping(let entries) = fragment.node.content
            else {
                isComplete = false
                continue
            }
            try claim(fragment.size, depth: depth + fragment.height - 1, at: path.start)
            height = max(height, fragment.height)
            base = YAMLLayers.laid(entries, over: base)
        }
        // What lacks is no further problem when a file could not be read.
        return isComplete ? .mapping(YAMLLayers.laid(own, over: base)) : .unreadable
    }

    private mutating func alias(_ name: String, depth: Int, at place: Int) throws(Exceeded) -> ComposedNode {
        guard let known = anchors[name] else {
            log.report(
                "unknown anchor '\(name.shortened)'", at: place..<(place + 1 + name.unicodeScalars.count),
                expected:
                    "the name of an anchor (&name) further up, or quotes around text that begins with '*'",
                suggestion: nearest(to: name, among: Array(anchors.keys)))
            return ComposedNode(node: YAMLNode(content: .unreadable, start: place), size: 1, height: 1)
        }
        try claim(known.size, depth: depth + known.height - 1, at: place)
        return known
    }

    /// Counts values before they are built.
    private mutating func claim(_ size: Int, depth: Int, at place: Int) throws(Exceeded) {
        count += size
        if depth > Self.depthLimit {
            log.report(
                Self.tooDeep,
                at: place..<(place + 1))
            throw Exceeded()
        }
        if count > Self.countLimit {
            log.report(
                "too large: more than \(Self.countLimit) values, counted again for each alias",
                at: place..<(place + 1))
            throw Exceeded()
        }
    }
}

extension YAMLComposition {
    private func aliasName(_ scalar: Node.Scalar) -> String? {
        scalar.style == .plain ? YAMLStandIns.aliasName(scalar.string).map(standIns.restored) : nil
    }

    private func converted(_ scalar: Node.Scalar) -> YAMLScalar {
        let style: YAMLScalar.Style =
            switch scalar.style {
            case .any, .plain: .plain
            case .singleQuoted: .singleQuoted
            case .doubleQuoted: .doubleQuoted
            case .literal, .folded: .block
            }
        return YAMLScalar(text: standIns.restored(scalar.string), style: style)
    }

    private func named(_ node: YAMLNode) -> YAMLKey? {
        switch node.content {
        case .unreadable: return nil
        case .scalar(let scalar) where includes != nil && scalar.text.contains("${"):
            log.report(
                "a key cannot hold a variable", at: node, expected: "a name; variables stand in values")
            return nil
        case .scalar(let scalar) where !scalar.isNothing:
            return YAMLKey(name: scalar.text, place: log.place(of: node))
        case .scalar, .list, .mapping:
            log.report("\(node.kind) stands where a key should", at: node, expected: "a name")
            return nil
        }
    }

    private func position(of key: YAMLKey) -> String {
        let location = log.location(of: key)
        return "\(location.line):\(location.column)"
    }

    /// A tag that is not one of YAML's own types, which the sections check themselves.
    private func foreignTag(of node: Node) -> String? {
        let name = standIns.restored(node.ownTag.description)
        return name.isEmpty || name == "!" || name.hasPrefix("tag:yaml.org,2002:") ? nil : name
    }
}

extension Node {
    /// The tag as written; `Node.tag` would resolve one by the text.
    fileprivate var ownTag: Tag {
        switch self {
        case .scalar(let scalar): scalar.tag
        case .mapping(let mapping): mapping.tag
        case .sequence(let sequence): sequence.tag
        case .alias(let alias): alias.tag
        }
    }
}
