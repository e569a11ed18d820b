/// A part of the JSON Schema that many keys share.
struct SchemaDefinition {
    var name: String
    var tree: JSONTree

    static let all = [duration, size, variable, include]

    /// `90s`, `1d12h`.
    static let duration = SchemaDefinition(
        name: "duration",
        tree: .orVariable([
            "type": "string", "pattern": .text("^([0-9]+(\(units)))+$"),
            "examples": ["30s", "10m", "2h", "14d"],
        ]))

    /// `64KiB`, `2MB`.
    static let size = SchemaDefinition(
        name: "size",
        tree: .orVariable([
            "type": "string",
            "pattern": .text("^[0-9]+(\(SizeText.units.map(\.name).joined(separator: "|")))$"),
            "examples": ["64KiB", "1MiB"],
        ]))

    /// `${name}` or `${name:default}` with text around it, which may become anything.
    static let variable = SchemaDefinition(
        name: "variable", tree: ["type": "string", "pattern": "\\$\\{[A-Za-z_][A-Za-z0-9_]*(:[^}]*)?\\}"])

    /// Files whose keys are put in.
    static let include = SchemaDefinition(
        name: "include",
        tree: [
            "description": "One file or several whose keys are put in where they are not written.",
            "anyOf": [
                ["type": "string"], ["type": "array", "items": ["type": "string"], "minItems": .number("1")],
            ],
        ])

    /// Points to it from anywhere in the schema.
    var reference: JSONTree { ["$ref": .text("#/$defs/\(name)")] }

    private static var units: String {
        DurationText.units.sorted { $0.value < $1.value }.map(\.key).joined(separator: "|")
    }
}

extension JSONTree {
    /// What is said, or a text with a variable in it.
    static func orVariable(_ tree: JSONTree) -> JSONTree {
        ["anyOf": [tree, SchemaDefinition.variable.reference]]
    }
}
