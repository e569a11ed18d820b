extension Lexer {
    /// Reads a string in single, double or triple quotes; `start` is where its prefix begins.
    mutating func readString(from start: Int, isRaw: Bool, isBytes: Bool) {
        let quote = peek()
        let width = peek(1) == quote && peek(2) == quote ? 3 : 1
        let opening = position..<position + width
        position += width
        var content: [UInt8] = []
        while !closes(quote, width) {
            let byte = peek()
            let isLineEnd = byte == 0x0A || byte == 0x0D
            guard position < bytes.count, width == 3 || !isLineEnd else {
                let mark = String(repeating: Character(Unicode.Scalar(quote)), count: width)
                problems.add(opening, "the string is not closed", expected: "\(mark) at its end")
                return append(.invalid, from: start)
            }
            if byte == UInt8(ascii: "\\"), !isRaw {
                readEscape(into: &content, isBytes: isBytes)
            } else {
                content.append(byte)
                position += 1
            }
        }
        position += width
        if isBytes {
            blobs.append(content)
            return append(.bytes, from: start, payload: blobs.count - 1)
        }
        strings.append(String(decoding: content, as: UTF8.self))
        append(.string, from: start, payload: strings.count - 1)
    }

    private func closes(_ quote: UInt8, _ width: Int) -> Bool {
        guard peek() == quote else { return false }
        return width == 1 || (peek(1) == quote && peek(2) == quote)
    }

    private mutating func readEscape(into content: inout [UInt8], isBytes: Bool) {
        let start = position
        position += 1
        let letter = peek()
        position = min(position + 1, bytes.count)
        switch letter {
        case UInt8(ascii: "a"): content.append(0x07)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "v"): content.append(0x0B)
        case UInt8(ascii: "\\"), UInt8(ascii: "?"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"):
            content.append(letter)
        case UInt8(ascii: "x"), UInt8(ascii: "X"):
            readCode(start, digits: 2, radix: 16, isBytes, into: &content)
        // A code point has no one encoding in bytes.
        case UInt8(ascii: "u") where !isBytes: readCode(start, digits: 4, radix: 16, false, into: &content)
        case UInt8(ascii: "U") where !isBytes: readCode(start, digits: 8, radix: 16, false, into: &content)
        case 0x30...0x33:
            position -= 1
            readCode(start, digits: 3, radix: 8, isBytes, into: &content)
        default: refuseEscape(from: start)
        }
    }

    private mutating func readCode(
        _ start: Int, digits: Int, radix: UInt32, _ isByte: Bool, into content: inout [UInt8]
    ) {
        var code: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = peek().hexadecimalValue, digit < radix else { return refuseEscape(from: start) }
            code = code &* radix &+ digit
            position += 1
        }
        if isByte { return content.append(UInt8(truncatingIfNeeded: code)) }
        guard let scalar = Unicode.Scalar(code) else { return refuseEscape(from: start) }
        content.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
    }

    private mutating func refuseEscape(from start: Int) {
        // A character of several bytes is marked whole.
        while position < bytes.count, bytes[position] & 0xC0 == 0x80 { position += 1 }
        problems.add(
            start..<position, "unknown escape '\(text(start..<position))'",
            expected: "\\\\ for a backslash, or a raw string: r\"…\"")
    }
}
