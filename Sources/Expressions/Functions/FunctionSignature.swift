extension FunctionDeclaration {
    /// How it is written, with its types: `string.matches(string) → bool`.
    public var signature: String {
        let names = parameters.map(Self.word)
        let arguments = (style == .receiver ? Array(names.dropFirst()) : names).joined(separator: ", ")
        let receiver = style == .receiver ? "\(names.first ?? "any")." : ""
        return "\(receiver)\(name)(\(arguments)) → \(Self.word(result))"
    }

    /// `list` for lists of anything, and `any` for anything.
    private static func word(_ type: ValueType) -> String {
        switch type {
        case .list(.dyn): "list"
        case .map(.dyn, .dyn): "map"
        case .dyn: "any"
        default: "\(type)"
        }
    }

    /// Whether it can be called with or without a receiver, and with as many operands, that counted.
    func isCalled(withReceiver hasReceiver: Bool) -> Bool {
        style == .either || (style == .receiver) == hasReceiver
    }

    /// Whether it takes operands of these types, as far as they are known.
    func takes(_ types: [ValueType]) -> Bool {
        types.count == parameters.count && zip(parameters, types).allSatisfy { $0.takes($1) }
    }

    func takes(_ arguments: [CELValue]) -> Bool {
        arguments.count == parameters.count
            && zip(parameters, arguments).allSatisfy { $0.kind == nil || $0.kind == $1.type }
    }
}

extension CELType {
    /// The name as people say it: `timestamp`.
    var shortName: String {
        switch self {
        case .timestamp: "timestamp"
        case .duration: "duration"
        case .null: "null"
        default: rawValue
        }
    }
}
