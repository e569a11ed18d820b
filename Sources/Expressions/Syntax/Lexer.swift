/// Cuts a text into the words of CEL.
///
/// In a template it stops at the `}}` that closes a piece; braces in strings and inside other braces do not count.
/// - Complexity: O(length).
struct Lexer {
    let bytes: [UInt8]
    var position: Int
    var tokens: [Token] = []
    /// The contents of string tokens, escapes resolved.
    var strings: [String] = []
    /// The contents of bytes tokens, escapes resolved.
    var blobs: [[UInt8]] = []
    var problems: ProblemList
    /// Whether the `}}` of a template was found; ``position`` stands on it then.
    private(set) var isClosed = false
    private let isInTemplate: Bool
    private var braceDepth = 0

    init(_ bytes: [UInt8], from start: Int = 0, isInTemplate: Bool = false, problems: ProblemList = .init()) {
        self.bytes = bytes
        self.isInTemplate = isInTemplate
        self.problems = problems
        position = start
    }

    /// Reads all words; the last token is `.end`.
    mutating func run() {
        while true {
            skipSpace()
            guard position < bytes.count, !closesTemplate() else { break }
            readToken()
        }
        tokens.append(Token(kind: .end, range: position..<position))
    }

    func peek(_ distance: Int = 0) -> UInt8 {
        position + distance < bytes.count ? bytes[position + distance] : 0
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    mutating func append(_ kind: Token.Kind, from start: Int, payload: Int = 0) {
        tokens.append(Token(kind: kind, range: start..<position, payload: payload))
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            if [0x20, 0x09, 0x0A, 0x0D, 0x0C].contains(bytes[position]) {
                position += 1
            } else if peek() == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "/") {
                while position < bytes.count, bytes[position] != 0x0A { position += 1 }
            } else {
                return
            }
        }
    }

    private mutating func closesTemplate() -> Bool {
        guard isInTemplate, braceDepth == 0, peek() == UInt8(ascii: "}"), peek(1) == UInt8(ascii: "}") else {
            return false
        }
        isClosed = true
        return true
    }

    private mutating func readToken() {
        let byte = peek()
        if byte.isDigit || (byte == UInt8(ascii: ".") && peek(1).isDigit) {
            readNumber()
        } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
            readString(from: position, isRaw: false, isBytes: false)
        } else if byte.beginsName {
            readName()
        } else if byte == UInt8(ascii: "`"), let end = quotedNameEnd() {
            let start = position
            position = end
            append(.quotedName, from: start)
        } else {
            readOperator()
        }
    }

    /// Where a field between backquotes ends, if one begins here.
    private func quotedNameEnd() -> Int? {
        var end = position + 1
        while end < bytes.count, bytes[end].continuesQuotedName { end += 1 }
        guard end > position + 1, end < bytes.count, bytes[end] == UInt8(ascii: "`") else { return nil }
        return end + 1
    }

    private mutating func readName() {
        let start = position
        while peek().continuesName { position += 1 }
        let isQuoted = peek() == UInt8(ascii: "\"") || peek() == UInt8(ascii: "'")
        if isQuoted, position - start <= 2 {
            let prefix = bytes[start..<position].map { $0 | 0x20 }
            let isBytes = prefix.first == UInt8(ascii: "b")
            if prefix == [0x62] || prefix == [0x72] || prefix == [0x62, 0x72] {
                return readString(from: start, isRaw: prefix.last == UInt8(ascii: "r"), isBytes: isBytes)
            }
        }
        append(Token.Kind(name: text(start..<position)), from: start)
    }

    private mutating func readOperator() {
        let start = position
        switch (peek(), peek(1)) {
        case (UInt8(ascii: "&"), UInt8(ascii: "&")): take(2, .and)
        case (UInt8(ascii: "|"), UInt8(ascii: "|")): take(2, .or)
        case (UInt8(ascii: "="), UInt8(ascii: "=")): take(2, .equal)
        case (UInt8(ascii: "!"), UInt8(ascii: "=")): take(2, .notEqual)
        case (UInt8(ascii: "<"), UInt8(ascii: "=")): take(2, .lessOrEqual)
        case (UInt8(ascii: ">"), UInt8(ascii: "=")): take(2, .greaterOrEqual)
        // What other languages write is understood, to go on, and reported.
        case (UInt8(ascii: "&"), _): take(1, .and, instead: "&&")
        case (UInt8(ascii: "|"), _): take(1, .or, instead: "||")
        case (UInt8(ascii: "="), _): take(1, .equal, instead: "==")
        case (UInt8(ascii: "<"), UInt8(ascii: ">")): take(2, .notEqual, instead: "!=")
        case (UInt8(ascii: "<"), _): take(1, .less)
        case (UInt8(ascii: ">"), _): take(1, .greater)
        case (let byte, _):
            guard let kind = Token.Kind(punctuation: byte) else { return skipUnknown(from: start) }
            if kind == .leftBrace { braceDepth += 1 }
            if kind == .rightBrace { braceDepth = max(braceDepth - 1, 0) }
            take(1, kind)
        }
    }

    private mutating func take(_ count: Int, _ kind: Token.Kind, instead: String? = nil) {
        let start = position
        position += count
        append(kind, from: start)
        guard let instead else { return }
        problems.add(start..<position, "unknown operator '\(text(start..<position))'", suggestion: instead)
    }

    /// A run of characters that CEL does not use is one problem.
    private mutating func skipUnknown(from start: Int) {
        while position < bytes.count, bytes[position].isUnknown { position += 1 }
        problems.add(start..<position, "unexpected '\(excerpt(start..<position))'")
        append(.invalid, from: start)
    }

    private func excerpt(_ range: Range<Int>) -> String {
        let whole = text(range)
        return whole.count > 20 ? whole.prefix(20) + "…" : whole
    }
}

extension Token.Kind {
    /// What a single character of punctuation means.
    init?(punctuation byte: UInt8) {
        switch byte {
        case UInt8(ascii: "("): self = .leftParenthesis
        case UInt8(ascii: ")"): self = .rightParenthesis
        case UInt8(ascii: "["): self = .leftBracket
        case UInt8(ascii: "]"): self = .rightBracket
        case UInt8(ascii: "{"): self = .leftBrace
        case UInt8(ascii: "}"): self = .rightBrace
        case UInt8(ascii: ","): self = .comma
        case UInt8(ascii: "."): self = .dot
        case UInt8(ascii: "?"): self = .question
        case UInt8(ascii: ":"): self = .colon
        case UInt8(ascii: "!"): self = .not
        case UInt8(ascii: "-"): self = .minus
        case UInt8(ascii: "+"): self = .plus
        case UInt8(ascii: "*"): self = .times
        case UInt8(ascii: "/"): self = .divide
        case UInt8(ascii: "%"): self = .modulo
        default: return nil
        }
    }
}

extension UInt8 {
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    var beginsName: Bool { (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A || self == 0x5F }
    var continuesName: Bool { beginsName || isDigit }

    fileprivate var continuesQuotedName: Bool {
        continuesName || self == 0x20 || self == UInt8(ascii: ".") || self == UInt8(ascii: "-")
            || self == UInt8(ascii: "/")
    }

    /// Whether no word of CEL begins with it.
    fileprivate var isUnknown: Bool {
        switch self {
        case 0x20, 0x09, 0x0A, 0x0D, 0x0C, 0x22, 0x27: false
        case 0x3C, 0x3D, 0x3E, 0x26, 0x7C: false
        default: !continuesName && Token.Kind(punctuation: self) == nil
        }
    }
}
