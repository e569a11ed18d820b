extension ColumnLowering {
    mutating func lowerMap(_ entries: [SyntaxNode.Entry]) -> ColumnPart? {
        var found: [ColumnEntry] = []
        var keys = CELMap()
        for entry in entries {
            guard let written = part(entry.key), let value = part(entry.value) else { return nil }
            guard let key = self.value(written), let constant = Self.key(key) else {
                refuse(
                    entry.key, "the keys of a map must be known before rows are read", expected: "constants")
                return nil
            }
            guard keys.insert(key, for: key) else {
                refuse(entry.key, "a key of the map is repeated")
                return nil
            }
            found.append(ColumnEntry(key: constant, value: value))
        }
        return .map(found)
    }

    mutating func lowerIndex(_ operand: Int, _ index: Int, at place: Int) -> ColumnPart? {
        guard let whole = part(operand), let wanted = part(index) else { return nil }
        switch whole {
        case .map(let entries):
            if let key = value(wanted).flatMap(Self.key) { return element(of: whole, key, at: place) }
            guard let sought = cell(number(wanted), at: index) else { return nil }
            return choose(sought, entries.map { ($0.key, $0.value) }, of: whole, at: place)
        case .list(let elements):
            if let constant = value(wanted) { return element(of: elements, constant, index, at: place) }
            guard let sought = cell(wanted, at: index) else { return nil }
            let keyed = elements.enumerated().map { (Constant.int(Int64($0.offset)), $0.element) }
            return choose(sought, keyed, of: whole, at: place)
        case .cell, .value:
            refuse(place, "\(whole.plural) have no elements")
            return nil
        }
    }

    /// The value of a key that is known.
    mutating func element(of whole: ColumnPart, _ key: Constant, at place: Int) -> ColumnPart? {
        guard case .map(let entries) = whole else {
            refuse(place, "\(whole.plural) have no members")
            return nil
        }
        guard let entry = entries.first(where: { $0.key == key }) else {
            let names = entries.compactMap { if case .string(let name) = $0.key { name } else { nil } }
            var nearest: String?
            if case .string(let name) = key { nearest = NearestName.of(name, among: names) }
            refuse(
                place, "the map has no such key",
                expected: names.isEmpty || names.count > 12 ? "" : "one of " + names.joined(separator: ", "),
                suggestion: nearest)
            return nil
        }
        let others = entries.filter { $0.key != key }.map(\.value)
        return guarded(entry.value, by: others, at: place)
    }

    private mutating func element(
        of elements: [ColumnPart], _ index: CELValue, _ indexPlace: Int, at place: Int
    ) -> ColumnPart? {
        let found: Int? =
            switch index {
            case .int(let value): Int(exactly: value)
            case .uint(let value): Int(exactly: value)
            case .double(let value): Int(exactly: value)
            default: nil
            }
        guard let found, elements.indices.contains(found) else {
            refuse(indexPlace, "the index is out of range: the list has \(elements.count)")
            return nil
        }
        var others = elements
        let chosen = others.remove(at: found)
        return guarded(chosen, by: others, at: place)
    }

    /// The value of a key that depends on the row: a chain of conditions, made from its end so that few columns are
    /// alive at a time.
    private mutating func choose(
        _ sought: Int, _ entries: [(Constant, ColumnPart)], of whole: ColumnPart, at place: Int
    ) -> ColumnPart? {
        guard charge(entries.count, at: place) else { return nil }
        var chosen: ColumnPart?
        for (key, value) in entries.reversed() {
            guard let result = cell(value, at: place) else { return nil }
            let type = nodes[result].type
            let otherwise = chosen ?? add(.constant(.error), type)
            let keyCell = add(.constant(key), key.type ?? .null)
            guard let test = compare(.equal, .cell(sought), keyCell, at: place), case .cell(let isIt) = test
            else {
                return nil
            }
            chosen = choose(isIt, .cell(result), otherwise, at: place)
            guard chosen != nil else { return nil }
        }
        let result = chosen ?? add(.constant(.error), .null)
        return guarded(result, by: entries.map(\.1), at: place)
    }
}
