import Dataflow
import EventModel
import Testing

/// Any arrival within the allowed disorder gives what a naive recomputation gives.
@Suite struct PromiseArrivalTests {
    private static let lateness: Int64 = 100
    private static let forgetAfter: Int64 = 500

    private static func ledger(beside other: LedgerHarness? = nil) -> LedgerHarness {
        LedgerHarness(allowedLateness: lateness, forgetAfter: forgetAfter, beside: other)
    }

    @Test(arguments: UInt64(0)..<1500)
    func `what is told is right at every moment and complete at the end`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let events = LedgerEvent.random(&random)
        var ledger = Self.ledger()
        var seen: [LedgerEvent] = []
        for step in LedgerStep.arrival(of: events, allowedLateness: Self.lateness, &random) {
            ledger.take(step.events)
            seen += step.events
            ledger.advance(to: step.watermark)
            let expected = LedgerOracle(seen, forgetAfter: Self.forgetAfter, watermark: step.watermark)
            #expect(ledger.rows == expected.rows, "seed \(seed)")
        }
        ledger.advance(to: 1_000_000)
        Self.expect(ledger, toAgreeOn: events, seed)
    }

    @Test(arguments: UInt64(0)..<1000)
    func `steps may be cut short and events taken in between`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let events = LedgerEvent.random(&random)
        var ledger = Self.ledger()
        for step in LedgerStep.arrival(of: events, allowedLateness: Self.lateness, &random) {
            ledger.take(step.events)
            _ = ledger.advance(to: step.watermark, limit: Int.random(in: 1...4, using: &random))
        }
        while ledger.advance(to: 1_000_000, limit: Int.random(in: 1...4, using: &random)) {}
        Self.expect(ledger, toAgreeOn: events, seed)
    }

    @Test(arguments: UInt64(0)..<300)
    func `several promises of one order do not disturb each other`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let deliveries = LedgerEvent.random(&random)
        let refunds = LedgerEvent.random(&random)
        var delivery = Self.ledger()
        var refund = Self.ledger(beside: delivery)
        var steps = LedgerStep.arrival(of: deliveries, allowedLateness: Self.lateness, &random)
            .map { (step: $0, isRefund: false) }
        for step in LedgerStep.arrival(of: refunds, allowedLateness: Self.lateness, &random) {
            steps.append((step, true))
        }
        // By how far each has come; the order within each is as it was.
        for (step, isRefund) in steps.sorted(by: { $0.step.watermark < $1.step.watermark }) {
            if isRefund {
                refund.take(step.events)
                refund.advance(to: step.watermark)
            } else {
                delivery.take(step.events)
                delivery.advance(to: step.watermark)
            }
        }
        delivery.advance(to: 1_000_000)
        refund.advance(to: 1_000_000)
        Self.expect(delivery, toAgreeOn: deliveries, seed)
        Self.expect(refund, toAgreeOn: refunds, seed)
    }

    private static func expect(_ ledger: LedgerHarness, toAgreeOn events: [LedgerEvent], _ seed: UInt64) {
        let expected = LedgerOracle(events, forgetAfter: forgetAfter)
        let counts = ledger.ledger.counts
        #expect(ledger.rows == expected.rows, "seed \(seed)")
        #expect(counts.made == expected.made, "seed \(seed)")
        #expect(counts.forgottenOpen == expected.open, "seed \(seed)")
        #expect(counts.forgottenOrphans == expected.orphans, "seed \(seed)")
        #expect(ledger.ledger.count == 0, "seed \(seed)")
    }
}
