/// What one part of a file declared, so that later parts can refer to it by name.
struct Declared<Value> {
    /// All names, also of what is broken: referring to it is no further problem.
    private(set) var names: [String] = []
    /// What is sound, in the order of the file.
    private(set) var values: [Value] = []
    private var places: [String: Int?] = [:]

    mutating func add(_ name: String, _ value: Value?) {
        names.append(name)
        places.updateValue(value == nil ? nil : values.count, forKey: name)
        if let value { values.append(value) }
    }

    func value(named name: String) -> Value? {
        guard case .some(.some(let place)) = places[name] else { return nil }
        return values[place]
    }

    func contains(_ name: String) -> Bool { places[name] != nil }
}
