/// What a name may look like.
enum NameRule {
    /// Names that only the pipeline uses, such as those of metrics and alerts: part of topics and state.
    case declared
    /// Names that expressions use.
    case identifier
    /// The name of a pipeline.
    case pipeline
    /// A Kafka topic.
    case topic

    /// The longest name in bytes: Kafka allows 249 for a topic, of which a pipeline's name is a part.
    static let lengthLimit = 100

    /// What is wrong with a name; `nil` when nothing is.
    func objection(to name: String) -> (message: String, expected: String)? {
        if name.utf8.count > Self.lengthLimit {
            return ("the name '\(name.shortened)' is too long", "at most \(Self.lengthLimit) bytes")
        }
        if self == .identifier, Self.reserved.contains(name) {
            return ("'\(name)' is a reserved word of expressions", "another name")
        }
        return matches(name) ? nil : ("'\(name.shortened)' is not a name here", expected)
    }

    private var expected: String {
        switch self {
        case .declared: "lower case letters, digits, '_' and '-', a letter first"
        case .pipeline: "lower case letters, digits and '-', a letter first"
        case .identifier: "letters, digits and '_', no digit first"
        case .topic: "letters, digits, '.', '_' and '-'"
        }
    }

    private func matches(_ name: String) -> Bool {
        guard let first = name.utf8.first, name != ".", name != ".." else { return false }
        switch self {
        case .declared: return first.isLower && name.utf8.allSatisfy { $0.isName || $0 == UInt8(ascii: "-") }
        case .pipeline:
            return first.isLower
                && name.utf8.allSatisfy { $0.isLower || $0.isDigit || $0 == UInt8(ascii: "-") }
        case .identifier:
            return !first.isDigit && name.utf8.allSatisfy { $0.isName || $0.isUpper }
        case .topic:
            return name.utf8.allSatisfy {
                $0.isName || $0.isUpper || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
            }
        }
    }

    /// Words that the Common Expression Language keeps for itself.
    private static let reserved: Set<String> = [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if",
        "import", "let", "loop", "package", "namespace", "return", "var", "void", "while",
    ]
}

extension UInt8 {
    fileprivate var isLower: Bool { self >= UInt8(ascii: "a") && self <= UInt8(ascii: "z") }
    fileprivate var isUpper: Bool { self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") }
    fileprivate var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
    fileprivate var isName: Bool { isLower || isDigit || self == UInt8(ascii: "_") }
}
