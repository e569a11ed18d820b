import Yams

/// The text as handed to the YAML parser: the file's, with single characters replaced by others that cannot occur
/// in it, so that all columns stay.
///
/// - Aliases are hidden, because the parser puts in what they stand for: their places would be lost, and a few lines
///   of aliases to aliases would grow without bounds. ``YAMLComposition`` resolves them within limits.
/// - One of two equal keys is changed, because the parser stops at equal keys and would hide all other problems.
struct YAMLStandIns {
    static let alias: Unicode.Scalar = "\u{E000}"
    /// Characters that a file must not use itself.
    static let reserved: ClosedRange<Unicode.Scalar> = "\u{E000}"..."\u{E03F}"

    private let source: SourceText
    private var changed: [Unicode.Scalar]
    private var originals: [Unicode.Scalar: Unicode.Scalar] = [alias: "*"]

    init(_ source: SourceText) {
        self.source = source
        changed = source.scalars.map { $0 == "*" ? Self.alias : $0 }
    }

    /// What the parser reads.
    var text: String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: changed)
        var text = String(view)
        text.makeContiguousUTF8()
        return text
    }

    /// Makes the key at a mark differ from all others; false when it cannot or there were too many.
    mutating func distinguishKey(at mark: Mark) -> Bool {
        var offset = source.contentStart(from: source.offset(line: mark.line, column: mark.column))
        if offset < changed.count, changed[offset] == "\"" || changed[offset] == "'" { offset += 1 }
        guard offset < changed.count, changed[offset].properties.isAlphabetic || changed[offset] == "_" else {
            return false
        }
        guard let next = Unicode.Scalar(Self.alias.value + UInt32(originals.count)),
            Self.reserved.contains(next)
        else { return false }
        originals[next] = changed[offset]
        changed[offset] = next
        return true
    }

    /// A parsed text as the file has it.
    func restored(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: Self.reserved.contains) else { return text }
        var view = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { view.append(originals[scalar] ?? scalar) }
        return String(view)
    }

    /// The name of the alias that a plain scalar is, as the parser returned it.
    static func aliasName(_ text: String) -> String? {
        text.unicodeScalars.first == alias ? String(text.unicodeScalars.dropFirst()) : nil
    }
}

extension SourceText {
    /// Where a value's content begins: behind its anchor (`&name`) and tag (`!name`).
    func contentStart(from offset: Int) -> Int {
        var cursor = offset
        while cursor < scalars.count, scalars[cursor] == "&" || scalars[cursor] == "!" {
            while cursor < scalars.count, !scalars[cursor].isBlank, !scalars[cursor].isLineBreak {
                cursor += 1
            }
            while cursor < scalars.count, scalars[cursor].isBlank || scalars[cursor].isLineBreak {
                cursor += 1
            }
        }
        return cursor
    }
}
