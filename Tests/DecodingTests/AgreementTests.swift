import CSimdJSON
import Decoding
import EventModel
import Foundation
import Testing

/// What is JSON, asked of two other parsers.
@Suite struct AgreementTests {
    /// Codes of records that are JSON all the same.
    private static let aboutMeaning: Set<RejectionCode> = [
        .notAnObject, .duplicateKey, .missingField, .wrongType, .badTime, .outOfRange,
    ]

    private static func value(_ random: inout SeededRandom, depth: Int) -> String {
        let space = ["", "", "", " ", "\n", "\t "][random.below(6)]
        switch random.below(depth > 3 ? 7 : 9) {
        case 0: return "null"
        case 1: return random.below(2) == 0 ? "true" : "false"
        case 2: return "\(random.below(100_000) - 50_000)"
        case 3: return "\(random.below(1000)).\(random.below(1000))e\(random.below(20) - 10)"
        case 4, 5, 6: return string(&random)
        case 7:
            let items = (0..<random.below(4)).map { _ in value(&random, depth: depth + 1) }
            return "[\(space)" + items.joined(separator: "\(space),") + "\(space)]"
        default: return object(&random, depth: depth + 1)
        }
    }

    private static func object(_ random: inout SeededRandom, depth: Int) -> String {
        let space = ["", "", " ", "\r\n"][random.below(4)]
        let members = (0..<random.below(6)).map { "\"k\($0)\"\(space):" + value(&random, depth: depth) }
        return "{\(space)" + members.joined(separator: ",\(space)") + "\(space)}"
    }

    private static func string(_ random: inout SeededRandom) -> String {
        let pieces = [
            "a", "Z", " ", "é", "杭州", "😀", "\\n", "\\\"", "\\\\", "\\u00e9", "\\ud83d\\ude00", "/", "{", ":",
            "[,]",
        ]
        return "\"" + (0..<random.below(12)).map { _ in pieces[random.below(pieces.count)] }.joined() + "\""
    }

    /// Changes some bytes, mostly into others that mean something.
    private static func mutated(_ text: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var bytes = text
        let telling =
            Array("{}[],:\"\\0123456789.eE+-truefalsn u/\n\t\u{C}\u{1A}".utf8) + [
                0, 0x1F, 0x7F, 0x80, 0xC3, 0xE4, 0xED, 0xF0, 0xFF,
            ]
        for _ in 0..<random.below(4) where !bytes.isEmpty {
            let place = random.below(bytes.count)
            let byte = telling[random.below(telling.count)]
            switch random.below(5) {
            case 0: bytes[place] = byte
            case 1: bytes.insert(byte, at: place)
            case 2: bytes.remove(at: place)
            case 3: bytes = Array(bytes[..<place])
            default:
                bytes.insert(
                    contentsOf: bytes[place..<min(place + 5, bytes.count)], at: random.below(bytes.count))
            }
        }
        return bytes
    }

    /// Whether the decoder takes a payload for JSON; `nil` where it has nothing to say.
    private static func verdict(_ test: TestDecoder, _ payload: [UInt8]) -> Bool? {
        test.decode([payload])
        if test.counts.empty == 1 || test.rejected.first?.code == .tooDeep { return nil }
        return test.rejected.first.map { aboutMeaning.contains($0.code) } ?? true
    }

    private static func foundation(_ payload: [UInt8]) -> Bool {
        (try? JSONSerialization.jsonObject(with: Data(payload), options: [.fragmentsAllowed])) != nil
    }

    private static func simdjson(_ payload: [UInt8]) -> Bool {
        (payload + [UInt8](repeating: 0, count: 64)).withUnsafeBufferPointer { bytes in
            var record = csj_record(bytes: bytes.baseAddress, count: payload.count)
            return csj_bare_parse(&record, 1) == 1
        }
    }

    /// Where others decide otherwise, and RFC 8259 is on our side.
    private static func isException(
        _ payload: [UInt8], _ verdict: Bool, _ others: (foundation: Bool, simdjson: Bool),
        _ rejected: RejectedRecord?
    ) -> Bool {
        switch (verdict, others) {
        case (true, (false, false)):
            // The grammar knows no largest number; both refuse what no double can hold, also where nobody reads it.
            return payload.contains { $0 | 0x20 == UInt8(ascii: "e") }
                && String(decoding: payload, as: UTF8.self).firstMatch(of: /[eE]\+?[0-9]{3}/) != nil
        case (false, (true, false)):
            // Foundation takes a zero among the first bytes for a sign of UTF-16 or UTF-32, and lets a comma stand
            // before the end of an object or array.
            if payload.prefix(4).contains(0) { return true }
            guard let message = rejected?.message else { return false }
            return message.contains("found }") && message.hasSuffix("expected a key in double quotes")
                || message.contains("found ]") && message.hasSuffix("expected a value")
        default: return false
        }
    }

    @Test(arguments: UInt64(0)..<40)
    func `what Foundation and simdjson accept is accepted, and nothing else`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let test = TestDecoder()
        var accepted = 0
        for _ in 0..<1500 {
            let payload = Self.mutated(Array(Self.object(&random, depth: 0).utf8), &random)
            guard let verdict = Self.verdict(test, payload) else { continue }
            accepted += verdict ? 1 : 0
            let others = (foundation: Self.foundation(payload), simdjson: Self.simdjson(payload))
            if others == (verdict, verdict) || Self.isException(payload, verdict, others, test.rejected.first)
            {
                continue
            }
            Issue.record("seed \(seed): we say \(verdict), others \(others): \(payload)")
        }
        #expect(accepted > 300 && accepted < 1400)
    }
}
