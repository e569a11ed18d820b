extension Checker {
    mutating func checkEquality(
        _ operator: BinaryOperator, _ left: Int, _ right: Int, _ range: Range<Int>
    ) -> ValueType? {
        guard let first = type(left), let second = type(right) else { return nil }
        guard ValueType.areComparable(first, second) else {
            return refuseComparison(`operator`, left, right, range)
        }
        guard checkKnownValue(of: left, right), checkKnownValue(of: right, left) else { return nil }
        return .bool
    }

    mutating func checkOrder(
        _ operator: BinaryOperator, _ left: Int, _ right: Int, _ range: Range<Int>
    ) -> ValueType? {
        guard let first = type(left), let second = type(right) else { return nil }
        guard ValueType.areOrdered(first, second) else {
            return refuseComparison(`operator`, left, right, range)
        }
        return .bool
    }

    mutating func checkMembership(_ left: Int, _ right: Int) -> ValueType? {
        guard let sought = type(left), let place = type(right) else { return nil }
        switch place {
        case .dyn: return .bool
        case .list(let element), .map(let element, _):
            guard ValueType.areComparable(sought, element) else {
                return refuse(range(right), "'in' looks for \(sought) among \(element)")
            }
        default:
            return refuse(
                range(right), "'in' needs a list or a map on its right, not \(place)", expected: "[…]")
        }
        guard case .list(let elements) = tree.nodes[right].form else { return .bool }
        var isSound = true
        for element in elements where !checkKnownValue(of: left, element) { isSound = false }
        return isSound ? .bool : nil
    }

    /// Says what is compared, and how a literal should have been written if that is what is wrong.
    private mutating func refuseComparison(
        _ operator: BinaryOperator, _ left: Int, _ right: Int, _ range: Range<Int>
    ) -> ValueType? {
        guard let first = type(left), let second = type(right) else { return nil }
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
        guard case .variable(let name) = meanings[place], let known = scope.knownValues[name],
            case .string(let value) = constant(literal), !known.contains(value)
        else { return true }
        guard !problems.isFull else { return false }
        problems.add(
            range(literal), "'\(Self.shortened(value))' is not a value of '\(name)'", expected: choice(known),
            suggestion: NearestName.of(value, among: known))
        return false
    }
}
