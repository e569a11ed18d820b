extension Lexer {
    /// Reads an integer, a hexadecimal integer, an unsigned integer or a double; the parser takes their values.
    mutating func readNumber() {
        let start = position
        var kind = Token.Kind.int
        if peek() == 0x30, peek(1) | 0x20 == UInt8(ascii: "x"), peek(2).hexadecimalValue != nil {
            position += 2
            while peek().hexadecimalValue != nil { position += 1 }
        } else {
            skipDigits()
            if skipFraction() { kind = .double }
            if skipExponent() { kind = .double }
        }
        if kind == .int, peek() | 0x20 == UInt8(ascii: "u"), !peek(1).continuesName {
            position += 1
            kind = .unsigned
        }
        if peek().continuesName {
            while peek().continuesName { position += 1 }
            problems.add(start..<position, "malformed number '\(text(start..<position))'")
            kind = .invalid
        }
        append(kind, from: start)
    }

    private mutating func skipDigits() {
        while peek().isDigit { position += 1 }
    }

    private mutating func skipFraction() -> Bool {
        guard peek() == UInt8(ascii: "."), peek(1).isDigit else { return false }
        position += 1
        skipDigits()
        return true
    }

    private mutating func skipExponent() -> Bool {
        guard peek() | 0x20 == UInt8(ascii: "e") else { return false }
        let isSigned = peek(1) == UInt8(ascii: "+") || peek(1) == UInt8(ascii: "-")
        guard peek(isSigned ? 2 : 1).isDigit else { return false }
        position += isSigned ? 2 : 1
        skipDigits()
        return true
    }
}

extension UInt8 {
    /// The value of a hexadecimal digit.
    var hexadecimalValue: UInt32? {
        switch self {
        case 0x30...0x39: UInt32(self - 0x30)
        case 0x41...0x46: UInt32(self - 0x41 + 10)
        case 0x61...0x66: UInt32(self - 0x61 + 10)
        default: nil
        }
    }
}
