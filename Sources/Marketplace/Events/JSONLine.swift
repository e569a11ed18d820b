import EventModel

/// Writes one flat JSON object. Names and texts are plain ASCII words of this module, so nothing is escaped.
struct JSONLine {
    private var bytes: [UInt8] = []

    init() {
        bytes.reserveCapacity(640)
        bytes.append(UInt8(ascii: "{"))
    }

    /// The object, closed.
    consuming func closed() -> [UInt8] {
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    mutating func add(_ name: String, _ text: String) {
        begin(name)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: text.utf8)
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func add(_ name: String, _ number: Int) {
        begin(name)
        Self.appendDigits(number, width: 1, to: &bytes)
    }

    /// A time in milliseconds.
    mutating func add(_ name: String, _ time: EventTime) { add(name, Int(time.milliseconds)) }

    mutating func add(_ name: String, _ value: Bool) {
        begin(name)
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// A text made of a prefix and sixteen hexadecimal digits.
    mutating func add(_ name: String, _ prefix: String, hexadecimal number: UInt64) {
        begin(name)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: prefix.utf8)
        for shift in stride(from: 60, through: 0, by: -4) {
            let digit = UInt8(number >> UInt64(shift) & 0xF)
            bytes.append(digit < 10 ? 0x30 + digit : 0x61 + digit - 10)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// An amount of money, given in hundredths.
    mutating func add(_ name: String, cents: Int) {
        begin(name)
        Self.appendDigits(cents / 100, width: 1, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        Self.appendDigits(cents % 100, width: 2, to: &bytes)
    }

    /// A number of at least zero in decimal, with zeros in front up to the width.
    static func padded(_ number: Int, width: Int) -> String {
        var digits: [UInt8] = []
        appendDigits(number, width: width, to: &digits)
        return String(decoding: digits, as: UTF8.self)
    }

    private mutating func begin(_ name: String) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: name.utf8)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    private static func appendDigits(_ number: Int, width: Int, to bytes: inout [UInt8]) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        let first = bytes.count
        var rest = number.magnitude
        while rest > 0 || bytes.count - first < width {
            bytes.append(0x30 + UInt8(rest % 10))
            rest /= 10
        }
        var (left, right) = (first, bytes.count - 1)
        while left < right {
            bytes.swapAt(left, right)
            left += 1
            right -= 1
        }
    }
}
