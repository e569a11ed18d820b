import Decoding
import EventModel
import Testing

@Suite struct RejectionTests {
    /// A record that is good but for one field.
    private static func with(_ member: String) -> String { #"{"at":1,"id":"a",\#(member)}"# }

    static let table: [(RejectionCode, String)] = [
        (.notJSON, "hello"), (.notJSON, "{'at':1}"), (.notJSON, #"{"at":1,}"#), (.notJSON, #"{"at" 1}"#),
        (.notJSON, #"{"at":1 "id":"a"}"#), (.notJSON, #"{"at":1,"id":"a"}}"#),
        (.notJSON, #"{"at":1,"id":"a"} x"#),
        (.notJSON, #"{"at":1,"id":"a"}{"at":1,"id":"a"}"#), (.notJSON, #"{"at":1,"id":"a"},"#),
        (.notJSON, "{,}"),
        (.notJSON, #"{"at":1,"id":"a"}\#0"#), (.notJSON, "\u{FEFF}{}"), (.notJSON, #"{at:1}"#),
        (.notJSON, "{1:1}"),
        (.notJSON, with(#""x":01"#)), (.notJSON, with(#""x":+1"#)), (.notJSON, with(#""x":1."#)),
        (.notJSON, with(#""x":.5"#)), (.notJSON, with(#""x":-"#)), (.notJSON, with(#""x":1e"#)),
        (.notJSON, with(#""x":1e+"#)), (.notJSON, with(#""x":0x10"#)), (.notJSON, with(#""x":NaN"#)),
        (.notJSON, with(#""x":Infinity"#)), (.notJSON, with(#""x":tru"#)), (.notJSON, with(#""x":True"#)),
        (.notJSON, with(#""x":nul"#)), (.notJSON, with(#""x":truex"#)), (.notJSON, with(#""x":1"y""#)),
        (.notJSON, with(#""x":"\x41""#)), (.notJSON, with(#""x":"\u12g4""#)),
        (.notJSON, with("\"x\":\"a\tb\"")),
        (.notJSON, with("\"x\":\"a\nb\"")), (.notJSON, with("\"x\":\"a\0b\"")),
        (.notJSON, with(#""x":[1,]"#)),
        (.notJSON, with(#""x":[1 2]"#)), (.notJSON, with(#""x":[,1]"#)), (.notJSON, with(#""x":{"y"}"#)),
        (.notJSON, with(#""x":{"y":}"#)), (.notJSON, with(#""x":{"y":1,}"#)), (.notJSON, with(#""x":[1}"#)),
        (.notJSON, with(#""x":{"y":1]"#)), (.notJSON, with(#""x":{1:2}"#)), (.notJSON, with(#""x":/**/1"#)),
        (.notJSON, with(#""count":01"#)), (.notJSON, with(#""amount":1.e5"#)),
        (.notJSON, with(#""ok":tRue"#)),
        (.notJSON, with(#""count":1 2"#)), (.notJSON, with(#""x":"# + "\u{C}1")),
        (.notJSON, with(#""kind":nul"#)),
        (.notJSON, with(#""x":"\"# + "\0\"")), (.notJSON, "[1,2]]"), (.notJSON, "1 2"), (.notJSON, "\0"),
        (.notJSON, with(#""count":-01"#)), (.notJSON, with(#""due":"1970-01-01T00:00:00Z\q""#)),
        (.truncated, "{"), (.truncated, #"{"at""#), (.truncated, #"{"at":1,"id":"a"#),
        (.truncated, #"{"at":1,"#),
        (.truncated, with(#""x":[[{"y":1"#).dropLast().description), (.truncated, #"{"x":"\u12"#),
        (.truncated, "[1,"),
        (.truncated, #"{"x":"\"#), (.truncated, #"{"x":-"#), (.truncated, #"{"x":fals"#),
        (.truncated, #"{"x":"\ud83d"#),
        (.truncated, #"{"x":"\ud83d\"#), (.truncated, #"{"x":"\ud83d\u"#), (.truncated, "  {  "),
        (.truncated, "\"a"),
        (.notAnObject, "[]"), (.notAnObject, "1"), (.notAnObject, "null"), (.notAnObject, " \"a\" "),
        (.notAnObject, #"[{"at":1,"id":"a"}]"#), (.notAnObject, "-1.5e3"), (.notAnObject, "true"),
        (.tooDeep, String(repeating: "[", count: 5000)),
        (.tooDeep, String(repeating: #"{"a":"#, count: 5000)),
        (.tooDeep, String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)),
        (.tooDeep, with(#""x":\#(String(repeating: "[", count: 64))\#(String(repeating: "]", count: 64))"#)),
        (.tooLarge, String(repeating: " ", count: 1 << 20) + "{}"),
        (.tooLarge, with(#""x":"\#(String(repeating: "v", count: 1 << 20))""#)),
        (.tooLarge, with(#""kind":"\#(String(repeating: "v", count: (64 << 10) + 1))""#)),
        (.tooLarge, with(#""checked_text":"\#(String(repeating: "é", count: (32 << 10) + 1))""#)),
        (.tooLarge, with(#""kind":"\#(String(repeating: #"\u00e9"#, count: (32 << 10) + 1))""#)),
        (.invalidUTF8, with(#""x":"\ud83d""#)), (.invalidUTF8, with(#""x":"\ude00""#)),
        (.invalidUTF8, with(#""x":"\ud83d\n""#)), (.invalidUTF8, with(#""x":"\ud83d\u0041""#)),
        (.invalidUTF8, with(#""kind":"\udfff\ud800""#)), (.invalidUTF8, with(#""\ud800":1"#)),
        (.duplicateKey, with(#""x":1,"x":1"#)), (.duplicateKey, with(#""id":"b""#)),
        (.duplicateKey, with(#""":1,"":2"#)),
        (.duplicateKey, with(#""x":1,"\u0078":1"#)), (.duplicateKey, with(#""\u0069d":"b""#)),
        (.duplicateKey, with(#""x":null,"x":null"#)), (.duplicateKey, with(#""count":"no","x":1,"x":1"#)),
        (.duplicateKey, with(#""é":1,"\u00e9":1"#)), (.duplicateKey, with(#""/":1,"\/":1"#)),
        (.missingField, #"{"id":"a"}"#), (.missingField, #"{"at":1}"#),
        (.missingField, #"{"at":null,"id":"a"}"#),
        (.missingField, #"{"at":1,"id":null}"#), (.missingField, #"{"at":1,"x":{"id":"a"}}"#),
        (.missingField, "{}"),
        (.wrongType, with(#""count":1.0"#)), (.wrongType, with(#""count":1e3"#)),
        (.wrongType, with(#""count":"1""#)),
        (.wrongType, with(#""count":true"#)), (.wrongType, with(#""count":[]"#)),
        (.wrongType, with(#""count":{}"#)),
        (.wrongType, with(#""checked":"1""#)), (.wrongType, with(#""amount":"1""#)),
        (.wrongType, with(#""amount":{}"#)),
        (.wrongType, with(#""ok":1"#)), (.wrongType, with(#""ok":"true""#)), (.wrongType, with(#""kind":1"#)),
        (.wrongType, with(#""kind":["a"]"#)), (.wrongType, with(#""checked_text":false"#)),
        (.wrongType, #"{"at":1.5,"id":"a"}"#), (.wrongType, #"{"at":true,"id":"a"}"#),
        (.wrongType, with(#""due":[1]"#)),
        (.wrongType, with(#""count":-0.0"#)), (.wrongType, #"{"at":{"at":1},"id":"a"}"#),
        (.wrongType, with(#""ok":0"#)),
        (.badTime, #"{"at":"yesterday","id":"a"}"#), (.badTime, with(#""due":"""#)),
        (.badTime, with(#""due":"2026-02-30T00:00:00Z""#)), (.badTime, with(#""due":"2026-02-03T00:00:00""#)),
        (.badTime, with(#""due":"0000-01-01T00:00:00+00:01""#)),
        (.badTime, with(#""due":"9999-12-31T23:59:00-00:01""#)),
        (.badTime, with(#""due":253402300800000"#)), (.badTime, with(#""due":-62167219200001"#)),
        (.badTime, with(#""due":9223372036854775808"#)), (.badTime, with(#""due":"1700000000000""#)),
        (.badTime, with(#""due":9223372036854775807"#)),
        (.outOfRange, with(#""count":9223372036854775808"#)),
        (.outOfRange, with(#""count":-9223372036854775809"#)),
        (.outOfRange, with(#""count":18446744073709551617"#)),
        (.outOfRange, with(#""checked":99999999999999999999"#)),
        (.outOfRange, with(#""amount":1e309"#)), (.outOfRange, with(#""amount":-1e400"#)),
        (.outOfRange, with(#""amount":1\#(String(repeating: "0", count: 400))"#)),
        (.outOfRange, with(#""amount":1e99999999999999999999"#)),
    ]

    @Test(arguments: table)
    func `a wrong record is rejected with its code`(code: RejectionCode, text: String) {
        let test = TestDecoder()
        let good = Array(#"{"at":1,"id":"a"}"#.utf8)
        // Before anything is learnt, and between good records of a known shape.
        let rows = test.decode([Array(text.utf8), good, Array(text.utf8), good])
        #expect(rows == ["event_time=1 id=a", "event_time=1 id=a"])
        #expect(test.rejected.map(\.code) == [code, code], "\(text.prefix(100))")
        #expect(test.rejected.map(\.record) == [0, 2])
        #expect(test.rejected.allSatisfy { $0.message.utf8.count < 250 && !$0.message.isEmpty })
    }

    @Test(arguments: [
        [0xFF], [0x80], [0xC0, 0x80], [0xC3, 0x28], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80],
        [0xF0, 0x8F, 0xBF, 0xBF],
        [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE4, 0xB8], [0xF0, 0x9F, 0x98],
    ])
    func `bytes that are not UTF-8 are rejected wherever they stand in a string`(bytes: [UInt8]) {
        for frame in [#"{"at":1,"id":"a","x":"|"}"#, #"{"at":1,"id":"|"}"#, #"{"at":1,"id":"a","|":1}"#] {
            let parts = frame.split(separator: "|").map { Array($0.utf8) }
            let test = TestDecoder()
            #expect(test.code(of: parts[0] + bytes + parts[1]) == .invalidUTF8)
            #expect(
                test.code(of: parts[0] + Array(repeating: 0x61, count: 40) + bytes + parts[1]) == .invalidUTF8
            )
        }
    }

    @Test func `a record cut at any place is truncated`() {
        let test = TestDecoder()
        let whole = Array(delivery.utf8)
        test.decode([whole, whole])
        for end in 1..<whole.count {
            #expect(test.code(of: Array(whole[..<end])) == .truncated, "cut at \(end)")
        }
        #expect(test.code(of: whole) == nil)
    }

    @Test func `the last level of nesting and the last byte of a string are allowed`() {
        let test = TestDecoder()
        let deep = String(repeating: "[", count: 63) + String(repeating: "]", count: 63)
        let long = String(repeating: "v", count: 64 << 10)
        let rows = test.decode(Self.with(#""x":\#(deep)"#), Self.with(#""kind":"\#(long)""#))
        #expect(rows == ["event_time=1 id=a", "event_time=1 id=a kind=\(long)"])
    }

    @Test(arguments: [1, 2, 1024])
    func `the depth limit is the schema's to choose`(limit: Int) {
        let test = TestDecoder(limits: .init(maxDepth: limit))
        let fits = String(repeating: "[", count: limit - 1) + String(repeating: "]", count: limit - 1)
        #expect(
            test.code(of: Array((fits.isEmpty ? #"{"at":1,"id":"a"}"# : Self.with(#""x":\#(fits)"#)).utf8))
                == nil)
        #expect(test.code(of: Array(Self.with(#""x":[\#(fits)]"#).utf8)) == .tooDeep)
    }

    @Test(arguments: [
        (#"{"at":1,"id":"a","count":"many"}"#, ["count", #""many""#, "integer"]),
        (#"{"at":1,"id":"a","count":12345678901234567890}"#, ["count", "12345678901234567890", "64 bits"]),
        (#"{"at":1,"id":7}"#, ["field id", "found 7", "a string"]),
        (#"{"at":1,"id":null}"#, ["field id", "found null", "a string"]),
        (#"{"id":"a"}"#, ["field at", "found nothing", "RFC 3339"]),
        (#"{"at":"noon","id":"a"}"#, ["field at", #""noon""#, "RFC 3339"]),
        (#"{"at":1,"id":"a","id":"b"}"#, [#"key "id""#, "byte 8", "byte 17", "once"]),
        (#"{"at":1,"id":"a"} tail"#, ["byte 18", "tail", "nothing behind the object"]),
        (#"{"at":1,"id":"#, ["byte 13", "the end of the record", "a value"]),
        (#"[1,2]"#, ["[1,2]", "an object"]),
    ])
    func `a message says where, what was found and what was expected`(text: String, parts: [String]) {
        let test = TestDecoder()
        test.decode(text)
        let message = test.rejected.first?.message ?? ""
        for part in parts { #expect(message.contains(part), "\(message)") }
    }

    @Test func `what was found is shown short and printable`() {
        let test = TestDecoder()
        let nasty = "[\"" + String(repeating: "\u{202E}\u{7F}杭\u{1F600}", count: 5000) + "\"]"
        test.decode(Self.with(#""count":\#(nasty)"#))
        let message = test.rejected.first?.message ?? ""
        let found = message.split(separator: "found ").last?.split(separator: ", expected").first ?? ""
        #expect(found.utf8.count <= 64 && found.hasSuffix("...") && found.hasPrefix("[\"??杭"))
        #expect(
            !message.unicodeScalars.contains { $0.value == 0x202E || $0.value == 0x7F || $0 == "\u{FFFD}" })
    }
}
