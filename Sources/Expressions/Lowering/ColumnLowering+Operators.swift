extension ColumnLowering {
    mutating func lowerBinary(
        _ operator: BinaryOperator, _ left: Int, _ right: Int, at place: Int
    ) -> ColumnPart? {
        guard let first = part(left), let second = part(right) else { return nil }
        switch `operator` {
        case .or, .and:
            guard let one = condition(left), let other = condition(right) else { return nil }
            return add(.logic(isAnd: `operator` == .and, one, other), .bool)
        case .membership: return membership(of: first, in: second, at: place)
        case .plus:
            if case .list(let one) = first, case .list(let other) = second {
                // Chains copy what is there already, so all of it counts.
                return charge(one.count + other.count, at: place) ? .list(one + other) : nil
            }
        default: break
        }
        if let computed = computed(`operator`, first, second) { return computed }
        if let comparison = Comparison(`operator`) {
            return compare(comparison, first, second, at: place)
        }
        guard let one = cell(first, at: left), let other = cell(second, at: right) else { return nil }
        return arithmetic(`operator`, one, other, at: place)
    }

    /// What consists of constants, at least one of which no column can hold.
    private mutating func computed(
        _ operator: BinaryOperator, _ first: ColumnPart, _ second: ColumnPart
    ) -> ColumnPart? {
        if case .cell = first, case .cell = second { return nil }
        guard let left = value(first), let right = value(second) else { return nil }
        let type: ValueType = Comparison(`operator`) == nil ? .int : .bool
        return computed(type) { (context) throws(EvaluationFailure) in
            try ValueArithmetic.apply(`operator`, left, right, &context)
        }
    }

    private mutating func arithmetic(
        _ operator: BinaryOperator, _ left: Int, _ right: Int, at place: Int
    ) -> ColumnPart? {
        let (first, second) = (nodes[left].type, nodes[right].type)
        guard let type = Checker.result(`operator`, first, second), type.isColumn else {
            refuse(place, "'\(`operator`.rawValue)' is not defined for \(first) and \(second)")
            return nil
        }
        if type == .string { return add(.concatenation(left, right), .string) }
        return ArithmeticOperator(`operator`).map { add(.arithmetic($0, left, right), type) }
    }

    mutating func compare(
        _ comparison: Comparison, _ left: ColumnPart, _ right: ColumnPart, at place: Int
    ) -> ColumnPart? {
        let (left, right) = (number(left), number(right))
        guard case .cell(let first) = left, case .cell(let second) = right else {
            if case .list = left { return refuseComparison("lists", place) }
            if case .list = right { return refuseComparison("lists", place) }
            if case .cell = left { return refuseComparison(right.plural, place) }
            return refuseComparison(left.plural, place)
        }
        let types = (nodes[first].type, nodes[second].type)
        if comparison.isEquality, types.0 == .null || types.1 == .null {
            let operand = types.1 == .null ? first : second
            let form = CheckedNode.Form.nullTest(operand, isNegated: comparison == .notEqual)
            return guarded(add(form, .bool), by: [.cell(types.1 == .null ? second : first)], at: place)
        }
        let isDefined =
            comparison.isEquality
            ? ValueType.areComparable(types.0, types.1) : ValueType.areOrdered(types.0, types.1)
        guard isDefined else {
            refuse(place, "\(types.0) and \(types.1) cannot be compared here", expected: "two of one type")
            return nil
        }
        return add(.comparison(comparison, first, second), .bool)
    }

    private mutating func refuseComparison(_ what: String, _ place: Int) -> ColumnPart? {
        refuse(
            place, "\(what) cannot be compared",
            expected: what == "lists" ? "name in […]" : "constants on both sides")
        return nil
    }

    private mutating func membership(
        of left: ColumnPart, in right: ColumnPart, at place: Int
    ) -> ColumnPart? {
        if let computed = computed(.membership, left, right) { return computed }
        switch right {
        case .map(let entries):
            var keys: [ColumnPart] = []
            for entry in entries { keys.append(add(.constant(entry.key), entry.key.type ?? .null)) }
            let found = membership(of: left, among: keys, at: place)
            return found.flatMap { guarded($0, by: entries.map(\.value), at: place) }
        case .list(let elements): return membership(of: left, among: elements, at: place)
        case .cell, .value:
            refuse(place, "'in' needs a list or a map on its right", expected: "[…]")
            return nil
        }
    }

    /// Constants are looked for together; what is no constant is compared one by one.
    private mutating func membership(
        of left: ColumnPart, among elements: [ColumnPart], at place: Int
    ) -> ColumnPart? {
        guard case .cell(let sought) = number(left) else { return refuseComparison(left.plural, place) }
        var constants: [Constant] = []
        var others: [ColumnPart] = []
        for element in elements {
            let element = number(element)
            guard case .cell(let node) = element else {
                // Bytes, types and large uints equal nothing that a column can hold.
                if case .value = element { continue }
                return refuseComparison(element.plural, place)
            }
            if let constant = nodes[node].constant, constant != .error,
                InstructionBuilder.isMember(constant, comparedWith: nodes[sought].type)
            {
                constants.append(constant)
            } else {
                others.append(element)
            }
        }
        var found = add(.membership(sought, constants), .bool)
        for other in others {
            guard case .cell(let one) = found, let next = compare(.equal, .cell(sought), other, at: place),
                case .cell(let two) = next
            else { return nil }
            found = add(.logic(isAnd: false, one, two), .bool)
        }
        return others.isEmpty ? found : guarded(found, by: [.cell(sought)] + others, at: place)
    }

    mutating func lowerConditional(_ condition: Int, _ then: Int, _ otherwise: Int, at place: Int)
        -> ColumnPart?
    {
        guard let test = self.condition(condition), let first = part(then), let second = part(otherwise)
        else {
            return nil
        }
        if case .bool(let value) = nodes[test].constant, isList(first), isList(second) {
            return value ? first : second
        }
        return choose(test, first, second, at: place)
    }

    private func isList(_ part: ColumnPart) -> Bool {
        if case .cell = part { false } else { true }
    }

    /// Lists of one length are chosen element by element.
    mutating func choose(_ test: Int, _ first: ColumnPart, _ second: ColumnPart, at place: Int) -> ColumnPart?
    {
        switch (first, second) {
        case (.cell(let one), .cell(let other)):
            guard let type = ValueType.common(nodes[one].type, nodes[other].type) else {
                refuse(place, "one side of ':' is \(nodes[one].type), the other \(nodes[other].type)")
                return nil
            }
            return add(.conditional(test, one, other), type)
        case (.list(let one), .list(let other)) where one.count == other.count && !one.isEmpty:
            var elements: [ColumnPart] = []
            for (first, second) in zip(one, other) {
                guard let element = choose(test, first, second, at: place) else { return nil }
                elements.append(element)
            }
            return .list(elements)
        case (.list, .list):
            refuse(
                place, "the lists on both sides of ':' are of different length",
                expected: "lists of one length")
            return nil
        case (.cell, let other), (let other, _):
            refuse(place, "\(other.plural) cannot be kept as a value here")
            return nil
        }
    }
}

extension Comparison {
    init?(_ operator: BinaryOperator) {
        switch `operator` {
        case .equal: self = .equal
        case .notEqual: self = .notEqual
        case .less: self = .less
        case .lessOrEqual: self = .lessOrEqual
        case .greater: self = .greater
        case .greaterOrEqual: self = .greaterOrEqual
        default: return nil
        }
    }
}

extension ArithmeticOperator {
    init?(_ operator: BinaryOperator) {
        switch `operator` {
        case .plus: self = .add
        case .minus: self = .subtract
        case .times: self = .multiply
        case .divide: self = .divide
        case .modulo: self = .remainder
        default: return nil
        }
    }
}
