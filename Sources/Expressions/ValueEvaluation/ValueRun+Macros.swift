extension ValueRun {
    mutating func loop(_ macro: ValueNode.Macro) throws(EvaluationFailure) -> CELValue {
        try context.charge(1)
        let operand = try value(macro.operand)
        switch macro.kind {
        case .all: return try search(operand, macro, decidedBy: false)
        case .exists: return try search(operand, macro, decidedBy: true)
        case .existsOne: return try count(operand, macro)
        case .list: return try makeList(operand, macro)
        case .map, .mapEntries: return try makeMap(operand, macro)
        }
    }

    /// How many rounds there are.
    private func rounds(_ operand: CELValue) throws(EvaluationFailure) -> Int {
        switch operand {
        case .list(let elements): return elements.count
        case .map(let map): return map.count
        default: throw EvaluationFailure("\(operand.type.shortName) has no elements to go through")
        }
    }

    /// Sets the variables: elements of lists or keys of maps; with two variables places and elements, or keys and values.
    private mutating func bind(_ operand: CELValue, _ round: Int, _ macro: ValueNode.Macro) {
        switch operand {
        case .list(let elements):
            locals[macro.local] = macro.hasTwoVariables ? .int(Int64(round)) : elements[round]
            if macro.hasTwoVariables { locals[macro.local + 1] = elements[round] }
        case .map(let map):
            locals[macro.local] = map.keys[round]
            if macro.hasTwoVariables { locals[macro.local + 1] = map.values[round] }
        default: break
        }
    }

    private mutating func holds(_ place: Int) throws(EvaluationFailure) -> Bool {
        guard case .bool(let value) = try body(place) else {
            throw EvaluationFailure("the condition of the macro is no bool")
        }
        return value
    }

    /// `all` and `exists`: like a chain of `&&` or `||`, so an error gives way to what decides.
    private mutating func search(
        _ operand: CELValue, _ macro: ValueNode.Macro, decidedBy decisive: Bool
    ) throws(EvaluationFailure) -> CELValue {
        guard let predicate = macro.predicate else { return .bool(!decisive) }
        var failure: EvaluationFailure?
        for round in 0..<(try rounds(operand)) {
            bind(operand, round, macro)
            do throws(EvaluationFailure) {
                if try holds(predicate) == decisive { return .bool(decisive) }
            } catch {
                failure = failure ?? error
            }
            if context.isExhausted { break }
        }
        if let failure { throw failure }
        return .bool(!decisive)
    }

    private mutating func count(
        _ operand: CELValue, _ macro: ValueNode.Macro
    ) throws(EvaluationFailure) -> CELValue {
        guard let predicate = macro.predicate else { return .bool(false) }
        var found = 0
        for round in 0..<(try rounds(operand)) {
            bind(operand, round, macro)
            if try holds(predicate) { found += 1 }
        }
        return .bool(found == 1)
    }

    /// `filter`, `map` and `transformList`.
    private mutating func makeList(
        _ operand: CELValue, _ macro: ValueNode.Macro
    ) throws(EvaluationFailure) -> CELValue {
        var values: [CELValue] = []
        for round in 0..<(try rounds(operand)) {
            bind(operand, round, macro)
            if let predicate = macro.predicate, !(try holds(predicate)) { continue }
            if let transform = macro.transform {
                values.append(try body(transform))
            } else {
                values.append(locals[macro.local])
            }
        }
        return .list(values)
    }

    /// `transformMap`, which keeps the keys, and `transformMapEntry`, which makes its own entries.
    private mutating func makeMap(
        _ operand: CELValue, _ macro: ValueNode.Macro
    ) throws(EvaluationFailure) -> CELValue {
        guard let transform = macro.transform else { return .map(CELMap()) }
        var made = CELMap()
        for round in 0..<(try rounds(operand)) {
            bind(operand, round, macro)
            let key = locals[macro.local]
            if let predicate = macro.predicate, !(try holds(predicate)) { continue }
            let value = try body(transform)
            guard macro.kind == .mapEntries else {
                try ValueAccess.insert(value, for: key, into: &made)
                continue
            }
            guard case .map(let entries) = value else {
                throw EvaluationFailure("'transformMapEntry' needs a map")
            }
            for (key, value) in zip(entries.keys, entries.values) {
                try ValueAccess.insert(value, for: key, into: &made)
            }
        }
        return .map(made)
    }
}
