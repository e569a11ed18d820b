/// Puts the values of variables into a tree.
struct VariableValues {
    /// What all texts with variables in them may be together, in bytes: a long value that is used often would grow
    /// without bounds.
    static let limit = 1 << 20

    let variables: DocumentVariables
    let log: ProblemLog
    private var size = 0
    /// How many texts had variables in them.
    private(set) var count = 0

    init(_ variables: DocumentVariables, log: ProblemLog) {
        self.variables = variables
        self.log = log
    }

    /// The tree with values for variables; what has none becomes unreadable, and the problem is noted.
    mutating func resolved(_ node: YAMLNode) -> YAMLNode {
        var node = node
        switch node.content {
        case .scalar(let scalar):
            node.content = resolved(scalar, at: node.start).map(YAMLNode.Content.scalar) ?? .unreadable
        case .list(let items): node.content = .list(items.map { resolved($0) })
        case .mapping(let entries):
            node.content = .mapping(entries.map { YAMLEntry(key: $0.key, value: resolved($0.value)) })
        case .unreadable: break
        }
        return node
    }

    private mutating func resolved(_ scalar: YAMLScalar, at start: Int) -> YAMLScalar? {
        guard let references = try? VariableText.references(in: scalar.text), !references.isEmpty else {
            return scalar
        }
        var pieces: [Substitution.Piece] = []
        var bytes: [UInt8] = []
        let written = Array(scalar.text.utf8)
        var cursor = 0
        var isComplete = true
        for reference in references {
            guard let value = value(of: reference, in: scalar, at: start) else {
                isComplete = false
                continue
            }
            bytes += written[cursor..<reference.range.lowerBound]
            pieces.append(
                Substitution.Piece(
                    name: reference.name, written: reference.range,
                    value: bytes.count..<(bytes.count + value.utf8.count)))
            bytes += value.utf8
            cursor = reference.range.upperBound
            guard size + bytes.count <= Self.limit else { return tooLarge(reference, of: scalar, at: start) }
        }
        guard isComplete else { return nil }
        bytes += written[cursor...]
        size += bytes.count
        count += 1
        var result = scalar
        result.text = String(decoding: bytes, as: UTF8.self)
        result.substitution = Substitution(written: scalar.text, pieces: pieces)
        return result
    }

    private func value(
        of reference: VariableText.Reference, in scalar: YAMLScalar, at start: Int
    ) -> String? {
        guard let name = reference.name else { return "${" }
        if let value = variables.given[name] ?? reference.fallback { return value }
        report(
            "the variable '\(name)' has no value", reference, scalar, start,
            expected:
                "a default, as in ${\(name):…}, or a value: --set \(name)=…, or in a file of environments/",
            suggestion: nearest(to: name, among: Array(variables.given.keys)))
        return nil
    }

    private mutating func tooLarge(
        _ reference: VariableText.Reference, of scalar: YAMLScalar, at start: Int
    ) -> YAMLScalar? {
        report(
            "the texts with variables in them are too much with their values", reference, scalar, start,
            expected: "at most 1 MiB in all")
        // Once is enough.
        size = 0
        return nil
    }

    private func report(
        _ message: String, _ reference: VariableText.Reference, _ scalar: YAMLScalar, _ start: Int,
        expected: String, suggestion: String? = nil
    ) {
        let alignment = ScalarAlignment(of: scalar, at: start, in: log.source)
        log.report(
            message, at: alignment.range(of: reference.range), expected: expected, suggestion: suggestion)
    }
}
