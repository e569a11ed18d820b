import PipelineSpec

extension CaseResult {
    /// What went wrong, for a terminal: each difference at its place, expected and told side by side.
    ///
    /// ```text
    /// FAILED  a late delivery breaks the promise
    ///
    /// tests/seller-trust.yaml:31:11: no result of 'late_delivery_rate' is like this: the nearest differs in 'value'
    ///   31 |         - { seller_id: s1, window_end: 14d, value: 1.0 }
    ///                       expected  actual
    ///        seller_id      s1        s1
    ///        window_end     14d       14d
    ///      ! value          1.0       0.5
    /// ```
    ///
    /// - Parameter colour: marks the parts with ANSI escape sequences.
    /// - Returns: one line for a case that has passed.
    public func rendered(colour: Bool) -> String {
        let paint = DifferencePaint(isOn: colour)
        guard !hasPassed else { return paint.green("passed") + "  " + paint.plain(test.name) }
        var parts = [paint.red("FAILED") + "  " + paint.bold(paint.plain(test.name))]
        if let failure { parts.append("\(test.location): the case could not be run: \(failure)") }
        return (parts + differences.map { $0.rendered(paint) }).joined(separator: "\n\n")
    }
}

extension CaseDifference {
    fileprivate func rendered(_ paint: DifferencePaint) -> String {
        var lines = [paint.bold("\(location):") + " " + paint.plain(message)]
        let gutter =
            String(repeating: " ", count: max(0, 4 - String(location.line).count)) + "\(location.line)"
        if !sourceLine.isEmpty { lines.append("\(gutter) | \(paint.plain(String(sourceLine.prefix(160))))") }
        lines += table(paint)
        if !hint.isEmpty { lines.append("     = \(paint.plain(hint))") }
        return lines.joined(separator: "\n")
    }

    private func table(_ paint: DifferencePaint) -> [String] {
        guard !fields.isEmpty else { return [] }
        // What nobody expected has one column only.
        let isUnexpected = fields.allSatisfy(\.expected.isEmpty)
        let name = (fields.map(\.name.count).max() ?? 0) + 2
        let width = max(8, fields.map { min($0.expected.count, 60) }.max() ?? 0) + 2
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.count))
        }
        let start = "       " + padded("", name)
        var lines = isUnexpected ? [] : [paint.grey(start + padded("expected", width) + "actual")]
        for field in fields {
            let mark = field.differs && !isUnexpected ? "!" : " "
            let expected = isUnexpected ? "" : padded(paint.plain(field.expected), width)
            let actual = field.actual.isEmpty ? "–" : paint.plain(field.actual)
            let text = padded(field.name, name)
            let values =
                field.differs ? paint.green(expected) + paint.red(actual) : paint.grey(expected + actual)
            lines.append("     \(paint.red(mark)) \(text)\(values)")
        }
        return lines
    }
}

/// Colours, and text that cannot steer the terminal.
private struct DifferencePaint {
    var isOn: Bool

    func bold(_ text: String) -> String { wrap(text, "1") }
    func red(_ text: String) -> String { wrap(text, "31") }
    func green(_ text: String) -> String { wrap(text, "32") }
    func grey(_ text: String) -> String { wrap(text, "90") }

    func plain(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) ? " " : $0 }))
    }

    private func wrap(_ text: String, _ code: String) -> String {
        isOn && text.contains { $0 != " " } ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
