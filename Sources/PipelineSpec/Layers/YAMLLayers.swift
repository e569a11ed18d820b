/// The one rule by which files are laid over each other: fragments under what includes them, an environment's
/// overlay over a pipeline.
enum YAMLLayers {
    /// Mappings are merged key by key; of anything else the upper one counts. A key whose upper value is `~` is gone.
    /// What only the upper one has comes last. O(entries of both).
    static func laid(_ upper: [YAMLEntry], over lower: [YAMLEntry]) -> [YAMLEntry] {
        guard !lower.isEmpty else { return upper }
        var places: [String: Int] = [:]
        for (place, entry) in lower.enumerated() { places[entry.key.name] = place }
        var result: [YAMLEntry?] = lower
        for entry in upper {
            guard let place = places[entry.key.name] else {
                result.append(entry)
                continue
            }
            result[place] = entry.value.isRemoval ? nil : laid(entry, over: lower[place])
        }
        return result.compactMap(\.self)
    }

    private static func laid(_ upper: YAMLEntry, over lower: YAMLEntry) -> YAMLEntry {
        guard case .mapping(let above) = upper.value.content, case .mapping(let below) = lower.value.content
        else { return upper }
        var entry = upper
        entry.value.content = .mapping(laid(above, over: below))
        return entry
    }
}

extension YAMLNode {
    /// `~` in so many letters; a value that was left out is more likely forgotten.
    fileprivate var isRemoval: Bool {
        guard case .scalar(let scalar) = content else { return false }
        return scalar.isNothing && !scalar.text.isEmpty
    }

    /// The same tree in a text in which it stands further behind.
    func moved(by shift: Int) -> YAMLNode {
        var node = self
        node.start += shift
        switch content {
        case .list(let items): node.content = .list(items.map { $0.moved(by: shift) })
        case .mapping(let entries):
            node.content = .mapping(
                entries.map { entry in
                    let place = entry.key.place
                    return YAMLEntry(
                        key: YAMLKey(
                            name: entry.key.name,
                            place: (place.lowerBound + shift)..<(place.upperBound + shift)),
                        value: entry.value.moved(by: shift))
                })
        case .scalar, .unreadable: break
        }
        return node
    }
}
