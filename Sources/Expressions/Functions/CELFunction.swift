/// A function of CEL for one set of argument types; the table of them is also their documentation.
public struct CELFunction: Sendable {
    /// How it is called.
    public enum Style: Sendable {
        /// `name(a, b)`
        case global
        /// `a.name(b)`
        case receiver
        /// Both.
        case either
    }

    /// The name it is called by.
    public let name: String
    /// How it is called.
    public let style: Style
    /// The types that it takes, the receiver first; `nil` takes any.
    public let parameters: [CELType?]
    /// What it results in; `nil` depends on the argument.
    public let result: CELType?
    /// What it does, in one line.
    public let summary: String
    /// Whether it looks up time zones, so that it means nothing before it runs.
    let readsZones: Bool
    let evaluate: Body

    typealias Body =
        @Sendable ([CELValue], inout EvaluationContext) throws(EvaluationFailure) -> CELValue

    init(
        _ name: String, _ style: Style, _ parameters: [CELType?], _ result: CELType?,
        _ summary: String, readsZones: Bool = false, evaluate: @escaping Body
    ) {
        self.name = name
        self.style = style
        self.parameters = parameters
        self.result = result
        self.summary = summary
        self.readsZones = readsZones
        self.evaluate = evaluate
    }

    /// How it is written, with its types: `string.matches(string) → bool`.
    public var signature: String {
        let names = parameters.map { $0?.shortName ?? "any" }
        let arguments = (style == .receiver ? Array(names.dropFirst()) : names).joined(separator: ", ")
        let receiver = style == .receiver ? "\(names.first ?? "any")." : ""
        return "\(receiver)\(name)(\(arguments)) → \(result?.shortName ?? "any")"
    }

    func takes(_ arguments: [CELValue]) -> Bool {
        arguments.count == parameters.count
            && zip(parameters, arguments).allSatisfy { $0 == nil || $0 == $1.type }
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
