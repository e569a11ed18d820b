/// Finds what names stand for: variables first by the container's prefixes, the longest first, then types.
struct NameResolution {
    /// What a name stands for.
    enum Meaning {
        case variable(String)
        case type(CELType)
    }

    /// Longer names are no names of anything.
    static let nameLimit = 256

    private let variables: Set<String>
    /// `a.b.`, `a.` and the empty one.
    private let prefixes: [String]

    init(variables: Set<String>, container: String) {
        self.variables = variables
        var parts = container.split(separator: ".").prefix(32)
        var prefixes: [String] = []
        while !parts.isEmpty {
            prefixes.append(parts.joined(separator: ".") + ".")
            parts.removeLast()
        }
        self.prefixes = prefixes + [""]
    }

    /// A leading dot asks for the outermost scope.
    func resolve(_ name: String) -> Meaning? {
        let isRooted = name.hasPrefix(".")
        let plain = isRooted ? String(name.dropFirst()) : name
        for prefix in isRooted ? [""] : prefixes {
            if variables.contains(prefix + plain) { return .variable(prefix + plain) }
        }
        return CELType(rawValue: plain).map(Meaning.type)
    }
}
