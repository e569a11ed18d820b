/// Turns the text between a JSON string's quotes into what it stands for.
enum JSONEscapes {
    /// Writes the text without escapes, as UTF-8, which is never longer than with them.
    ///
    /// - Returns: how many bytes were written; `nil` for an escape that JSON does not know and for half a surrogate pair.
    static func unescape(
        _ text: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer
    ) -> Int? {
        precondition(target.count >= text.count)
        var written = 0
        var place = 0
        while place < text.count {
            guard text[place] == UInt8(ascii: "\\") else {
                target[written] = text[place]
                written += 1
                place += 1
                continue
            }
            guard place + 1 < text.count else { return nil }
            if text[place + 1] == UInt8(ascii: "u") {
                guard let (scalar, length) = scalar(text, at: place) else { return nil }
                for byte in UTF8.encode(scalar) ?? .encodedReplacementCharacter {
                    target[written] = byte
                    written += 1
                }
                place += length
            } else {
                guard let byte = simple(text[place + 1]) else { return nil }
                target[written] = byte
                written += 1
                place += 2
            }
        }
        return written
    }

    private static func simple(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: nil
        }
    }

    /// The character of `\uXXXX`, or of two of them that form a surrogate pair, and the length of the escape.
    private static func scalar(_ text: UnsafeRawBufferPointer, at place: Int) -> (Unicode.Scalar, Int)? {
        guard let first = unit(text, at: place) else { return nil }
        if let scalar = Unicode.Scalar(UInt32(first)) { return (scalar, 6) }
        guard UTF16.isLeadSurrogate(first), let second = unit(text, at: place + 6),
            UTF16.isTrailSurrogate(second),
            let scalar = Unicode.Scalar(0x10000 + ((UInt32(first) & 0x3FF) << 10) + (UInt32(second) & 0x3FF))
        else { return nil }
        return (scalar, 12)
    }

    private static func unit(_ text: UnsafeRawBufferPointer, at place: Int) -> UInt16? {
        guard place + 6 <= text.count, text[place] == UInt8(ascii: "\\"), text[place + 1] == UInt8(ascii: "u")
        else {
            return nil
        }
        var value: UInt16 = 0
        for byte in text[place + 2..<place + 6] {
            guard let digit = hexDigit(byte) else { return nil }
            value = value << 4 | digit
        }
        return value
    }

    private static func hexDigit(_ byte: UInt8) -> UInt16? {
        switch byte {
        case 0x30...0x39: UInt16(byte - 0x30)
        case 0x41...0x46: UInt16(byte - 0x41 + 10)
        case 0x61...0x66: UInt16(byte - 0x61 + 10)
        default: nil
        }
    }
}
