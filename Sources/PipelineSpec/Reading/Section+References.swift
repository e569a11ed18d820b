extension Section {
    /// What a name refers to. Unknown names are a problem here; for broken ones the problem is noted elsewhere.
    func reference<Value>(_ name: String, to kind: String, in declared: Declared<Value>) -> Value? {
        guard let (text, node) = scalar(name) else { return nil }
        if declared.contains(text) { return declared.value(named: text) }
        log.report(
            "unknown \(kind) '\(text.shortened)'", at: node,
            expected: declared.names.isEmpty ? "a \(kind), but none is declared" : listed(declared.names),
            suggestion: nearest(to: text, among: declared.names))
        return nil
    }

    /// The named values under a key, each read by a function, in the order of the file.
    func declarations<Value>(
        _ name: String, rule: NameRule = .declared, read: (YAMLEntry) -> Value?
    ) -> Declared<Value> {
        var declared = Declared<Value>()
        guard let entry = entry(name),
            let entries = log.mapping(entry.value, title: "'\(name)'", expected: expected(name))
        else { return declared }
        for entry in entries {
            if let objection = rule.objection(to: entry.key.name) {
                log.report(objection.message, at: entry.key.place, expected: objection.expected)
            }
            declared.add(entry.key.name, read(entry))
        }
        return declared
    }
}
