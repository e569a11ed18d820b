/// Walks over JSON text without building anything. Every step stays inside the text and says whether it found what it
/// looked for; after a `false` or `nil` the cursor's place means nothing.
struct JSONCursor {
    /// A string without its quotes, as it is written.
    struct Text {
        var bytes: UnsafeRawBufferPointer
        var hasEscapes: Bool
    }

    private var place: UnsafeRawPointer
    private let end: UnsafeRawPointer

    init?(_ text: UnsafeRawBufferPointer) {
        guard let base = text.baseAddress else { return nil }
        place = base
        end = base + text.count
    }

    /// The byte at hand; 0, which JSON never has outside strings, at the end.
    var byte: UInt8 { place < end ? place.load(as: UInt8.self) : 0 }

    mutating func take(_ expected: UInt8) -> Bool {
        guard byte == expected else { return false }
        place += 1
        return true
    }

    mutating func skipWhiteSpace() {
        while byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
    }

    mutating func string() -> Text? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        let first = place
        var hasEscapes = false
        while true {
            place = Self.nextQuoteOrBackslash(place, end)
            switch byte {
            case UInt8(ascii: "\""):
                let text = UnsafeRawBufferPointer(start: first, count: place - first)
                place += 1
                return Text(bytes: text, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\") where end - place >= 2:
                hasEscapes = true
                place += 2
            default: return nil
            }
        }
    }

    /// A number by JSON's grammar.
    mutating func number() -> UnsafeRawBufferPointer? {
        let first = place
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")), !skipDigits() { return nil }
        if take(UInt8(ascii: ".")), !skipDigits() { return nil }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            if !skipDigits() { return nil }
        }
        return UnsafeRawBufferPointer(start: first, count: place - first)
    }

    /// Steps over any value. Brackets are counted and strings are respected; what is inside is not checked.
    mutating func skipValue() -> Bool {
        switch byte {
        case UInt8(ascii: "\""): string() != nil
        case UInt8(ascii: "{"), UInt8(ascii: "["): skipNested()
        default: skipWord()
        }
    }

    private mutating func skipNested() -> Bool {
        var depth = 0
        while place < end {
            switch byte {
            case UInt8(ascii: "\""):
                guard string() != nil else { return false }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            place += 1
            if depth == 0 { return true }
        }
        return false
    }

    /// A number, `true`, `false` or `null`.
    private mutating func skipWord() -> Bool {
        let first = place
        while true {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "E"),
                UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
                place += 1
            default: return place > first
            }
        }
    }

    private mutating func skipDigits() -> Bool {
        let first = place
        while byte >= 0x30, byte <= 0x39 { place += 1 }
        return place > first
    }

    /// The next `"` or `\`, or `end`; eight bytes at a time.
    private static func nextQuoteOrBackslash(_ start: UnsafeRawPointer, _ end: UnsafeRawPointer)
        -> UnsafeRawPointer
    {
        var place = start
        while end - place >= 8 {
            let word = UInt64(littleEndian: place.loadUnaligned(as: UInt64.self))
            let hits = zeroBytes(word ^ 0x2222_2222_2222_2222) | zeroBytes(word ^ 0x5C5C_5C5C_5C5C_5C5C)
            if hits != 0 { return place + hits.trailingZeroBitCount / 8 }
            place += 8
        }
        while place < end {
            let byte = place.load(as: UInt8.self)
            if byte == 0x22 || byte == 0x5C { return place }
            place += 1
        }
        return end
    }

    /// The top bit of each zero byte; bits above the lowest one may be wrong, the lowest is not.
    private static func zeroBytes(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }
}
