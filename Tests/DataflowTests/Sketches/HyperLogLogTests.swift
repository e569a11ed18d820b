import Dataflow
import EventModel
import Testing

@Suite struct HyperLogLogTests {
    private func sketch(_ hashes: some Sequence<UInt64>, precision: UInt8 = 12) -> HyperLogLog {
        var sketch = HyperLogLog(precision: precision)
        for hash in hashes { sketch.insert(hash: hash) }
        return sketch
    }

    private func hashes(_ count: Int, seed: UInt64) -> [UInt64] {
        var random = SplitMix64(seed: seed)
        return (0..<count).map { _ in random.next() }
    }

    @Test(arguments: [10, 1000, 20_000, 100_000], UInt64(0)..<8)
    func `the estimate is within four standard errors`(count: Int, seed: UInt64) {
        let estimate = sketch(hashes(count, seed: seed)).estimate
        let standardError = 1.04 / 64 * Double(count)
        #expect(abs(estimate - Double(count)) <= 4 * standardError, "seed \(seed)")
    }

    @Test func `the standard error is the stated one and the mean is right`() {
        let (trials, count) = (400, 5000)
        let errors = (0..<trials).map {
            sketch(hashes(count, seed: UInt64($0)), precision: 10).estimate / Double(count) - 1
        }
        let mean = errors.reduce(0, +) / Double(trials)
        let deviation = (errors.map { $0 * $0 }.reduce(0, +) / Double(trials)).squareRoot()
        #expect(abs(mean) < 4 * 0.0325 / Double(trials).squareRoot())
        #expect((0.028...0.0365).contains(deviation), "1.04 / √1024 is 0.0325")
    }

    @Test(arguments: UInt64(0)..<30)
    func `few values are counted as good as exactly`(seed: UInt64) {
        var sketch = HyperLogLog()
        for (place, hash) in hashes(200, seed: seed).enumerated() {
            #expect(abs(sketch.estimate - Double(place)) < 0.01, "seed \(seed)")
            sketch.insert(hash: hash)
            sketch.insert(hash: hash)
        }
    }

    /// The bytes as the format describes them, from a dictionary of everything seen.
    private func naiveEncoding(_ hashes: [UInt64], precision: Int) -> [UInt8] {
        func rank(_ hash: UInt64, after bits: Int) -> Int {
            (bits..<64).first { hash >> UInt64(63 - $0) & 1 == 1 }.map { $0 - bits + 1 } ?? 65 - bits
        }
        var list: [UInt64: Int] = [:]
        for hash in hashes { list[hash >> 38] = max(list[hash >> 38] ?? 0, rank(hash, after: 26)) }
        func varint(_ number: UInt64) -> [UInt8] {
            number < 128 ? [UInt8(number)] : [UInt8(number & 127) | 128] + varint(number >> 7)
        }
        let words = 1 << (precision - 2)
        let header = [1, UInt8(precision)]
        guard list.count >= words else {
            let entries = [0] + list.map { $0.key << 6 | UInt64($0.value) }.sorted()
            return header + varint(UInt64(list.count))
                + zip(entries, entries.dropFirst()).flatMap { varint($1 - $0) }
        }
        var registers = [UInt8](repeating: 0, count: words * 4)
        for hash in hashes {
            let register = Int(hash >> UInt64(64 - precision))
            registers[register] = max(registers[register], UInt8(rank(hash, after: precision)))
        }
        return header + varint(UInt64(words)) + registers
    }

    @Test(arguments: [0, 1, 3, 4, 5, 200, 255, 256, 257, 1023, 1024, 1025, 3000], [UInt8(4), 10, 12])
    func `any order and any tree of merges ends in the bytes that the values ask for`(
        count: Int, precision: UInt8
    ) throws {
        let seed = UInt64(count) << 8 | UInt64(precision)
        var random = SplitMix64(seed: seed)
        // Masks make long runs of zeros, so that large ranks and equal prefixes occur.
        let values = hashes(count, seed: seed).map { hash in
            [hash, hash, hash & 0xFFF0_0000_0000_0001, hash >> 30].randomElement(using: &random) ?? hash
        }
        let expected = naiveEncoding(values, precision: Int(precision))
        let straight = sketch(values, precision: precision)
        #expect(straight.encoded == expected, "seed \(seed)")
        for parts in [1, 2, 7, 40] {
            let repeated = values + values.prefix(count / 3)
            let dealt = repeated.shuffled(using: &random).dealt(to: parts, using: &random)
            let merged = try #require(
                HyperLogLog.merged(dealt.map { sketch($0, precision: precision) }, using: &random))
            #expect(merged == straight, "seed \(seed)")
            #expect(merged.encoded == expected, "seed \(seed)")
            #expect(merged.estimate == straight.estimate, "seed \(seed)")
        }
    }

    @Test func `hashes of all zeros and all ones have a place at every precision`() {
        for precision in UInt8(4)...16 {
            let rest = hashes(1 << Int(precision), seed: 1)
            for hash in [UInt64.min, .max] {
                let few = sketch([hash, hash], precision: precision)
                #expect(few.estimate == 1)
                let many = sketch(rest + [hash], precision: precision)
                #expect(many.encoded == naiveEncoding(rest + [hash], precision: Int(precision)))
                #expect(many.estimate.isFinite)
            }
        }
    }

    @Test func `a key with five buyers costs tens of bytes and one with many 4 kB`() {
        #expect(HyperLogLog().byteCount == 0)
        #expect(HyperLogLog().isEmpty)
        let few = sketch(hashes(5, seed: 1))
        #expect(!few.isEmpty)
        #expect(few.byteCount <= 64)
        #expect(few.encoded.count <= 3 + 5 * 5)
        let many = sketch(hashes(100_000, seed: 1))
        #expect((4096..<4200).contains(many.byteCount))
    }

    @Test(arguments: [0, 1, 5, 300, 5000])
    func `bytes come back and damaged ones do no harm`(count: Int) {
        let sketch = sketch(hashes(count, seed: 3))
        sketch.expectSoundEncoding(seed: UInt64(count))
        HyperLogLog.expectSoundRefusal(behind: Array(sketch.encoded.prefix(20)), seed: UInt64(count))
    }
}
