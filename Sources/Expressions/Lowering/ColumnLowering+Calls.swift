extension ColumnLowering {
    mutating func lowerCall(_ call: SyntaxNode.Call, at place: Int) -> ColumnPart? {
        if call.name == "has", call.receiver == nil { return lowerPresence(call, at: place) }
        // In front of the dot may stand a part of the function's name.
        let receiver = call.receiver.flatMap { isUnused($0) ? nil : $0 }
        let places = (receiver.map { [$0] } ?? []) + call.arguments
        let operands = places.compactMap { self.part($0) }
        guard operands.count == places.count, case .call(let functions) = meanings[place] else { return nil }
        if let function = functions.first, case .kernel = function.columns {
            return lowerDeclared(function, places)
        }
        let types = operands.map(type)
        guard let function = functions.first(where: { $0.takes(types) }) else {
            let words = types.map(\.description).joined(separator: ", ")
            refuse(place, "no function '\(call.name)' takes (\(words))")
            return nil
        }
        return lower(function, operands, places, at: place)
    }

    private func isUnused(_ place: Int) -> Bool {
        if case .unused = meanings[place] { true } else { false }
    }

    private func type(_ part: ColumnPart) -> ValueType {
        switch part {
        case .cell(let node): nodes[node].type
        case .value(let value): ValueType(value.type)
        case .list: .list(.dyn)
        case .map: .map(.dyn, .dyn)
        }
    }

    private mutating func lower(
        _ function: FunctionDeclaration, _ operands: [ColumnPart], _ places: [Int], at place: Int
    ) -> ColumnPart? {
        if case .same = function.columns { return operands[0] }
        if let size = size(function, operands, at: place) { return size }
        let areCells = operands.allSatisfy { if case .cell = $0 { true } else { false } }
        if function.columns == nil || !areCells {
            return compute(function, operands, at: place)
        }
        let cells = operands.compactMap { if case .cell(let node) = $0 { node } else { nil } }
        switch function.columns {
        case .size: return add(.size(cells[0]), .int)
        case .affix(let affix): return add(.affix(affix, cells[0], cells[1]), .bool)
        case .conversion: return add(.conversion(cells[0]), function.result)
        case .length(let part): return add(.length(cells[0], part), .int)
        case .clock(let part): return clock(part, cells, places)
        case .matches: return matches(cells, places)
        case .kernel, .same, nil: return nil
        }
    }

    /// Lists and maps are as long as they are written.
    private mutating func size(
        _ function: FunctionDeclaration, _ operands: [ColumnPart], at place: Int
    ) -> ColumnPart? {
        guard function.name == "size" else { return nil }
        let count: Int
        switch operands[0] {
        case .list(let elements): count = elements.count
        case .map(let entries): count = entries.count
        case .cell, .value: return nil
        }
        return guarded(add(.constant(.int(Int64(count))), .int), by: operands, at: place)
    }

    /// What only the value evaluator computes can be computed of constants.
    private mutating func compute(
        _ function: FunctionDeclaration, _ operands: [ColumnPart], at place: Int
    ) -> ColumnPart? {
        let values = operands.compactMap { value($0) }
        guard values.count == operands.count, let evaluate = function.evaluate, !function.readsZones else {
            let isFailed = operands.contains {
                if case .cell(let node) = $0 { nodes[node].constant == .error } else { false }
            }
            if isFailed { return add(.constant(.error), function.result) }
            refuse(
                place, "'\(function.name)' cannot be computed from fields",
                expected: "constants as its arguments")
            return nil
        }
        return computed(function.result) { (context) throws(EvaluationFailure) in
            try evaluate(values, &context)
        }
    }

    private mutating func clock(_ part: ClockPart, _ cells: [Int], _ places: [Int]) -> ColumnPart? {
        guard cells.count == 2 else {
            return add(.clock(cells[0], part, ZoneTable(offsetMilliseconds: 0)), .int)
        }
        guard case .string(let name) = nodes[cells[1]].constant else {
            refuse(
                places[1], "the time zone must be known before rows are read", expected: "\"Europe/Berlin\"")
            return nil
        }
        guard let zone = ZoneText.table(name, zones: scope.zones) else {
            refuse(
                places[1], "unknown time zone '\(Checker.shortened(name))'",
                expected: "an offset such as +02:00 or a name such as Europe/Berlin")
            return nil
        }
        return add(.clock(cells[0], part, zone), .int)
    }

    private mutating func matches(_ cells: [Int], _ places: [Int]) -> ColumnPart? {
        guard case .string(let text) = nodes[cells[1]].constant else {
            refuse(
                places[1], "the pattern of 'matches' must be known before rows are read",
                expected: "\"^order-[0-9]+$\"")
            return nil
        }
        do throws(PatternFailure) {
            return add(.matches(cells[0], try Pattern(text)), .bool)
        } catch {
            refuse(places[1], error.message)
            return nil
        }
    }

    private mutating func lowerDeclared(_ function: FunctionDeclaration, _ places: [Int]) -> ColumnPart? {
        var cells: [Int] = []
        for (place, parameter) in zip(places, function.parameters) {
            guard let node = cell(place) else { return nil }
            if parameter == .double, case .int(let value) = nodes[node].constant {
                guard case .cell(let number) = add(.constant(.double(Double(value))), .double) else {
                    return nil
                }
                cells.append(number)
                continue
            }
            guard nodes[node].type == parameter else {
                refuse(
                    place, "'\(function.name)' cannot take \(nodes[node].type) here", expected: "\(parameter)"
                )
                return nil
            }
            cells.append(node)
        }
        return add(.call(function, cells), function.result)
    }

    private mutating func lowerPresence(_ call: SyntaxNode.Call, at place: Int) -> ColumnPart? {
        guard let argument = call.arguments.first else { return nil }
        guard case .select(let operand, let field) = tree.nodes[argument].form,
            case .part = meanings[argument]
        else {
            return cell(argument).map { add(.nullTest($0, isNegated: true), .bool) }
        }
        guard let whole = part(operand) else { return nil }
        guard case .map(let entries) = whole else {
            refuse(argument, "\(whole.plural) have no members")
            return nil
        }
        let isThere = entries.contains { $0.key == .string(field) }
        return guarded(add(.constant(.bool(isThere)), .bool), by: [whole], at: place)
    }
}
