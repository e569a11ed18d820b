import Yams

/// Turns the parser's nodes into ours: puts in what aliases stand for and what is merged, within limits.
struct YAMLComposition {
    /// Lists and mappings inside each other.
    static let depthLimit = 64
    static let tooDeep = "too deep: more than \(depthLimit) lists and mappings inside each other"
    /// Values, counted again for each alias.
    static let countLimit = 100_000

    private struct Anchored {
        var node: YAMLNode
        var size: Int
        var height: Int
    }
    /// The file is beyond a limit; reading on would only cost time.
    private struct Exceeded: Error {}

    private let standIns: YAMLStandIns
    private let log: ProblemLog
    private var anchors: [String: Anchored] = [:]
    private var count = 0

    init(standIns: YAMLStandIns, log: ProblemLog) {
        self.standIns = standIns
        self.log = log
    }

    /// The whole document, or `nil` when it is beyond a limit.
    mutating func document(_ root: Node) -> YAMLNode? {
        do throws(Exceeded) { return try convert(root, depth: 1).node } catch { return nil }
    }

    private mutating func convert(_ node: Node, depth: Int) throws(Exceeded) -> Anchored {
        let place = node.mark.map { log.source.offset(line: $0.line, column: $0.column) } ?? 0
        let before = count
        try claim(1, depth: depth, at: place)
        var result = YAMLNode(content: .unreadable, start: log.source.contentStart(from: place))
        var height = 1
        switch node {
        case .scalar(let scalar):
            if let name = aliasName(scalar) { return try alias(name, depth: depth, at: place) }
            result.content = .scalar(converted(scalar))
        case .sequence(let items):
            var list: [YAMLNode] = []
            for item in items {
                let part = try convert(item, depth: depth + 1)
                height = max(height, part.height + 1)
                list.append(part.node)
            }
            result.content = .list(list)
        case .mapping(let pairs):
            let entries = try converted(pairs, depth: depth, height: &height)
            result.content = .mapping(entries)
        case .alias: break
        }
        if let tag = foreignTag(of: node) {
            log.report(
                "'\(tag.shortened)' is a YAML tag, because it begins with '!'",
                at: place..<(place + tag.unicodeScalars.count),
                expected: "quotes around text that begins with '!'")
            result.content = .unreadable
        }
        let anchored = Anchored(node: result, size: count - before, height: height)
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

    private mutating func alias(_ name: String, depth: Int, at place: Int) throws(Exceeded) -> Anchored {
        guard let known = anchors[name] else {
            log.report(
                "unknown anchor '\(name.shortened)'", at: place..<(place + 1 + name.unicodeScalars.count),
                expected:
                    "the name of an anchor (&name) further up, or quotes around text that begins with '*'",
                suggestion: nearest(to: name, among: Array(anchors.keys)))
            return Anchored(node: YAMLNode(content: .unreadable, start: place), size: 1, height: 1)
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
