extension ValueType {
    /// How deep types may be nested in a text.
    private static let depthLimit = 32

    /// Reads a type as it is written: `int`, `list(string)`, `map(string, list(int))`; `nil` for anything else.
    public init?(_ text: String) {
        var rest = text[...]
        guard let type = Self.read(&rest, depth: 0), rest.allSatisfy({ $0 == " " }) else { return nil }
        self = type
    }

    private static func read(_ rest: inout Substring, depth: Int) -> ValueType? {
        guard depth < depthLimit else { return nil }
        rest = rest.drop { $0 == " " }
        let word = rest.prefix { $0.isLetter || $0 == "_" || $0 == "." }
        rest = rest.dropFirst(word.count)
        switch word {
        case "list":
            guard rest.first == "(" else { return .list(.dyn) }
            rest = rest.dropFirst()
            guard let element = read(&rest, depth: depth + 1), take(")", from: &rest) else { return nil }
            return .list(element)
        case "map":
            guard rest.first == "(" else { return .map(.dyn, .dyn) }
            rest = rest.dropFirst()
            guard let key = read(&rest, depth: depth + 1), take(",", from: &rest),
                let value = read(&rest, depth: depth + 1), take(")", from: &rest)
            else { return nil }
            return .map(key, value)
        default: return scalars[word]
        }
    }

    private static func take(_ sign: Character, from rest: inout Substring) -> Bool {
        rest = rest.drop { $0 == " " }
        guard rest.first == sign else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static let scalars: [Substring: ValueType] = [
        "int": .int, "uint": .uint, "double": .double, "bool": .bool, "string": .string, "bytes": .bytes,
        "null": .null, "null_type": .null, "type": .type, "dyn": .dyn, "timestamp": .time,
        "duration": .duration,
        "google.protobuf.Timestamp": .time, "google.protobuf.Duration": .duration,
    ]
}
