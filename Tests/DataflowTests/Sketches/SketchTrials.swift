import Dataflow
import EventModel
import Testing

extension Sketch {
    /// The sketch as bytes.
    var encoded: [UInt8] {
        var bytes: [UInt8] = []
        encode(into: &bytes)
        return bytes
    }

    /// The sketch that some bytes hold.
    static func decoded(_ bytes: [UInt8]) -> Self? { bytes.withUnsafeBytes { Self(decoding: $0) } }

    /// Merges parts in a tree of random shape and order.
    static func merged(_ parts: [Self], using random: inout SplitMix64) -> Self? {
        var parts = parts
        while parts.count > 1 {
            let part = parts.remove(at: Int.random(in: parts.indices, using: &random))
            parts[Int.random(in: parts.indices, using: &random)].merge(part)
        }
        return parts.first
    }

    /// Checks that the bytes come back whole, that no part of them is taken for the whole, and that whatever damaged
    /// bytes are taken for is written as the same bytes again.
    func expectSoundEncoding(seed: UInt64, sourceLocation: SourceLocation = #_sourceLocation) {
        let bytes = encoded
        #expect(Self.decoded(bytes) == self, "seed \(seed)", sourceLocation: sourceLocation)
        #expect(Self.decoded(bytes + [0]) == nil, "seed \(seed)", sourceLocation: sourceLocation)
        #expect(Self.decoded([9] + bytes.dropFirst()) == nil, "seed \(seed)", sourceLocation: sourceLocation)
        for length in stride(from: 0, to: bytes.count, by: 1 + bytes.count / 300) {
            let part = Self.decoded(Array(bytes[..<length]))
            #expect(part == nil, "\(length) bytes, seed \(seed)", sourceLocation: sourceLocation)
        }
        var random = SplitMix64(seed: seed)
        for _ in 0..<300 {
            let damaged = bytes.damaged(using: &random)
            guard let read = Self.decoded(damaged) else { continue }
            #expect(read.encoded == damaged, "\(damaged), seed \(seed)", sourceLocation: sourceLocation)
        }
    }

    /// Checks that random bytes, behind an honest beginning or not, are refused or written as the same bytes again.
    static func expectSoundRefusal(behind start: [UInt8], seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<2000 {
            let kept = Int.random(in: 0...start.count, using: &random)
            let garbage = (0..<Int.random(in: 0..<60, using: &random)).map { _ -> UInt8 in
                let byte = UInt8.random(in: 0...255, using: &random)
                return Bool.random(using: &random) ? byte & 3 : byte
            }
            let bytes = start[..<kept] + garbage
            guard let read = decoded(Array(bytes)) else { continue }
            #expect(read.encoded == Array(bytes), "\(bytes), seed \(seed)")
        }
    }
}

extension [UInt8] {
    fileprivate func damaged(using random: inout SplitMix64) -> [UInt8] {
        var bytes = self
        for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: bytes.indices, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[place] = .random(in: 0...255, using: &random)
            case 1: bytes[place] = Bool.random(using: &random) ? 0xFF : 0
            case 2: bytes.remove(at: place)
            default: bytes.insert(.random(in: 0...255, using: &random), at: place)
            }
        }
        return bytes
    }
}

extension Array {
    /// Deals the elements out to some parts at random; parts may be empty.
    func dealt(to parts: Int, using random: inout SplitMix64) -> [[Element]] {
        var dealt = [[Element]](repeating: [], count: parts)
        for element in self { dealt[Int.random(in: 0..<parts, using: &random)].append(element) }
        return dealt
    }
}
