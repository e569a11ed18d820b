/// A record that could not be used as a line of JSON: why, where it stood, and what it was.
enum RejectedLine {
    static func json(
        _ value: UnsafeRawBufferPointer?, headers: [(name: String, value: UnsafeRawBufferPointer)]
    ) -> (text: [UInt8], offset: Int64) {
        var text: [UInt8] = [UInt8(ascii: "{")]
        var offset: Int64 = 0
        for (name, value) in headers {
            let short = name.hasPrefix("credence-") ? String(name.dropFirst(9)) : name
            string(short, value, to: &text)
            if short == "offset" { offset = Int64(String(decoding: value, as: UTF8.self)) ?? 0 }
        }
        string("value", value ?? UnsafeRawBufferPointer(start: nil, count: 0), to: &text)
        text[text.count - 1] = UInt8(ascii: "}")
        return (text, offset)
    }

    private static func string(_ name: String, _ value: UnsafeRawBufferPointer, to text: inout [UInt8]) {
        text.append(contentsOf: "\"\(name.replacing("-", with: "_"))\":\"".utf8)
        // What is no UTF-8 has its bytes replaced; the record itself is where it was.
        for byte in String(decoding: value, as: UTF8.self).utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                text.append(contentsOf: ("\\u00" + (digits.count == 1 ? "0" : "") + digits).utf8)
            default: text.append(byte)
            }
        }
        text += [UInt8(ascii: "\""), UInt8(ascii: ",")]
    }
}
