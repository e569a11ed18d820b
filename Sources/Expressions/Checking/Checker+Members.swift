/// Names with dots: CEL lets `delivery.count` be the name of a variable, and `delivery.quantile(0.05)` call a function.
extension Checker {
    /// What a call calls: a name behind a name with dots, or the name alone.
    func qualified(_ call: SyntaxNode.Call) -> String? {
        guard let owner = call.receiver else { return call.name }
        return dotted[owner].map { "\($0).\(call.name)" }
    }

    /// The names with dots that begin with a name, where there are any and a longer name begins none of them.
    func others(than longer: String, of owner: String) -> [String]? {
        let members = scope.variables.keys.filter { $0.hasPrefix(owner + ".") }.sorted()
        let leadsOn = members.contains { $0.hasPrefix(longer + ".") }
        return members.isEmpty || leadsOn ? nil : members
    }
}
