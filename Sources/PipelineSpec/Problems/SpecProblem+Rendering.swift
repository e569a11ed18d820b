extension SpecProblem {
    /// The problem as compilers show it, without a line end behind the last line:
    ///
    /// ```text
    /// seller-trust.yaml:12:44: error: unknown name 'ordr_id'
    ///    12 |     kept: { on: logistics, when: ordr_id == "" }
    ///       |                                  ^~~~~~~
    ///       = expected a field of source 'logistics'
    ///       = did you mean 'order_id'?
    /// ```
    ///
    /// - Parameter colour: marks the parts with ANSI escape sequences.
    /// - Returns: one to six lines.
    public func rendered(colour: Bool) -> String {
        let paint = Paint(isOn: colour)
        let number = String(location.line)
        let gutter = String(repeating: " ", count: max(0, 4 - number.count)) + number
        let margin = String(repeating: " ", count: gutter.count)
        var lines = ["\(paint.bold("\(location):")) \(paint.red("error:")) \(paint.bold(message))"]
        if !sourceLine.isEmpty {
            let excerpt = Excerpt(of: sourceLine, column: location.column, length: length)
            lines.append("\(gutter) | \(excerpt.text)")
            lines.append("\(margin) | \(excerpt.indent)\(paint.red(excerpt.mark))")
        }
        if !expected.isEmpty { lines.append("\(margin) = expected \(expected)") }
        if let suggestion { lines.append("\(margin) = \(paint.green("did you mean '\(suggestion)'?"))") }
        if let includedFrom { lines.append("\(margin) = included from \(includedFrom)") }
        return lines.joined(separator: "\n")
    }
}

/// The part of a line that is shown, with a mark to stand under the place.
private struct Excerpt {
    /// Lines that are longer are cut around the place.
    static let limit = 160

    var text: String
    var indent: String
    var mark: String

    init(of line: String, column: Int, length: Int) {
        let characters = Array(line.prefix(column + Self.limit))
        let place = min(max(0, column - 1), characters.count)
        let start = place > Self.limit - 40 ? place - 40 : 0
        let end = min(characters.count, start + Self.limit)
        // A control character would move what follows; a tab is kept so that mark and line stay aligned.
        let shown = characters[start..<end].map { $0 == "\t" || !$0.isControl ? $0 : "?" }
        let lead = start > 0 ? "…" : ""
        text = lead + String(shown)
        indent = lead.isEmpty ? "" : " "
        for character in shown.prefix(place - start) {
            indent += character == "\t" ? "\t" : String(repeating: " ", count: character.columns)
        }
        let marked = shown.dropFirst(place - start).prefix(max(1, length))
        mark = "^" + String(repeating: "~", count: max(0, marked.reduce(0) { $0 + $1.columns } - 1))
    }
}

extension Character {
    fileprivate var isControl: Bool { unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } }

    /// How wide terminals draw it: two columns for East Asian wide letters and emoji.
    fileprivate var columns: Int {
        guard let first = unicodeScalars.first?.value else { return 0 }
        switch first {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }
}

private struct Paint {
    var isOn: Bool
    func bold(_ text: String) -> String { wrap(text, "1") }
    func red(_ text: String) -> String { wrap(text, "1;31") }
    func green(_ text: String) -> String { wrap(text, "32") }
    private func wrap(_ text: String, _ code: String) -> String {
        isOn ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }
}
