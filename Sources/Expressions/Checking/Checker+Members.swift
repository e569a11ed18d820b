/// Names with dots: CEL lets `delivery.count` be the name of a variable, and `delivery.quantile(0.05)` call a function.
extension Checker {
    /// The variable that a name and a field spell together.
    mutating func checkMember(_ field: String, of operand: Int, _ range: Range<Int>) -> CheckedNode? {
        // What is wrong with the name in front of the dot has been reported.
        guard nodes[operand] != nil else { return nil }
        let owner = path(operand) ?? ""
        let members = members(of: owner)
        guard !members.isEmpty else {
            return refuse(range, "not supported: members of a value (.\(field))")
        }
        let name = owner + "." + field
        if let type = scope.variables[name] {
            read([name])
            return CheckedNode(form: .name(name), type: type)
        }
        return refuse(
            range, "'\(Self.shortened(owner))' has no '\(Self.shortened(field))'", expected: choice(members),
            suggestion: NearestName.of(name, among: members))
    }

    /// What a call calls: a name behind a name with dots, or the name alone.
    func qualified(_ call: SyntaxNode.Call) -> String? {
        guard let receiver = call.receiver else { return call.name }
        return path(receiver).map { $0 + "." + call.name }
    }

    private func path(_ place: Int) -> String? {
        switch tree.nodes[place].form {
        case .name(let name): name
        case .select(let operand, let field): path(operand).map { $0 + "." + field }
        default: nil
        }
    }

    private func members(of owner: String) -> [String] {
        scope.variables.keys.filter { $0.hasPrefix(owner + ".") }.sorted()
    }
}
