import Dataflow
import EventModel
import Testing

@Suite struct HashSampleTests {
    private typealias Item = HashSample.Item

    private func sample(_ items: some Sequence<HashSample.Item>, capacity: Int) -> HashSample {
        var sample = HashSample(capacity: capacity)
        for item in items { sample.insert(hash: item.hash, symbol: item.symbol) }
        return sample
    }

    @Test(arguments: UInt64(0)..<60)
    func `the sample is the items with the smallest hashes, each once`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let capacity = Int.random(in: 1...30, using: &random)
        let distinct = UInt32.random(in: 0...200, using: &random)
        let all = (0..<distinct).map { Item(hash: ByteHash.hash("event-\($0)"), symbol: $0) }
        let expected = Array(all.sorted { $0.hash < $1.hash }.prefix(capacity))
        let seen = all + all.filter { _ in Bool.random(using: &random) }
        for parts in [1, 2, 9] {
            let dealt = seen.shuffled(using: &random).dealt(to: parts, using: &random)
            let merged = try #require(
                HashSample.merged(dealt.map { sample($0, capacity: capacity) }, using: &random))
            #expect(merged.items == expected, "seed \(seed)")
            #expect(merged == sample(all, capacity: capacity), "seed \(seed)")
            #expect(merged.encoded == sample(all, capacity: capacity).encoded, "seed \(seed)")
        }
    }

    @Test func `items that share a hash do not show which came first`() {
        let items = [Item(hash: 7, symbol: 3), Item(hash: 7, symbol: 2), Item(hash: 1, symbol: 9)]
        #expect(sample(items, capacity: 2).items == [items[2], items[1]])
        #expect(sample(items.reversed(), capacity: 2) == sample(items, capacity: 2))
        #expect(sample(items, capacity: 1).items == [items[2]])
    }

    @Test func `symbols follow into another table`() {
        let items = (0..<9).map { Item(hash: 100 - $0, symbol: UInt32($0)) }
        let mapped = sample(items, capacity: 4).mapped { $0 + 50 }
        #expect(mapped == sample(items.map { Item(hash: $0.hash, symbol: $0.symbol + 50) }, capacity: 4))
    }

    @Test func `twenty items are kept unless told otherwise, in a few hundred bytes`() {
        var sample = HashSample()
        #expect(sample.isEmpty && sample.byteCount == 0)
        for number in UInt32(0)..<1000 { sample.insert(hash: SplitMix64.mix(UInt64(number)), symbol: number) }
        #expect(sample.items.count == 20)
        #expect(sample.byteCount <= 32 + 32 * 16)
    }

    @Test(arguments: [0, 1, 20, 100])
    func `bytes come back and damaged ones do no harm`(count: UInt32) {
        var sample = HashSample()
        for number in 0..<count {
            sample.insert(hash: SplitMix64.mix(UInt64(number)), symbol: number &* 77_777_777)
        }
        sample.expectSoundEncoding(seed: UInt64(count))
        HashSample.expectSoundRefusal(behind: Array(sample.encoded.prefix(14)), seed: UInt64(count))
    }
}
