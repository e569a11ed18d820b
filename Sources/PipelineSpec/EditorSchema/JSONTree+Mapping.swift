extension JSONTree {
    /// What the schema says of a mapping with fixed keys.
    ///
    /// With `include` the keys that must be there may come from another file.
    static func mapping(_ keys: [SectionKey], choices: [FormChoice]) -> [(key: String, value: JSONTree)] {
        let properties = keys.map { (key: $0.name, value: property($0)) }
        let required = keys.filter(\.isRequired).map { JSONTree.text($0.name) }
        var demands: [(key: String, value: JSONTree)] = []
        if !required.isEmpty { demands.append(("required", .list(required))) }
        if !choices.isEmpty { demands.append(("allOf", .list(choices.map(oneOf)))) }
        var tree: [(key: String, value: JSONTree)] = [
            ("type", "object"),
            ("properties", .object(properties + [("include", SchemaDefinition.include.reference)])),
            ("additionalProperties", .flag(false)),
        ]
        if !demands.isEmpty { tree += [("if", ["required": ["include"]]), ("else", .object(demands))] }
        return tree
    }

    /// A key's value with its description. What is referred to stands under `allOf`, because draft 07 passes over
    /// whatever stands beside a reference.
    private static func property(_ key: SectionKey) -> JSONTree {
        var description = key.summary.isEmpty ? key.expected : key.summary
        if let text = key.defaultText { description += " Default: \(text)." }
        var tree: [(key: String, value: JSONTree)] = [("description", .text(description))]
        if let value = key.defaultValue { tree.append(("default", value)) }
        switch key.shape.schema {
        case .object(let parts) where parts.contains { $0.key == "$ref" }:
            tree.append(("allOf", .list([.object(parts)])))
        case .object(let parts): tree += parts
        case let other: tree.append(("allOf", .list([other])))
        }
        return .object(tree)
    }

    /// Exactly one of several keys, each alone or with what belongs to it.
    private static func oneOf(_ choice: FormChoice) -> JSONTree {
        let all = choice.forms.flatMap { [$0.key.name] + $0.further.map(\.name) }
        let branches = choice.forms.map { form -> JSONTree in
            let own = Set([form.key.name] + form.further.map(\.name))
            var foreign: [String] = []
            for name in all where !own.contains(name) && !foreign.contains(name) { foreign.append(name) }
            let needed = [form.key.name] + form.further.filter(\.isRequired).map(\.name)
            var branch: [(key: String, value: JSONTree)] = [("required", .list(needed.map { .text($0) }))]
            if !foreign.isEmpty {
                branch.append(("properties", .object(foreign.map { ($0, .flag(false)) })))
            }
            return .object(branch)
        }
        return ["oneOf": .list(branches)]
    }
}

extension SectionKey {
    /// The default as JSON; `nil` where it is told in words.
    fileprivate var defaultValue: JSONTree? {
        guard let defaultText else { return nil }
        return switch shape {
        case .duration: (try? DurationText.milliseconds(defaultText)).map { _ in .text(defaultText) }
        case .integer: Int(defaultText).map { .number("\($0)") }
        case .number, .between: Double(defaultText).map { .number("\($0)") }
        case .flag: .flag(defaultText == "true")
        case .size: (try? SizeText.bytes(defaultText)).map { _ in .text(defaultText) }
        case .choice, .zone: .text(defaultText)
        default: nil
        }
    }
}
