import Decoding
import EventModel
import Testing

@Suite struct NumberTests {
    private static func record(_ key: String, _ number: String) -> [UInt8] {
        Array(#"{"at":1,"id":"a","\#(key)":\#(number)}"#.utf8)
    }

    /// A number as JSON spells them, of any length and size.
    private static func spelling(_ random: inout SeededRandom) -> String {
        var text = random.below(2) == 0 ? "" : "-"
        let digits = [1, 2, 7, 8, 9, 15, 16, 17, 19, 20, 25, 40][random.below(12)]
        text += random.below(5) == 0 ? "0" : "\(1 + random.below(9))"
        if !text.hasSuffix("0") { text += (1..<digits).map { _ in "\(random.below(10))" }.joined() }
        if random.below(2) == 0 {
            text +=
                "."
                + (0...[0, 1, 6, 7, 8, 16, 30][random.below(7)]).map { _ in "\(random.below(10))" }.joined()
        }
        if random.below(3) == 0 {
            text += ["e", "E"][random.below(2)] + ["", "+", "-"][random.below(3)] + "\(random.below(330))"
        }
        return text
    }

    @Test(arguments: UInt64(0)..<10)
    func `doubles are the nearest to their text`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let texts = (0..<2000).map { _ in Self.spelling(&random) }
        let test = TestDecoder()
        for text in texts {
            test.decode([Self.record("amount", text)])
            // Swift reads them with strtod; too large a number is infinite there.
            let expected = Double(text).map { $0.isFinite ? $0.bitPattern : nil } ?? nil
            let bits = test.batch.count == 1 ? UInt64(bitPattern: test.batch.values[4][0]) : nil
            #expect(bits == expected, "\(text)")
            if bits == nil { #expect(test.rejected.first?.code == .outOfRange, "\(text)") }
        }
    }

    @Test(arguments: UInt64(0)..<10)
    func `integers are exact, and anything else has its code`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let test = TestDecoder()
        for _ in 0..<2000 {
            let text = Self.spelling(&random)
            test.decode([Self.record("count", text)])
            let isInteger = !text.contains { ".eE".contains($0) }
            let expected = isInteger ? Int64(text) : nil
            #expect((test.batch.count == 1 ? test.batch.values[3][0] : nil) == expected, "\(text)")
            if expected == nil {
                #expect(test.rejected.first?.code == (isInteger ? .outOfRange : .wrongType))
            }
        }
    }

    @Test(arguments: [
        "0", "-0", "1", "-1", "9223372036854775807", "-9223372036854775808", "999999999999999999", "12345678",
        "123456789", "1234567890123456", "12345678901234567",
    ])
    func `integers at the edges are read`(text: String) {
        let test = TestDecoder()
        #expect(test.code(of: Self.record("count", text)) == nil)
        #expect(test.batch.values[3][0] == Int64(text))
    }

    @Test(arguments: [
        "0.0", "-0.0", "5e-324", "2e-324", "1e-400", "-1e-99999", "1.7976931348623157e308",
        "9007199254740993",
        "0.1", "123456789012345678", "2.2250738585072011e-308", "1e22", "1e23", "0e999999", "0.000e+400",
        "0.\(String(repeating: "0", count: 400))1e402",
    ])
    func `doubles at the edges are read`(text: String) {
        let test = TestDecoder()
        #expect(test.code(of: Self.record("amount", text)) == nil)
        #expect(UInt64(bitPattern: test.batch.values[4][0]) == Double(text)?.bitPattern)
    }

    @Test(arguments: [
        ("0", 0), ("-62167219200000", -62_167_219_200_000), ("253402300799999", 253_402_300_799_999),
        (#""0000-01-01T00:00:00Z""#, -62_167_219_200_000),
        (#""9999-12-31T23:59:59.999Z""#, 253_402_300_799_999),
        (#""2026-03-01T08:30:00.250+02:00""#, 1_772_346_600_250), (#""1970-01-01T0\u0030:00:00Z""#, 0),
        (#""1969-12-31T23:59:59.9999Z""#, -1),
    ])
    func `times are milliseconds or RFC 3339 of any offset`(text: String, milliseconds: Int64) {
        let test = TestDecoder()
        #expect(test.code(of: Self.record("due", text)) == nil)
        #expect(test.batch.values[6][0] == milliseconds)
    }
}
