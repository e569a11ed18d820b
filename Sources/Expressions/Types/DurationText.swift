/// Lengths of time as text.
package enum DurationText {
    /// Reads `1h30m`, `1.5h`, `-250ms`, `0`: numbers with the units d, h, m, s, ms, us, ns, as CEL and Go write them,
    /// and w for weeks besides. In milliseconds; `nil` for anything else and for what is no whole number of them.
    package static func parse(_ text: String) -> Int64? {
        var copy = text
        return copy.withUTF8 { parse(UnsafeRawBufferPointer($0)) }
    }

    /// Reads a duration from UTF-8.
    static func parse(_ text: UnsafeRawBufferPointer) -> Int64? {
        guard let nanoseconds = parseNanoseconds(text), nanoseconds % 1_000_000 == 0 else { return nil }
        return Int64(exactly: nanoseconds / 1_000_000)
    }

    /// Reads a duration from UTF-8, in nanoseconds.
    static func parseNanoseconds(_ text: UnsafeRawBufferPointer) -> Int128? {
        guard text.count <= 128 else { return nil }
        var rest = text[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        if rest.elementsEqual("0".utf8) { return 0 }
        guard !rest.isEmpty else { return nil }
        var nanoseconds: Int128 = 0
        while !rest.isEmpty {
            guard let part = takePart(&rest) else { return nil }
            nanoseconds += part
        }
        return isNegative ? -nanoseconds : nanoseconds
    }

    /// One number with its unit, in nanoseconds.
    private static func takePart(_ rest: inout Slice<UnsafeRawBufferPointer>) -> Int128? {
        var digits: Int128 = 0
        var count = 0
        var scale: Int128 = 1
        var isFraction = false
        while let byte = rest.first, byte.isDigit || (byte == UInt8(ascii: ".") && !isFraction) {
            rest = rest.dropFirst()
            guard byte.isDigit else {
                isFraction = true
                continue
            }
            digits = digits * 10 + Int128(byte - 0x30)
            if isFraction { scale *= 10 }
            count += 1
            guard count <= 19 else { return nil }
        }
        guard count > 0, let unit = takeUnit(&rest), digits * unit % scale == 0 else { return nil }
        return digits * unit / scale
    }

    private static func takeUnit(_ rest: inout Slice<UnsafeRawBufferPointer>) -> Int128? {
        let letters = rest.prefix { $0 >= 0x61 && $0 <= 0x7A }
        rest = rest.dropFirst(letters.count)
        switch String(decoding: letters, as: UTF8.self) {
        case "ns": return 1
        case "us": return 1000
        case "ms": return 1_000_000
        case "s": return 1_000_000_000
        case "m": return 60_000_000_000
        case "h": return 3_600_000_000_000
        case "d": return 86_400_000_000_000
        case "w": return 604_800_000_000_000
        default: return nil
        }
    }

    /// Writes a duration as people read it: `1d2h`, `-1m30.5s`, `0s`.
    package static func format(_ milliseconds: Int64) -> String {
        guard milliseconds != 0 else { return "0s" }
        var rest = milliseconds.magnitude
        var text = milliseconds < 0 ? "-" : ""
        for (unit, length) in [("d", UInt64(86_400_000)), ("h", 3_600_000), ("m", 60_000)]
        where rest >= length {
            text += "\(rest / length)\(unit)"
            rest %= length
        }
        return rest == 0 ? text : text + seconds(rest) + "s"
    }

    /// Writes a duration as CEL's `string()` does, in seconds: `5400s`, `0.25s`.
    static func formatSeconds(_ milliseconds: Int64) -> String {
        (milliseconds < 0 ? "-" : "") + seconds(milliseconds.magnitude) + "s"
    }

    private static func seconds(_ milliseconds: UInt64) -> String {
        guard milliseconds % 1000 != 0 else { return "\(milliseconds / 1000)" }
        var fraction = String(milliseconds % 1000 + 1000).dropFirst()
        while fraction.last == "0" { fraction = fraction.dropLast() }
        return "\(milliseconds / 1000).\(fraction)"
    }
}
