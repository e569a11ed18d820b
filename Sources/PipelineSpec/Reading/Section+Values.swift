extension Section {
    /// A text that is not empty.
    func text(_ name: String) -> String? { scalar(name)?.text }

    /// A text that follows a rule for names.
    func name(_ name: String, _ rule: NameRule) -> String? {
        guard let (text, node) = scalar(name) else { return nil }
        guard let objection = rule.objection(to: text) else { return text }
        log.report(objection.message, at: node, expected: objection.expected)
        return nil
    }

    /// `true` or `false`.
    func flag(_ name: String, default standard: Bool) -> Bool {
        choice(name, [("true", true), ("false", false)], default: standard)
    }

    /// One of some words.
    func choice<Value>(_ name: String, _ choices: [(word: String, value: Value)]) -> Value? {
        guard let (text, node) = scalar(name) else { return nil }
        if let choice = choices.first(where: { $0.word == text }) { return choice.value }
        let words = choices.map(\.word)
        log.report(
            "unknown value '\(text.shortened)' for '\(name)'", at: node, expected: listed(words),
            suggestion: nearest(to: text, among: words))
        return nil
    }

    /// One of some words, or what holds when nothing is written.
    func choice<Value>(
        _ name: String, _ choices: [(word: String, value: Value)], default standard: Value
    ) -> Value {
        choice(name, choices) ?? standard
    }

    /// One of an enumeration's cases.
    func choice<Value: CaseIterable & RawRepresentable<String>>(_ name: String, default standard: Value)
        -> Value
    {
        choice(name, Value.allCases.map { ($0.rawValue, $0) }, default: standard)
    }

    /// In milliseconds.
    func duration(_ name: String, default standard: Int64) -> Int64 { duration(name) ?? standard }

    /// In milliseconds; one that must not be zero has no use when it is.
    func duration(_ name: String, mustBePositive: Bool = false) -> Int64? {
        guard let (text, node) = scalar(name) else { return nil }
        do throws(DurationText.Failure) {
            let milliseconds = try DurationText.milliseconds(text)
            if milliseconds > 0 || !mustBePositive { return milliseconds }
            log.report("'\(name)' must be longer than 0", at: node, expected: DurationText.example)
        } catch {
            log.report(error.message(text), at: node, expected: DurationText.example)
        }
        return nil
    }

    /// A whole number of at least some value.
    func integer(_ name: String, atLeast least: Int) -> Int? {
        guard let (text, node) = scalar(name) else { return nil }
        if let number = Int(text), number >= least { return number }
        log.report(
            "'\(text.shortened)' is no '\(name)'", at: node, expected: "a whole number from \(least) on")
        return nil
    }

    /// A number for which a rule holds.
    func number(_ name: String, where rule: (Double) -> Bool) -> Double? {
        guard let (text, node) = scalar(name) else { return nil }
        if let number = Double(text), number.isFinite, rule(number) { return number }
        log.report("'\(text.shortened)' is no '\(name)'", at: node, expected: expected(name))
        return nil
    }

    /// One name or a list of names, each with its place.
    func names(_ name: String) -> [(name: String, node: YAMLNode)] {
        guard let entry = entry(name) else { return [] }
        guard case .list(let items) = entry.value.content else {
            return scalar(name).map { [($0.text, $0.node)] } ?? []
        }
        if items.isEmpty { log.report("'\(name)' is empty", at: entry.value, expected: expected(name)) }
        return items.compactMap { item in
            guard let text = log.scalar(item, title: "an item of '\(name)'", expected: "a name") else {
                return nil
            }
            return (text, item)
        }
    }

    /// The text of a single value with its node.
    func scalar(_ name: String) -> (text: String, node: YAMLNode)? {
        guard let entry = entry(name) else { return nil }
        let title = "'\(name)' of \(title)"
        return log.scalar(entry.value, title: title, expected: expected(name)).map { ($0, entry.value) }
    }
}

extension ProblemLog {
    /// The text of a single value, or `nil` with a problem when it is something else or empty.
    func scalar(_ node: YAMLNode, title: String, expected: String) -> String? {
        switch node.content {
        case .scalar(let scalar):
            if !scalar.isNothing, !scalar.text.isEmpty { return scalar.text }
            report("\(title) is empty", at: node, expected: expected)
        case .list, .mapping: report("\(title) is \(node.kind)", at: node, expected: expected)
        case .unreadable: break
        }
        return nil
    }
}
