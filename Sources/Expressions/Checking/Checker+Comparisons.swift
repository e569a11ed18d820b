extension Checker {
    mutating func checkComparison(
        _ comparison: Comparison, _ operator: BinaryOperator, _ left: Int, _ right: Int, _ range: Range<Int>
    ) -> CheckedNode? {
        guard let first = nodes[left]?.type, let second = nodes[right]?.type else { return nil }
        if comparison.isEquality, first == .null || second == .null {
            let operand = second == .null ? left : right
            if case .list = nodes[operand]?.type { return refuseLists(range) }
            return CheckedNode(form: .nullTest(operand, isNegated: comparison == .notEqual), type: .bool)
        }
        guard Self.areComparable(first, second) else {
            if case .list = first { return refuseLists(range) }
            return refuseComparison(`operator`, left, right, range)
        }
        if comparison.isEquality {
            guard checkKnownValue(of: left, right), checkKnownValue(of: right, left) else { return nil }
        }
        return CheckedNode(form: .comparison(comparison, left, right), type: .bool)
    }

    mutating func checkMembership(_ left: Int, _ right: Int, _ range: Range<Int>) -> CheckedNode? {
        guard let first = nodes[left], let second = nodes[right] else { return nil }
        guard case .list(let constants) = second.form, case .list(let element) = second.type else {
            return refuse(
                self.range(right), "'in' needs a list of constants on its right, not \(second.type)",
                expected: "[…]")
        }
        if case .list = first.type { return refuseLists(range) }
        guard element == .null || first.type == .null || Self.areComparable(first.type, element) else {
            return refuse(self.range(right), "'in' looks for \(first.type) among \(element)")
        }
        if case .list(let elements) = tree.nodes[right].form {
            var isSound = true
            for element in elements where !checkKnownValue(of: left, element) { isSound = false }
            guard isSound else { return nil }
        }
        return CheckedNode(form: .membership(left, constants), type: .bool)
    }

    private static func areComparable(_ left: ValueType, _ right: ValueType) -> Bool {
        switch (left, right) {
        case (.int, .double), (.double, .int): true
        case (.null, _), (_, .null), (.list, _), (_, .list): false
        default: left == right
        }
    }

    private mutating func refuseLists(_ range: Range<Int>) -> CheckedNode? {
        refuse(range, "lists cannot be compared", expected: "name in […]")
    }

    /// Says what is compared, and how a literal should have been written if that is what is wrong.
    private mutating func refuseComparison(
        _ operator: BinaryOperator, _ left: Int, _ right: Int, _ range: Range<Int>
    ) -> CheckedNode? {
        guard let first = nodes[left]?.type, let second = nodes[right]?.type else { return nil }
        let message = "'\(`operator`.rawValue)' cannot compare \(first) and \(second)"
        for (literal, other) in [(left, second), (right, first)] {
            guard case .string(let text) = constant(literal) else { continue }
            switch other {
            case .time where Conversion.time(text) != nil:
                return refuse(
                    self.range(literal), message, expected: "timestamp", suggestion: "timestamp(\"\(text)\")")
            case .duration where DurationText.parse(text) != nil:
                return refuse(
                    self.range(literal), message, expected: "duration", suggestion: "duration(\"\(text)\")")
            case .int where Int64(text) != nil, .double where Double(text) != nil:
                return refuse(self.range(literal), message, expected: "\(other)", suggestion: text)
            default: continue
            }
        }
        let hasDuration = first == .duration || second == .duration
        return refuse(
            range, message,
            expected: hasDuration ? "a duration, such as duration(\"1h30m\")" : "two of one type")
    }

    /// Reports a literal that a name can never equal.
    private mutating func checkKnownValue(of place: Int, _ literal: Int) -> Bool {
        guard case .name(let name) = nodes[place]?.form, let known = scope.knownValues[name],
            case .string(let value) = constant(literal), !known.contains(value)
        else { return true }
        guard !problems.isFull else { return false }
        problems.add(
            range(literal), "'\(Self.shortened(value))' is not a value of '\(name)'", expected: choice(known),
            suggestion: NearestName.of(value, among: known))
        return false
    }
}
