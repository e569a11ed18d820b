/// JSON parsed in the plainest way, strictly, to compare with.
indirect enum NaiveJSON {
    case object([(name: String, value: NaiveJSON)])
    case array
    case string(raw: [UInt8], text: String)
    case number(raw: [UInt8])
    case word

    /// The whole text as one value; `nil` when it is not JSON.
    static func parse(_ text: [UInt8]) -> NaiveJSON? {
        var parser = NaiveParser(text: text)
        guard let value = parser.value(), parser.isAtEnd else { return nil }
        return value
    }

    /// The first string or number of that name in an object: as it is written, and what it stands for.
    func key(_ name: String) -> (raw: [UInt8], text: [UInt8])? {
        guard case .object(let members) = self, let member = members.first(where: { $0.name == name }) else {
            return nil
        }
        switch member.value {
        case .string(let raw, let text): return (raw, Array(text.utf8))
        case .number(let raw): return (raw, raw)
        default: return nil
        }
    }
}

private struct NaiveParser {
    let text: [UInt8]
    var place = 0

    var isAtEnd: Bool {
        mutating get {
            space()
            return place == text.count
        }
    }

    var next: Character? { place < text.count ? Character(UnicodeScalar(text[place])) : nil }

    mutating func space() {
        while let byte = next, " \t\n\r".utf8.contains(byte.asciiValue ?? 0) { place += 1 }
    }

    mutating func take(_ expected: String) -> Bool {
        guard text[place...].starts(with: expected.utf8) else { return false }
        place += expected.utf8.count
        return true
    }

    mutating func value() -> NaiveJSON? {
        space()
        switch next {
        case "{": return object()
        case "[": return array()
        case "\"": return string().map { .string(raw: $0.raw, text: $0.text) }
        case "t": return take("true") ? .word : nil
        case "f": return take("false") ? .word : nil
        case "n": return take("null") ? .word : nil
        default: return number()
        }
    }

    mutating func object() -> NaiveJSON? {
        var members: [(name: String, value: NaiveJSON)] = []
        place += 1
        space()
        if take("}") { return .object([]) }
        repeat {
            space()
            guard let name = string() else { return nil }
            space()
            guard take(":"), let value = value() else { return nil }
            members.append((name.text, value))
            space()
        } while take(",")
        return take("}") ? .object(members) : nil
    }

    mutating func array() -> NaiveJSON? {
        place += 1
        space()
        if take("]") { return .array }
        repeat {
            guard value() != nil else { return nil }
            space()
        } while take(",")
        return take("]") ? .array : nil
    }

    mutating func string() -> (raw: [UInt8], text: String)? {
        guard take("\"") else { return nil }
        let first = place
        var units: [UInt16] = []
        while let byte = next, byte != "\"" {
            if byte == "\\" {
                guard let unit = escape() else { return nil }
                units.append(unit)
            } else {
                let start = place
                place += 1
                while place < text.count, text[place] & 0xC0 == 0x80 { place += 1 }
                units += Array(String(decoding: text[start..<place], as: UTF8.self).utf16)
            }
        }
        let raw = Array(text[first..<place])
        guard take("\""), let decoded = String(validating: units, as: UTF16.self) else { return nil }
        return (raw, decoded)
    }

    mutating func escape() -> UInt16? {
        place += 1
        guard let letter = next else { return nil }
        place += 1
        if letter == "u" {
            guard place + 4 <= text.count else { return nil }
            let digits = String(decoding: text[place..<place + 4], as: UTF8.self)
            place += 4
            return digits.allSatisfy(\.isHexDigit) ? UInt16(digits, radix: 16) : nil
        }
        let simple: [Character: UInt16] = [
            "\"": 34, "\\": 92, "/": 47, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9,
        ]
        return simple[letter]
    }

    mutating func number() -> NaiveJSON? {
        let first = place
        while let byte = next, "+-.0123456789eE".contains(byte) { place += 1 }
        let raw = String(decoding: text[first..<place], as: UTF8.self)
        guard raw.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/) != nil else { return nil }
        return .number(raw: Array(raw.utf8))
    }
}
