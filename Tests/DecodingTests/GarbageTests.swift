import Decoding
import EventModel
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite struct GarbageTests {
    private static let keys = ["at", "id", "kind", "count", "amount", "ok", "due", "checked"]
    private static let huge = [UInt8](repeating: UInt8(ascii: "v"), count: 10 << 20)

    private static func good(_ number: Int) -> [UInt8] {
        Array(
            #"{"at":\#(number),"id":"id\#(number)","kind":"k\#(number % 9)","count":\#(-number),"x":[{"y":1}],"ok":true}"#
                .utf8)
    }

    private static func row(_ number: Int) -> String {
        "event_time=\(number) id=id\(number) kind=k\(number % 9) count=\(-number) ok=true"
    }

    /// A record that is wrong in one of many ways, and the codes that fit.
    private static func bad(_ random: inout SeededRandom) -> ([UInt8], Set<RejectionCode>) {
        let base = good(random.below(1000))
        let member = { (text: String) -> [UInt8] in base.dropLast() + Array(",\(text)}".utf8) }
        switch random.below(12) {
        case 0:
            return (
                (0..<8 + random.below(200)).map { _ in UInt8(random.below(256)) },
                [.notJSON, .invalidUTF8, .truncated, .notAnObject]
            )
        case 1: return (Array(base[..<(1 + random.below(base.count - 1))]), [.truncated])
        case 2:
            let open = random.below(2) == 0 ? "[" : #"{"a":"#
            return (member("\"z\":" + String(repeating: open, count: 5000)), [.tooDeep])
        case 3:
            guard random.below(100) == 0 else { return (base + base, [.notJSON]) }
            return (Array(#"{"id":""#.utf8) + huge + Array(#""}"#.utf8), [.tooLarge])
        case 4:
            let wrong = [
                #""at":false"#, #""id":1"#, #""kind":{}"#, #""count":1.5"#, #""amount":"x""#, #""ok":2"#,
                #""due":[]"#,
                #""checked":"c""#,
            ][random.below(8)]
            return (Array(#"{\#(wrong),"z":1}"#.utf8), [.wrongType])
        case 5:
            let wrong: [UInt8] = [[0xFF], [0x80], [0xC1, 0x80], [0xED, 0xA0, 0x80], [0xC3, 0x28]][
                random.below(5)]
            return (Array(#"{"z":""#.utf8) + wrong + Array(#"","y":1}"#.utf8), [.invalidUTF8])
        case 6:
            return (
                member(#""\#(["at", "id", "kind", "count", "x", "ok"][random.below(6)])":null"#),
                [.duplicateKey]
            )
        case 7:
            return (
                member([#""\u0061t":1"#, #""k\u0069nd":"k""#, #""\u0078":1"#][random.below(3)]),
                [.duplicateKey]
            )
        case 8:
            let wrong = [
                #""amount":1e400"#, #""checked":9223372036854775808"#, #""checked":-9223372036854775809"#,
            ]
            return (member(wrong[random.below(3)]), [.outOfRange])
        case 9:
            return (base + [[0x7D], [0x20, 0x30], [0], [0x2C], [0x5B, 0x5D]][random.below(5)], [.notJSON])
        case 10:
            return (
                member(
                    #""z":\#(["nul", "TRUE", "+1", "01", "1.", "'a'", "undefined", #""\a""#][random.below(8)])"#
                ), [.notJSON]
            )
        default: return (member(#""due":"\#(random.below(100))""#), [.badTime])
        }
    }

    @Test(arguments: UInt64(0)..<4)
    func `every bad record is rejected and every good one among them is decoded`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let test = TestDecoder(capacity: 20_000)
        var payloads: [[UInt8]] = []
        var rows: [String] = []
        var codes: [(record: Int, allowed: Set<RejectionCode>)] = []
        for number in 0..<20_000 {
            if random.below(2) == 0 {
                payloads.append(Self.good(number))
                rows.append(Self.row(number))
            } else {
                let (payload, allowed) = Self.bad(&random)
                codes.append((payloads.count, allowed))
                payloads.append(payload)
            }
        }
        #expect(test.decode(payloads) == rows)
        #expect(test.counts.rejected == codes.count)
        #expect(test.rejected.map(\.record) == codes.map(\.record))
        for (rejected, expected) in zip(test.rejected, codes) {
            #expect(
                expected.allowed.contains(rejected.code),
                "seed \(seed), record \(rejected.record): \(rejected)")
        }
    }

    @Test func `garbage does not grow the memory`() {
        let size = (1 << 20) - 64
        let test = TestDecoder(limits: .init(maxStringBytes: 1 << 20))
        let frame = Array(#"{"at":1,"id":"a","z":"#.utf8)
        let open = [UInt8](repeating: UInt8(ascii: "["), count: size)
        let keys = (0..<60_000).map { #""\u006b\#($0)":1"# }.joined(separator: ",")
        let escapes = Array(String(repeating: #"\u00e9"#, count: size / 6).utf8)
        let payloads: [[UInt8]] = [
            frame + open, frame + [0x22] + escapes, frame + [0x22] + escapes + Array(#"","z":1}"#.utf8),
            Array("{\(keys)}".utf8),
            Array(#"{"at":1,"id":"a","id":2,"kind":""#.utf8) + escapes + Array(#""}"#.utf8), open,
        ]
        let records = TestRecords(payloads)
        for _ in 0..<3 { test.decode(records.fetch, 0..<payloads.count) }
        #expect(test.counts.rejected == payloads.count)
        // Other tests run beside this one: what grows in every attempt, while 600 MB go through, is the decoder's.
        var growths: [Int] = []
        for _ in 0..<3 where growths.last ?? .max > 200 << 20 {
            let before = residentBytes()
            for _ in 0..<100 { test.decode(records.fetch, 0..<payloads.count) }
            growths.append(residentBytes() - before)
        }
        #expect(test.decoder.heldBytes < 512 << 10)
        #expect(growths.min() ?? .max <= 200 << 20, "resident bytes grew by \(growths)")
    }

    private func residentBytes() -> Int {
        #if canImport(Glibc)
            guard let file = fopen("/proc/self/statm", "r") else { return 0 }
            defer { fclose(file) }
            var line = [CChar](repeating: 0, count: 256)
            guard fgets(&line, 256, file) != nil else { return 0 }
            let pages = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
                .split(separator: " ")
            return pages.count > 1 ? (Int(pages[1]) ?? 0) * 4096 : 0
        #else
            return 0
        #endif
    }
}
