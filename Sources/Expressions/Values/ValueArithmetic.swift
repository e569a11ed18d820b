/// CEL's operators on two values: overflow and what is out of range are errors, and nothing is converted silently.
enum ValueArithmetic {
    static func apply(
        _ operator: BinaryOperator, _ left: CELValue, _ right: CELValue,
        _ context: inout EvaluationContext
    ) throws(EvaluationFailure) -> CELValue {
        switch `operator` {
        case .equal, .notEqual:
            var work = 0
            let isEqual = left.isEqual(to: right, work: &work)
            try context.charge(work)
            return .bool(isEqual == (`operator` == .equal))
        case .less, .lessOrEqual, .greater, .greaterOrEqual: return try compare(`operator`, left, right)
        case .membership: return try member(left, right, &context)
        case .or, .and: throw undefined(`operator`, left, right)
        case .plus, .minus, .times, .divide, .modulo:
            return try arithmetic(`operator`, left, right, &context)
        }
    }

    static func negate(_ value: CELValue) throws(EvaluationFailure) -> CELValue {
        switch value {
        case .int(let value):
            guard value != .min else { throw overflow }
            return .int(-value)
        case .double(let value): return .double(-value)
        default: throw EvaluationFailure("'-' is not defined for \(value.type.rawValue)")
        }
    }

    private static func compare(
        _ operator: BinaryOperator, _ left: CELValue, _ right: CELValue
    ) throws(EvaluationFailure) -> CELValue {
        guard let relation = left.relation(to: right) else { throw undefined(`operator`, left, right) }
        switch `operator` {
        case .less: return .bool(relation == .less)
        case .lessOrEqual: return .bool(relation == .less || relation == .equal)
        case .greater: return .bool(relation == .greater)
        default: return .bool(relation == .greater || relation == .equal)
        }
    }

    private static func member(
        _ left: CELValue, _ right: CELValue, _ context: inout EvaluationContext
    ) throws(EvaluationFailure) -> CELValue {
        switch right {
        case .list(let elements):
            var work = 0
            let isThere = elements.contains { left.isEqual(to: $0, work: &work) }
            try context.charge(work)
            return .bool(isThere)
        case .map(let map): return .bool(map[left] != nil)
        default: throw undefined(.membership, left, right)
        }
    }

    private static func arithmetic(
        _ operator: BinaryOperator, _ left: CELValue, _ right: CELValue, _ context: inout EvaluationContext
    ) throws(EvaluationFailure) -> CELValue {
        switch (left, right) {
        case (.int(let left), .int(let right)): return .int(try whole(`operator`, left, right))
        case (.uint(let left), .uint(let right)): return .uint(try whole(`operator`, left, right))
        case (.double(let first), .double(let second)):
            switch `operator` {
            case .plus: return .double(first + second)
            case .minus: return .double(first - second)
            case .times: return .double(first * second)
            case .divide: return .double(first / second)
            default: throw undefined(`operator`, left, right)
            }
        case (.timestamp, _), (_, .timestamp), (.duration, _):
            return try moment(`operator`, left, right)
        default:
            guard `operator` == .plus else { throw undefined(`operator`, left, right) }
            return try concatenate(left, right, &context)
        }
    }

    private static func whole<Whole: FixedWidthInteger>(
        _ operator: BinaryOperator, _ left: Whole, _ right: Whole
    ) throws(EvaluationFailure) -> Whole {
        if right == 0, `operator` == .divide || `operator` == .modulo {
            throw EvaluationFailure(`operator` == .divide ? "division by zero" : "modulus by zero")
        }
        let (value, overflows) =
            switch `operator` {
            case .plus: left.addingReportingOverflow(right)
            case .minus: left.subtractingReportingOverflow(right)
            case .times: left.multipliedReportingOverflow(by: right)
            case .divide: left.dividedReportingOverflow(by: right)
            default: left.remainderReportingOverflow(dividingBy: right)
            }
        guard !overflows else { throw overflow }
        return value
    }

    private static func moment(
        _ operator: BinaryOperator, _ left: CELValue, _ right: CELValue
    ) throws(EvaluationFailure) -> CELValue {
        switch (left, `operator`, right) {
        case (.timestamp(let time), .plus, .duration(let length)),
            (.duration(let length), .plus, .timestamp(let time)):
            return try TimestampText.timestamp(time + Int128(length))
        case (.timestamp(let time), .minus, .duration(let length)):
            return try TimestampText.timestamp(time - Int128(length))
        case (.timestamp(let first), .minus, .timestamp(let second)):
            return try TimestampText.duration(first - second)
        case (.duration(let first), .plus, .duration(let second)):
            return try TimestampText.duration(Int128(first) + Int128(second))
        case (.duration(let first), .minus, .duration(let second)):
            return try TimestampText.duration(Int128(first) - Int128(second))
        default: throw undefined(`operator`, left, right)
        }
    }

    private static func concatenate(
        _ left: CELValue, _ right: CELValue, _ context: inout EvaluationContext
    ) throws(EvaluationFailure) -> CELValue {
        try context.charge(left.weight + right.weight)
        switch (left, right) {
        case (.string(let first), .string(let second)):
            try context.checkLength(first.utf8.count + second.utf8.count)
            return .string(first + second)
        case (.bytes(let first), .bytes(let second)):
            try context.checkLength(first.count + second.count)
            return .bytes(first + second)
        case (.list(let first), .list(let second)): return .list(first + second)
        default: throw undefined(.plus, left, right)
        }
    }

    private static let overflow = EvaluationFailure("the result is out of range")

    private static func undefined(
        _ operator: BinaryOperator, _ left: CELValue, _ right: CELValue
    ) -> EvaluationFailure {
        EvaluationFailure(
            "'\(`operator`.rawValue)' is not defined for \(left.type.rawValue) and \(right.type.rawValue)")
    }
}
