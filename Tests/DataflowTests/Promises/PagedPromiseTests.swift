import Dataflow
import EventModel
import Testing

#if os(Linux)
    /// A ledger whose memory may go to a file tells what any other tells.
    @Suite struct PagedPromiseTests {
        @Test(arguments: UInt64(0)..<2)
        func `promises that were let go of come back for their deliveries and deadlines`(seed: UInt64) throws
        {
            var random = SplitMix64(seed: seed)
            // Everything is let go of whenever the ledger looks.
            let pool = try PagePool(directory: "/tmp", budgetBytes: 1)
            var plain = LedgerHarness(forgetAfter: 5000)
            var paged = LedgerHarness(forgetAfter: 5000, pool: pool)
            for first in stride(from: 0, to: 5000, by: 500) {
                let made = (first..<first + 500).map { number in
                    LedgerEvent(
                        kind: .make, key: "order \(number)", time: Int64(number),
                        due: Int64(number) + Int64.random(in: 0..<9000, using: &random), id: "e\(number)")
                }
                let kept = (0..<100).map { _ in
                    let number = Int.random(in: 0..<first + 500, using: &random)
                    return LedgerEvent(kind: .fulfil, key: "order \(number)", time: Int64(first))
                }
                for events in [made, kept] {
                    plain.take(events)
                    paged.take(events)
                }
                plain.advance(to: Int64(first))
                paged.advance(to: Int64(first))
                pool.keepToBudget()
                #expect(plain.ledger.count == paged.ledger.count, "seed \(seed)")
            }
            plain.advance(to: 100_000)
            paged.advance(to: 100_000)
            #expect(plain.rows == paged.rows, "seed \(seed)")
            #expect(plain.ledger.counts == paged.ledger.counts, "seed \(seed)")
            #expect(pool.figures.relievedBytes > 0)
        }
    }
#endif
