extension FunctionTable {
    static let texts: [FunctionDeclaration] = [
        search(.part, "whether a string has another in it", .init("\"tacocat\".contains(\"cat\")", "true")) {
            whole, part in
            part.isEmpty || whole.containsBytes(part)
        },
        search(
            .prefix, "whether a string begins with another",
            .init("\"tacocat\".startsWith(\"cat\")", "false")
        ) { $0.starts(with: $1) },
        search(
            .suffix, "whether a string ends with another", .init("\"tacocat\".endsWith(\"cat\")", "true")
        ) { $0.suffix($1.count).elementsEqual($1) },
        FunctionDeclaration(
            "matches", .either, [.string, .string], .bool,
            "whether a part of a string matches a regular expression in RE2's syntax; time is linear in the string",
            .init("\"order-17\".matches(\"^order-[0-9]+$\")", "true"), columns: .matches
        ) { (arguments, context) throws(EvaluationFailure) in
            guard case .string(let text) = arguments[0], case .string(let pattern) = arguments[1] else {
                throw mismatch
            }
            let compiled = try context.pattern(pattern)
            try context.charge(text.utf8.count * compiled.instructionCount / 16)
            return .bool(compiled.matches(text))
        },
    ]

    private static func search(
        _ affix: Affix, _ summary: String, _ example: FunctionDeclaration.Example,
        _ find: @escaping @Sendable (ArraySlice<UInt8>, ArraySlice<UInt8>) -> Bool
    ) -> FunctionDeclaration {
        FunctionDeclaration(
            affix.rawValue, .receiver, [.string, .string], .bool, summary, example, columns: .affix(affix)
        ) { (arguments, context) throws(EvaluationFailure) in
            guard case .string(let whole) = arguments[0], case .string(let part) = arguments[1] else {
                throw mismatch
            }
            try context.charge(arguments[0].weight + arguments[1].weight)
            return .bool(find(Array(whole.utf8)[...], Array(part.utf8)[...]))
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate func containsBytes(_ part: ArraySlice<UInt8>) -> Bool {
        withUnsafeBytes { whole in part.withUnsafeBytes { ByteSearch.contains(whole, $0) } }
    }
}
