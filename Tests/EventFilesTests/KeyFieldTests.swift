import EventModel
import EventFiles
import Testing

@Suite struct KeyFieldTests {
    @Test(arguments: [
        (#"{"id":"a-1"}"#, "a-1"),
        (#"{"id":42,"x":1}"#, "42"),
        (#"{"id":-1.5e+3}"#, "-1.5e+3"),
        (#" { "x" : [1, 2] , "id" : "a" } "#, "a"),
        (#"{"id":""}"#, ""),
        (#"{"o":{"id":"inner"},"id":"outer"}"#, "outer"),
        (#"{"o":[{"id":"inner"}],"id":"outer"}"#, "outer"),
        (#"{"text":"\"id\":\"fake\"","id":"real"}"#, "real"),
        (#"{"text":"ends with a backslash \\","id":"real"}"#, "real"),
        (#"{"text":"}{][","id":"real"}"#, "real"),
        (#"{"value":"id","id":"real"}"#, "real"),
        (#"{"\u0069d":"escaped name"}"#, "escaped name"),
        (#"{"id":"first","id":"second"}"#, "first"),
        (#"{"id":"say \"hi\""}"#, #"say \"hi\""#),
    ])
    func `a key is found at the top level only`(line: String, key: String) {
        #expect(find("id", line) == key)
    }

    @Test(arguments: [
        "", " ", "{", "{}", "[]", "null", "12", #""id""#, #"["id","a"]"#, #"{"x":1}"#, #"{"id":null}"#,
        #"{"id":true}"#, #"{"id":{}}"#, #"{"id":["a"]}"#, #"{"idx":"a"}"#, #"{"o":{"id":"inner"}}"#,
        #"{"id":"a"#, #"{"id":"a""#, #"{"id":"a\"}"#, #"{"id":12"#, #"{"id":1.}"#, #"{"id":-}"#,
        #"{"id":01}"#,
        #"{"id" "a"}"#, #"{"x":1 "id":"a"}"#, #"{id:"a"}"#, #"{"x":,"id":"a"}"#, #"{,"id":"a"}"#,
        #"{"o":{"id":"a"}"#, #"{"\u006":1,"x":2}"#, #"not json {"id":"a"}"#, #"{"id":"a" x}"#,
    ])
    func `a line without the key has none`(line: String) {
        #expect(find("id", line) == nil)
    }

    @Test(arguments: [
        (#"{"id":"plain"}"#, "plain"),
        (#"{"id":"a\"b\\c\/d\b\f\n\r\t"}"#, "a\"b\\c/d\u{8}\u{C}\n\r\t"),
        (#"{"id":"caf\u00E9"}"#, "café"),
        (#"{"id":"\ud83d\uDE00!"}"#, "😀!"),
        (#"{"id":"\u20ac"}"#, "€"),
        (#"{"id":7}"#, "7"),
    ])
    func `escapes are resolved into the scratch room`(line: String, key: String) {
        #expect(findUnescaped("id", line) == key)
    }

    @Test(arguments: [#"\x"#, #"\u12"#, #"\u12G4"#, #"\ud83d"#, #"\ude00"#, #"\ud83d\n"#, #"\ud83d\u0041"#])
    func `an escape that stands for nothing is no key`(escape: String) {
        #expect(findUnescaped("id", #"{"id":"a\#(escape)b"}"#) == nil)
    }

    @Test(arguments: UInt64(0)..<300)
    func `random objects give what a plain parser gives`(seed: UInt64) {
        var source = RandomJSON(seed: seed)
        for _ in 0..<20 {
            let text = source.document()
            let line = String(decoding: text, as: UTF8.self)
            let parsed = NaiveJSON.parse(text)
            #expect(parsed != nil, "the generator wrote no JSON: \(line), seed \(seed)")
            let expected = parsed?.key("id")
            #expect(find("id", line).map { Array($0.utf8) } == expected?.raw, "\(line), seed \(seed)")
            #expect(
                findUnescaped("id", line).map { Array($0.utf8) } == expected?.text, "\(line), seed \(seed)")
        }
    }

    @Test(arguments: UInt64(0)..<100)
    func `a cut line has the whole line's key or none`(seed: UInt64) {
        var source = RandomJSON(seed: seed)
        let text = source.document()
        let line = String(decoding: text, as: UTF8.self)
        let whole = bytes("id", text)
        for count in 0..<text.count {
            let key = bytes("id", Array(text[..<count]))
            #expect(key == nil || key == whole, "\(count) bytes of \(line), seed \(seed)")
        }
    }

    @Test(arguments: UInt64(0)..<100)
    func `a damaged line that is still JSON gives what a plain parser gives`(seed: UInt64) {
        var source = RandomJSON(seed: seed)
        var random = SplitMix64(seed: seed ^ 0xD0)
        for _ in 0..<50 {
            var text = source.document()
            let place = Int.random(in: 0..<text.count, using: &random)
            text[place] = Array(#"{}[]",:\ 0a"#.utf8).randomElement(using: &random) ?? 0
            let key = bytes("id", text)
            guard let parsed = NaiveJSON.parse(text) else { continue }
            let line = String(decoding: text, as: UTF8.self)
            #expect(key == parsed.key("id")?.raw, "\(line), seed \(seed)")
        }
    }

    private func find(_ name: String, _ line: String) -> String? {
        bytes(name, Array(line.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    private func bytes(_ name: String, _ line: [UInt8]) -> [UInt8]? {
        line.withUnsafeBytes { KeyField(name).find(in: $0).map { Array($0) } }
    }

    private func findUnescaped(_ name: String, _ line: String) -> String? {
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: line.utf8.count, alignment: 1)
        defer { scratch.deallocate() }
        return Array(line.utf8).withUnsafeBytes {
            KeyField(name).find(in: $0, unescapingInto: scratch).map { String(decoding: $0, as: UTF8.self) }
        }
    }
}
