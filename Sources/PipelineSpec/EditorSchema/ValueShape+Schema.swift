import Expressions

extension ValueShape {
    /// The JSON Schema of the value.
    var schema: JSONTree {
        switch self {
        case .any: [:]
        case .name, .zone, .path: ["type": "string", "minLength": .number("1")]
        case .text, .template: ["type": ["string", "number", "boolean"]]
        case .newName(let rule): .orVariable(rule.schema)
        case .flag: .orVariable(["type": "boolean"])
        case .duration: SchemaDefinition.duration.reference
        case .size: SchemaDefinition.size.reference
        case .integer(let range): .orVariable(Self.integer(range))
        case .number(let range):
            .orVariable([
                "type": "number", "minimum": .number("\(range.lowerBound)"),
                "maximum": .number("\(range.upperBound)"),
            ])
        case .between(let low, let high): .orVariable(Self.number(above: low, below: high))
        case .choice(let words): .orVariable(["enum": .list(words.map { .text($0) })])
        case .expression(let types): ["type": .list(Self.scalars(types).map { .text($0) })]
        case .section(let keys): .object(JSONTree.mapping(keys, choices: []))
        case .forms(let keys, let choices): .object(JSONTree.mapping(keys, choices: choices))
        case .named(let shape, let rule): Self.mapping(to: shape, by: rule)
        case .textMap: ["type": "object", "additionalProperties": ValueShape.text.schema]
        case .list(let shape): ["type": "array", "items": shape.schema, "minItems": .number("1")]
        case .either(let shapes): ["anyOf": .list(shapes.map(\.schema))]
        }
    }

    private static func integer(_ range: ClosedRange<Int>) -> JSONTree {
        var tree: [(key: String, value: JSONTree)] = [
            ("type", "integer"), ("minimum", .number("\(range.lowerBound)")),
        ]
        if range.upperBound < Int.max { tree.append(("maximum", .number("\(range.upperBound)"))) }
        return .object(tree)
    }

    private static func number(above low: Double, below high: Double) -> JSONTree {
        var tree: [(key: String, value: JSONTree)] = [("type", "number")]
        if low.isFinite { tree.append(("exclusiveMinimum", .number("\(low)"))) }
        if high.isFinite { tree.append(("exclusiveMaximum", .number("\(high)"))) }
        return .object(tree)
    }

    /// What YAML takes an expression for: `true` and `1` are no strings.
    private static func scalars(_ types: [ValueType]) -> [String] {
        var scalars = ["string"]
        if types.contains(.bool) { scalars.append("boolean") }
        if types.contains(.int) || types.contains(.double) { scalars.append("number") }
        return scalars
    }

    private static func mapping(to shape: ValueShape, by rule: NameRule) -> JSONTree {
        [
            "type": "object", "properties": ["include": SchemaDefinition.include.reference],
            "propertyNames": .object([
                ("pattern", .text(rule.pattern)), ("maxLength", .number("\(NameRule.lengthLimit)")),
            ]),
            "additionalProperties": shape.schema,
        ]
    }
}

extension NameRule {
    /// The rule as a regular expression.
    var pattern: String {
        switch self {
        case .declared: "^[a-z][a-z0-9_-]*$"
        case .pipeline: "^[a-z][a-z0-9-]*$"
        case .identifier: "^[A-Za-z_][A-Za-z0-9_]*$"
        case .topic: "^[A-Za-z0-9._-]+$"
        }
    }

    fileprivate var schema: JSONTree {
        [
            // A topic may be called 2024, which YAML takes for a number.
            "type": self == .topic ? ["string", "number"] : "string", "pattern": .text(pattern),
            "maxLength": .number("\(Self.lengthLimit)"),
        ]
    }
}
