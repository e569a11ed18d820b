import Dataflow
import EventModel
import Testing

/// Very many deadlines at once, and what the promises take until then.
@Suite struct PromiseExpiryTests {
    private static let count = 30_000

    /// A ledger of promises that are all due at the same time.
    private static func harness(due: Int64 = 5000, forgetAfter: Int64 = 1000) -> LedgerHarness {
        var harness = LedgerHarness(forgetAfter: forgetAfter)
        for first in stride(from: 1_000_000, to: 1_000_000 + count, by: 1000) {
            harness.take(
                (first..<first + 1000).map {
                    LedgerEvent(kind: .make, key: "ord-\($0)", time: 10, due: due, id: "e\($0)")
                })
        }
        return harness
    }

    @Test func `a step breaks no more promises than its limit`() {
        let harness = Self.harness()
        var steps = 0
        var told = 0
        while harness.advance(to: 5001, limit: 10_000) {
            #expect(harness.due.count - told <= 10_000)
            told = harness.due.count
            steps += 1
        }
        #expect(harness.due.count == Self.count)
        #expect(steps >= Self.count / 10_000)
    }

    @Test func `an open promise takes 200 bytes at the most`() {
        let harness = Self.harness()
        #expect(harness.ledger.count == Self.count)
        #expect(harness.ledger.memoryBytes <= 200 * Self.count)
    }

    @Test func `nothing is left of promises that are forgotten`() {
        let harness = Self.harness()
        let empty = LedgerHarness().ledger.memoryBytes
        harness.advance(to: 7000)
        #expect(harness.ledger.counts.forgottenOpen == Self.count)
        #expect(harness.ledger.count == 0)
        #expect(harness.ledger.memoryBytes <= empty + 4096)
    }
}
