import Yams

/// The text as handed to the YAML parser: the file's, with single characters replaced by others that cannot occur
/// in it, so that all columns stay.
///
/// - Aliases are hidden, because the parser puts in what they stand for: their places would be lost, and a few lines
///   of aliases to aliases would grow without bounds. ``YAMLComposition`` resolves them within limits.
/// - The signs of YAML inside `${name:default}` are hidden, so that a variable can stand wherever text can, also
///   between braces.
/// - One of two equal keys is changed, because the parser stops at equal keys and would hide all other problems.
struct YAMLStandIns {
    static let alias: Unicode.Scalar = "\u{E000}"
    /// Characters that a file must not use itself.
    static let reserved: ClosedRange<Unicode.Scalar> = "\u{E000}"..."\u{E03F}"

    /// What means something to YAML in the middle of a plain scalar, and what stands for it in a variable.
    private static let signs: [Unicode.Scalar: Unicode.Scalar] = [
        "{": "\u{E001}", "}": "\u{E002}", "[": "\u{E003}", "]": "\u{E004}", ",": "\u{E005}",
        ":": "\u{E006}", "#": "\u{E007}",
    ]
    private static let firstFree: UInt32 = 0xE010

    private let source: SourceText
    private let part: Int
    private let start: Int
    private var changed: [Unicode.Scalar]
    private var originals: [Unicode.Scalar: Unicode.Scalar] = [alias: "*"]
    private var distinguished: UInt32 = 0

    init(_ source: SourceText, part: Int) {
        self.source = source
        self.part = part
        start = source.parts[part].range.lowerBound
        changed = source.scalars[source.parts[part].range].map { $0 == "*" ? Self.alias : $0 }
        for (sign, standIn) in Self.signs { originals[standIn] = sign }
        hideVariables()
    }

    /// What the parser reads, sign by sign.
    var scalars: [Unicode.Scalar] { changed }

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
        let place = source.offset(line: mark.line, column: mark.column, part: part)
        var offset = source.contentStart(from: place) - start
        if offset < changed.count, changed[offset] == "\"" || changed[offset] == "'" { offset += 1 }
        guard offset < changed.count, changed[offset].properties.isAlphabetic || changed[offset] == "_" else {
            return false
        }
        guard let next = Unicode.Scalar(Self.firstFree + distinguished), Self.reserved.contains(next) else {
            return false
        }
        distinguished += 1
        originals[next] = changed[offset]
        changed[offset] = next
        return true
    }

    /// Hides what belongs to a variable: the name, and what follows a colon up to the brace in the same line. Where
    /// no brace is, only the beginning is hidden: what is wrong is said when the scalar is read.
    private mutating func hideVariables() {
        var cursor = 0
        while cursor + 1 < changed.count {
            guard changed[cursor] == "$", changed[cursor + 1] == "{" else {
                cursor += 1
                continue
            }
            hide(cursor + 1)
            cursor += 2
            while cursor < changed.count, changed[cursor].isVariableName { cursor += 1 }
            guard cursor < changed.count else { return }
            if changed[cursor] == ":" {
                hide(cursor)
                let end = changed[cursor...].prefix(Self.defaultLimit).firstIndex {
                    $0 == "}" || $0 == "{" || $0.isLineBreak
                }
                guard let end, changed[end] == "}" else { continue }
                for place in cursor..<end { hide(place) }
                cursor = end
            }
            if changed[cursor] == "}" { hide(cursor) }
        }
    }

    /// How far the brace behind a default is looked for.
    private static let defaultLimit = VariableText.defaultLimit + 2

    private mutating func hide(_ place: Int) {
        changed[place] = Self.signs[changed[place]] ?? changed[place]
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

extension Unicode.Scalar {
    /// Also capitals and '-', which are wrong there but meant as a name.
    fileprivate var isVariableName: Bool {
        isASCII && properties.isAlphabetic || ("0"..."9").contains(self) || self == "_" || self == "-"
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
