import Decoding
import EventModel
import Testing

/// Records whose keys come and go; what earlier records looked like must never show in a row.
@Suite struct ShapeTests {
    private static let members = [
        (#""kind":"k""#, "kind=k"), (#""count":3"#, "count=3"), (#""amount":0.5"#, "amount=0.5"),
        (#""ok":false"#, "ok=false"), (#""due":9"#, "due=9"),
        (#""nested":{"at":5,"id":"no","kind":7,"nested":{"id":1},"id":2}"#, ""),
        (#""list":[{"at":"x"},{"at":null,"at":1}]"#, ""),
        (#""a_key_that_is_longer_than_sixteen_bytes":1"#, ""),
        (#""a_key_that_is_longer_than_sixteen_bits":"1""#, ""), (#""checked":4"#, ""), (#""i":1"#, ""),
        (#""idd":1"#, ""),
        (#""\u0062":1"#, ""), (#""":1"#, ""), (#""unbenutzt_ü":1"#, ""),
    ]
    private static let columns = ["event_time", "id", "kind", "count", "amount", "ok", "due"]

    /// A record of some members in any order, and its row.
    private static func record(_ number: Int, _ random: inout SeededRandom) -> (text: String, row: String) {
        var chosen = members.filter { _ in random.below(2) == 0 }
        chosen += [(#""at":\#(number)"#, "event_time=\(number)"), (#""id":"i\#(number)""#, "id=i\(number)")]
        chosen.shuffle(using: &random)
        let space = random.below(4) == 0 ? " " : ""
        let text = "{" + chosen.map { $0.0 + space }.joined(separator: "," + space) + "}"
        let cells = chosen.map(\.1).filter { !$0.isEmpty }
        let order = columns.compactMap { name in cells.first { $0.hasPrefix(name + "=") } }
        return (text, order.joined(separator: " "))
    }

    @Test(arguments: UInt64(0)..<20)
    func `any order and choice of keys gives the same cells`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let test = TestDecoder()
        for _ in 0..<5 {
            let records = (0..<400).map { Self.record($0, &random) }
            #expect(test.decode(records.map { Array($0.text.utf8) }) == records.map(\.row))
            #expect(test.rejected.isEmpty)
        }
    }

    @Test(arguments: UInt64(0)..<20)
    func `a key that comes twice is found in every order, known or not`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let test = TestDecoder()
        for number in 0..<300 {
            let record = Self.record(number, &random)
            let body = record.text.dropFirst().dropLast()
            let again = [#""at":1"#, #""\u0061t":1"#, #""id":"z""#, #""\u0069\u0064":null"#][random.below(4)]
            let twice = random.below(2) == 0 ? "{\(body),\(again)}" : "{\(again),\(body)}"
            #expect(test.decode(record.text) == [record.row])
            #expect(test.code(of: Array(twice.utf8)) == .duplicateKey, "\(twice)")
            #expect(test.decode(record.text) == [record.row])
        }
    }

    @Test func `keys that never come again cost no lasting memory`() {
        let test = TestDecoder()
        for round in 0..<40 {
            let texts = (0..<500).map { #"{"at":\#($0),"id":"a","k\#(round)_\#($0)":1,"l\#($0 * 7)":{}}"# }
            #expect(test.decode(texts.map { Array($0.utf8) }).count == 500)
        }
        #expect(test.decoder.heldBytes < 512 << 10)
        let rows = test.decode(#"{"at":1,"id":"a","kind":"k"}"#, #"{"at":1,"id":"a","kind":"k"}"#)
        #expect(rows == ["event_time=1 id=a kind=k", "event_time=1 id=a kind=k"])
    }

    @Test(arguments: [3, 200, 20_000])
    func `a record of many keys is searched for repetitions`(count: Int) {
        let test = TestDecoder()
        let body = (0..<count).map { #""k\#($0)":\#($0)"# }.joined(separator: ",")
        #expect(test.code(of: Array(#"{"at":1,"id":"a",\#(body)}"#.utf8)) == nil)
        #expect(test.code(of: Array(#"{"at":1,"id":"a",\#(body),"k\#(count / 2)":0}"#.utf8)) == .duplicateKey)
        #expect(test.rejected.first?.message.contains(#"key "k\#(count / 2)""#) == true)
    }

    @Test func `keys of any length are told apart`() {
        let test = TestDecoder()
        for length in 1..<300 {
            let stem = String(repeating: "x", count: length - 1)
            let texts = ["a", "b", "a", "b", "aa"].map {
                #"{"at":1,"id":"i","\#(stem)\#($0)":1,"\#(stem)c":2}"#
            }
            #expect(test.decode(texts.map { Array($0.utf8) }).count == 5)
            let twice = #"{"at":1,"id":"i","\#(stem)a":1,"\#(stem)a":2}"#
            #expect(test.code(of: Array(twice.utf8)) == .duplicateKey)
        }
    }
}
