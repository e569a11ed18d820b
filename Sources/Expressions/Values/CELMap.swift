/// A map: keys are bools, ints, uints and strings, in the order in which they were written.
///
/// Ints, uints and whole doubles that are the same number find the same entry.
public struct CELMap: Sendable {
    /// The keys, each once.
    public private(set) var keys: [CELValue] = []
    /// The values, in the order of the keys.
    public private(set) var values: [CELValue] = []
    private var places: [Key: Int] = [:]

    /// How many entries there are.
    public var count: Int { keys.count }

    /// An empty map.
    public init() {}

    /// Adds an entry.
    ///
    /// - Returns: `false`, and nothing changes, when the key is there already or cannot be a key.
    public mutating func insert(_ value: CELValue, for key: CELValue) -> Bool {
        if case .double = key { return false }
        guard let place = Key(key), places.updateValue(keys.count, forKey: place) == nil else { return false }
        keys.append(key)
        values.append(value)
        return true
    }

    /// The value of a key; a double finds the number that it equals.
    public subscript(key: CELValue) -> CELValue? {
        guard let place = Key(key).flatMap({ places[$0] }) else { return nil }
        return values[place]
    }

    /// A key as the same number or text always is; a text as bytes, since `String` takes different spellings of one
    /// letter for the same.
    private enum Key: Hashable {
        case bool(Bool)
        case number(Int128)
        case text([UInt8])

        init?(_ value: CELValue) {
            switch value {
            case .bool(let value): self = .bool(value)
            case .int(let value): self = .number(Int128(value))
            case .uint(let value): self = .number(Int128(value))
            case .double(let value):
                guard let whole = Int128(exactly: value) else { return nil }
                self = .number(whole)
            case .string(let value): self = .text(Array(value.utf8))
            default: return nil
            }
        }
    }
}
