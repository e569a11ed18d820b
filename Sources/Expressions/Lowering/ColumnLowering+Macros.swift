extension ColumnLowering {
    mutating func lowerMacro(_ macro: MacroCall, _ call: SyntaxNode.Call, at place: Int) -> ColumnPart? {
        guard let operand = part(macro.operand), let first = macro.firstBody,
            let local = outline.scopes[outline.starts[first]]?.local
        else { return nil }
        guard let rounds = rounds(operand, macro) else {
            refuse(macro.operand, "'\(call.name)' can only go through lists and maps that are written here")
            return nil
        }
        guard let result = unroll(macro, rounds, local, at: place) else { return nil }
        return guarded(result, by: [operand], at: place)
    }

    /// What the variables are in each round.
    private mutating func rounds(_ operand: ColumnPart, _ macro: MacroCall) -> [[ColumnPart]]? {
        let hasTwo = macro.variables.count == 2
        var rounds: [[ColumnPart]] = []
        switch operand {
        case .list(let elements):
            for (index, element) in elements.enumerated() {
                rounds.append(hasTwo ? [add(.constant(.int(Int64(index))), .int), element] : [element])
            }
        case .map(let entries):
            for entry in entries {
                let key = add(.constant(entry.key), entry.key.type ?? .null)
                rounds.append(hasTwo ? [key, entry.value] : [key])
            }
        case .cell, .value: return nil
        }
        return rounds
    }

    private mutating func unroll(
        _ macro: MacroCall, _ rounds: [[ColumnPart]], _ local: Int, at place: Int
    ) -> ColumnPart? {
        var result = Unrolled(macro.kind)
        for round in rounds {
            guard charge(1, at: place) else { return nil }
            for (index, value) in round.enumerated() { locals[local + index] = value }
            switch macro.kind {
            case .all, .exists, .existsOne:
                guard let predicate = macro.predicate, let holds = holds(predicate) else { return nil }
                result.conditions.append(holds)
            case .list, .map, .mapEntries:
                guard take(macro, round, into: &result) else { return nil }
            }
        }
        return finish(result, at: place)
    }

    /// The parts that the rounds of a macro have come to.
    private struct Unrolled {
        var kind: ValueNode.Macro.Kind
        var conditions: [Int] = []
        var elements: [ColumnPart] = []
        var entries: [ColumnEntry] = []
        var keys = CELMap()

        init(_ kind: ValueNode.Macro.Kind) { self.kind = kind }
    }

    private mutating func holds(_ place: Int) -> Int? { body(place) == nil ? nil : condition(place) }

    /// One round of a macro that makes a list or a map; `false` when that cannot be done.
    private mutating func take(_ macro: MacroCall, _ round: [ColumnPart], into result: inout Unrolled) -> Bool
    {
        if let predicate = macro.predicate {
            guard let holds = holds(predicate) else { return false }
            guard case .bool(let isKept) = nodes[holds].constant else {
                refuse(
                    predicate, "which elements are left must be known before rows are read",
                    expected: "exists, all or exists_one, which ask about the elements")
                return false
            }
            guard isKept else { return true }
        }
        guard let transform = macro.transform else {
            result.elements.append(round[0])
            return true
        }
        guard let made = body(transform) else { return false }
        switch macro.kind {
        case .map:
            guard let key = value(round[0]) else { return false }
            return insert(made, for: key, into: &result, at: transform)
        case .mapEntries:
            guard case .map(let entries) = made else { return false }
            for entry in entries
            where !insert(entry.value, for: CELValue(entry.key), into: &result, at: transform) {
                return false
            }
        default: result.elements.append(made)
        }
        return true
    }

    private mutating func insert(
        _ part: ColumnPart, for key: CELValue, into result: inout Unrolled, at place: Int
    ) -> Bool {
        guard let constant = Self.key(key), result.keys.insert(key, for: key) else {
            refuse(place, "a key of the map is repeated")
            return false
        }
        result.entries.append(ColumnEntry(key: constant, value: part))
        return true
    }

    private mutating func finish(_ result: Unrolled, at place: Int) -> ColumnPart? {
        switch result.kind {
        case .all: return chain(result.conditions, isAnd: true)
        case .exists: return chain(result.conditions, isAnd: false)
        case .existsOne: return exactlyOne(result.conditions, at: place)
        case .list: return .list(result.elements)
        case .map, .mapEntries: return .map(result.entries)
        }
    }

    private mutating func chain(_ conditions: [Int], isAnd: Bool) -> ColumnPart {
        guard var last = conditions.first else { return add(.constant(.bool(isAnd)), .bool) }
        for next in conditions.dropFirst() {
            guard case .cell(let both) = add(.logic(isAnd: isAnd, last, next), .bool) else { break }
            last = both
        }
        return .cell(last)
    }

    /// Counts what holds; an error anywhere is one of the whole.
    private mutating func exactlyOne(_ conditions: [Int], at place: Int) -> ColumnPart? {
        var sum = add(.constant(.int(0)), .int)
        let one = add(.constant(.int(1)), .int)
        let zero = add(.constant(.int(0)), .int)
        for condition in conditions {
            guard let count = choose(condition, one, zero, at: place), case .cell(let left) = sum,
                case .cell(let right) = count
            else { return nil }
            sum = add(.arithmetic(.add, left, right), .int)
        }
        return compare(.equal, sum, one, at: place)
    }
}
