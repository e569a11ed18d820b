import Decoding
import EventModel
import Testing

@Suite struct RecordDecoderTests {
    @Test func `a record becomes a row with every value in its column`() {
        let test = TestDecoder()
        let rows = test.decode(
            #"{"at":1,"id":"a","kind":"k","count":-5,"amount":2.5,"ok":true,"due":"1970-01-01T00:00:01Z","checked":3}"#,
            delivery)
        #expect(
            rows == [
                "event_time=1 id=a kind=k count=-5 amount=2.5 ok=true due=1000",
                "event_time=1700000000007 id=ord-49 kind=seller-12 amount=7.25 ok=true due=1700000003600",
            ])
        #expect(test.rejected.isEmpty)
    }

    @Test func `tombstones and empty records are counted and are neither rows nor rejects`() {
        let test = TestDecoder()
        let good = Array(#"{"at":1,"id":"a"}"#.utf8)
        test.decode([nil, good, [], Array(" \t\r\n".utf8), nil, Array("[]".utf8), good, good])
        #expect(test.counts.tombstones == 2)
        #expect(test.counts.empty == 2)
        #expect(test.counts.decoded == 3)
        #expect(test.counts.rejected == 1)
        #expect(test.rejected.map(\.record) == [5])
        #expect((0..<3).map { test.batch.records[$0] } == [1, 6, 7])
    }

    @Test func `rows are added behind those of the call before`() {
        let test = TestDecoder()
        let texts = (0..<300).map { Array(#"{"at":\#($0),"id":"id \#($0)","kind":"k\#($0 % 7)"}"#.utf8) }
        let records = TestRecords(texts)
        var rejected: [RejectedRecord] = []
        _ = test.decoder.decode(records.fetch, range: 10..<100, into: test.batch, rejected: &rejected)
        let counts = test.decoder.decode(
            records.fetch, range: 200..<300, into: test.batch, rejected: &rejected)
        #expect(counts.decoded == 100)
        #expect(test.batch.count == 190)
        for row in 0..<190 {
            let record = row < 90 ? row + 10 : row + 110
            #expect(test.row(row) == "event_time=\(record) id=id \(record) kind=k\(record % 7)")
            #expect(test.batch.records[row] == UInt32(record))
        }
    }

    @Test func `null and absent are the same, and leave nothing of an earlier row behind`() {
        let test = TestDecoder()
        let full = #"{"at":1,"id":"a","kind":"k","count":1,"amount":1,"ok":true,"due":1}"#
        test.decode(full, full)
        let rows = test.decode(
            #"{"at":2,"id":"b","kind":null,"count":null,"amount":null,"ok":null,"due":null,"checked":null}"#,
            #"{"at":3,"id":"c"}"#)
        #expect(rows == ["event_time=2 id=b", "event_time=3 id=c"])
    }

    @Test func `a rejected record leaves nothing in the row of the next one`() {
        let test = TestDecoder()
        let rows = test.decode(
            #"{"at":1,"id":"a","kind":"k","count":1,"amount":1.5,"due":1,"ok":1}"#, #"{"at":2,"id":"b"}"#)
        #expect(rows == ["event_time=2 id=b"])
        #expect(test.rejected.map(\.code) == [.wrongType])
        #expect(test.batch.text.count == 1)
    }

    @Test(arguments: [
        (#"\"\\\/\b\f\n\r\t"#, "\"\\/\u{8}\u{C}\n\r\t"), (#"\u0041\u00e9\u20AC"#, "Aé€"),
        (#"\ud83d\uDE00!"#, "😀!"),
        (#"a\u0000b"#, "a\0b"), (#"杭州\u5e02"#, "杭州市"), ("\u{7F}", "\u{7F}"), ("", ""),
        (String(repeating: #"x\n"#, count: 40), String(repeating: "x\n", count: 40)),
        (#"\uFFFF\uD7FF\uE000"#, "\u{FFFF}\u{D7FF}\u{E000}"), (#"\udbff\udfff"#, "\u{10FFFF}"),
    ])
    func `escapes are decoded in text and in symbols`(spelling: String, value: String) {
        let test = TestDecoder()
        let record = #"{"at":1,"id":"\#(spelling)","checked_text":"\#(spelling)","kind":"\#(spelling)"}"#
        #expect(
            test.decode(record, record)
                == Array(repeating: "event_time=1 id=\(value) kind=\(value)", count: 2))
    }

    @Test func `keys are compared after their escapes are decoded`() {
        let test = TestDecoder()
        let record = #"{"\u0061t":1,"i\u0064":"a"}"#
        #expect(test.decode(record, record) == ["event_time=1 id=a", "event_time=1 id=a"])
    }

    @Test func `white space may stand wherever the grammar has it`() {
        let test = TestDecoder()
        let spaced =
            " \r\n\t{ \"at\" : 1 ,\n\t\"id\"\r:\t\"a\" , \"x\" : [ ] , \"y\" : { \"z\" : [ 1 , 2 ] } } \n"
        let lines = Array(repeating: spaced, count: 3)
        #expect(test.decode(lines.map { Array($0.utf8) }) == Array(repeating: "event_time=1 id=a", count: 3))
    }

    @Test func `several fields may read one key`() {
        let layout = RowLayout([
            .init(name: "first", type: .string, storage: .text),
            .init(name: "second", type: .string, storage: .text),
            .init(name: "third", type: .string), .init(name: "fourth", type: .string),
            .init(name: "raw", type: .int),
        ])
        var fields = (1...4).map {
            DecodedField(jsonKey: "name", type: .string, isRequired: true, column: $0)
        }
        fields.append(DecodedField(jsonKey: "at", type: .time, isRequired: true, column: 0))
        fields.append(DecodedField(jsonKey: "at", type: .int, isRequired: false, column: 5))
        let test = TestDecoder(fields: fields, layout: layout)
        let long = String(repeating: "n\\u006e", count: 4000)
        let value = String(repeating: "nn", count: 4000)
        let rows = test.decode(Array(repeating: Array(#"{"at":7,"name":"\#(long)"}"#.utf8), count: 30))
        let row = "event_time=7 first=\(value) second=\(value) third=\(value) fourth=\(value) raw=7"
        #expect(rows == Array(repeating: row, count: 30))
    }

    @Test func `a record without keys is a row if only the time is asked for and not if it is missing`() {
        let test = TestDecoder()
        #expect(test.decode("{}", " { } ").isEmpty)
        #expect(test.rejected.map(\.code) == [.missingField, .missingField])
    }

    @Test func `records as large as the limit are decoded, whatever lies around them`() {
        let test = TestDecoder(limits: .init(maxRecordBytes: 1 << 20, maxStringBytes: 1 << 20))
        let frame = #"{"at":1,"id":""}"#
        let text = String(repeating: "v", count: (1 << 20) - frame.utf8.count)
        let large = Array(#"{"at":1,"id":"\#(text)"}"#.utf8)
        let small = Array(#"{"at":2,"id":"a"}"#.utf8)
        #expect(large.count == 1 << 20)
        let rows = test.decode([small, large, small, large, large + [0x20]])
        #expect(rows.count == 4)
        #expect(rows[1] == "event_time=1 id=\(text)")
        #expect(rows[2] == "event_time=2 id=a")
        #expect(test.rejected.map(\.code) == [.tooLarge])
    }
}
