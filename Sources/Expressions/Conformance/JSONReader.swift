/// Reads one JSON value; anything malformed is `nil`.
struct JSONReader {
    /// How deep arrays and objects may be nested.
    private static let depthLimit = 500

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    static func read(_ text: String) -> JSONValue? {
        var reader = JSONReader(Array(text.utf8))
        guard let value = reader.readValue() else { return nil }
        reader.skipSpace()
        return reader.position == reader.bytes.count ? value : nil
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = peek, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        skipSpace()
        guard peek == byte else { return false }
        position += 1
        return true
    }

    private mutating func accept(_ word: String) -> Bool {
        guard bytes[position...].starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }

    private mutating func readValue() -> JSONValue? {
        skipSpace()
        switch peek {
        case UInt8(ascii: "\""): return readString().map(JSONValue.string)
        case UInt8(ascii: "["): return nested { $0.readArray() }
        case UInt8(ascii: "{"): return nested { $0.readObject() }
        case UInt8(ascii: "t"): return accept("true") ? .bool(true) : nil
        case UInt8(ascii: "f"): return accept("false") ? .bool(false) : nil
        case UInt8(ascii: "n"): return accept("null") ? .null : nil
        default: return readNumber()
        }
    }

    private mutating func nested(_ body: (inout JSONReader) -> JSONValue?) -> JSONValue? {
        guard depth < Self.depthLimit else { return nil }
        depth += 1
        defer { depth -= 1 }
        position += 1
        return body(&self)
    }

    private mutating func readNumber() -> JSONValue? {
        let start = position
        while let byte = peek, byte.isDigit || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        return Double(text) == nil ? nil : .number(text)
    }

    private mutating func readArray() -> JSONValue? {
        var elements: [JSONValue] = []
        if accept(UInt8(ascii: "]")) { return .array(elements) }
        repeat {
            guard let element = readValue() else { return nil }
            elements.append(element)
        } while accept(UInt8(ascii: ","))
        return accept(UInt8(ascii: "]")) ? .array(elements) : nil
    }

    private mutating func readObject() -> JSONValue? {
        var members: [JSONMember] = []
        if accept(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skipSpace()
            guard peek == UInt8(ascii: "\""), let name = readString(), accept(UInt8(ascii: ":")),
                let value = readValue()
            else { return nil }
            members.append(JSONMember(name: name, value: value))
        } while accept(UInt8(ascii: ","))
        return accept(UInt8(ascii: "}")) ? .object(members) : nil
    }

    private mutating func readString() -> String? {
        position += 1
        var content: [UInt8] = []
        while let byte = peek {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(validating: content, as: UTF8.self)
            case UInt8(ascii: "\\"): guard readEscape(into: &content) else { return nil }
            default: content.append(byte)
            }
        }
        return nil
    }

    private mutating func readEscape(into content: inout [UInt8]) -> Bool {
        guard let byte = peek else { return false }
        position += 1
        switch byte {
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "u"):
            guard let scalar = readScalar() else { return false }
            content.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
        default: return false
        }
        return true
    }

    /// `XXXX`, or two of them for code points that need a pair.
    private mutating func readScalar() -> Unicode.Scalar? {
        guard let first = readFour() else { return nil }
        guard (0xD800...0xDBFF).contains(first) else { return Unicode.Scalar(first) }
        guard accept("\\u"), let second = readFour(), (0xDC00...0xDFFF).contains(second) else { return nil }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private mutating func readFour() -> UInt32? {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = peek?.hexadecimalValue else { return nil }
            code = code * 16 + digit
            position += 1
        }
        return code
    }
}
