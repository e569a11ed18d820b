/// Elements of lists and entries of maps.
enum ValueAccess {
    static func field(_ field: String, of value: CELValue) throws(EvaluationFailure) -> CELValue {
        guard case .map(let map) = value else {
            throw EvaluationFailure("\(value.type.shortName) has no fields")
        }
        guard let found = map[.string(field)] else {
            throw EvaluationFailure("no such key: '\(Checker.shortened(field))'")
        }
        return found
    }

    static func element(_ index: CELValue, of value: CELValue) throws(EvaluationFailure) -> CELValue {
        switch value {
        case .map(let map):
            guard let found = map[index] else { throw EvaluationFailure("no such key") }
            return found
        case .list(let elements):
            guard let place = place(index) else {
                throw EvaluationFailure(
                    "a list has no index of \(index.type.shortName) that is no whole number")
            }
            guard elements.indices.contains(place) else {
                throw EvaluationFailure("index \(place) is out of range: the list has \(elements.count)")
            }
            return elements[place]
        default: throw EvaluationFailure("\(value.type.shortName) has no elements")
        }
    }

    private static func place(_ index: CELValue) -> Int? {
        switch index {
        case .int(let value): Int(exactly: value)
        case .uint(let value): Int(exactly: value)
        case .double(let value): Int(exactly: value)
        default: nil
        }
    }

    static func insert(
        _ value: CELValue, for key: CELValue, into map: inout CELMap
    ) throws(EvaluationFailure) {
        guard !map.insert(value, for: key) else { return }
        switch key {
        case .bool, .int, .uint, .string: throw EvaluationFailure("a key of the map is repeated")
        default: throw EvaluationFailure("\(key.type.shortName) cannot be a key")
        }
    }
}
