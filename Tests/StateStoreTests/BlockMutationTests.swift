import EventModel
import StateStore
import Testing

/// Valid blocks with random changes are read or refused, and nothing else; `scripts/fuzz Blocks` tries millions.
@Suite struct BlockMutationTests {
    private func mutated(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: bytes[place] = .max
            case 2: bytes.removeLast(bytes.count - place)
            default: bytes.insert(UInt8.random(in: .min ... .max, using: &random), at: place)
            }
        }
        return bytes
    }

    /// The body of a block, without the checksums that damage never passes.
    private func body() throws -> [UInt8] {
        let parts = BlockParts(task: SampleBlock.task)
        for part in SampleBlock.parts(3, bytes: 40, maxPartBytes: 4096) {
            _ = try part.withUnsafeBytes { try parts.add($0) }
        }
        return [UInt8](parts.body)
    }

    @Test(arguments: UInt64(0)..<40)
    func `a body with changes is read within its bytes, or refused`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let body = try body()
        var refused = 0
        for _ in 0..<200 {
            let bytes = mutated(body, &random)
            bytes.withUnsafeBytes { bytes in
                var count = 0
                do {
                    var reader = try BlockReader(bytes, of: SampleBlock.task)
                    while let section = try reader.next() { count += section.bytes.count }
                } catch { refused += 1 }
                #expect(count <= bytes.count, "seed \(seed)")
            }
        }
        #expect(refused > 0, "seed \(seed)")
    }

    @Test(arguments: UInt64(0)..<40)
    func `parts with changes never make a block`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let good = SampleBlock.parts(3, bytes: 300)
        let parts = BlockParts(task: SampleBlock.task)
        for _ in 0..<100 {
            let place = good.indices.randomElement(using: &random) ?? 0
            let bad = mutated(good[place], &random)
            guard bad != good[place] else { continue }
            for (index, part) in good.enumerated() {
                let bytes = index == place ? bad : part
                let progress = try? bytes.withUnsafeBytes { try parts.add($0) }
                #expect(progress != .complete, "seed \(seed)")
            }
        }
    }
}
