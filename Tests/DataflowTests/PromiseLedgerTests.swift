import Dataflow
import EventModel
import Testing

@Suite struct PromiseLedgerTests {
    @Test func `a delivery exactly at the due time is kept`() {
        var ledger = LedgerHarness()
        ledger.make("a", at: 10, due: 50)
        ledger.fulfil("a", at: 50)
        ledger.advance(to: 100)
        #expect(ledger.due == ["a kept @50": 1])
        #expect(ledger.fulfilled == ["a kept @50": 1])
    }

    @Test func `a delivery one millisecond later finds the promise broken`() {
        var ledger = LedgerHarness()
        ledger.make("a", at: 10, due: 50)
        ledger.fulfil("a", at: 51)
        ledger.advance(to: 100)
        #expect(ledger.due == ["a broken @50": 1])
        #expect(ledger.fulfilled == ["a broken @51": 1])
    }

    @Test func `the deadline breaks a promise without any further event`() {
        var ledger = LedgerHarness()
        ledger.make("a", at: 10, due: 50)
        ledger.advance(to: 50)
        #expect(ledger.due == [:])
        ledger.advance(to: 51)
        #expect(ledger.due == ["a broken @50": 1])
    }

    @Test func `a waiver before the due time waives, one after it does not`() {
        var ledger = LedgerHarness()
        ledger.make("a", at: 10, due: 50)
        ledger.make("b", at: 10, due: 50)
        ledger.waive("a", at: 50)
        ledger.waive("b", at: 51)
        ledger.advance(to: 100)
        #expect(ledger.due == ["a waived @50": 1, "b broken @50": 1])
    }

    @Test
    func `an order that is cancelled and delivered all the same is waived, and its delivery is not counted`()
    {
        var ledger = LedgerHarness()
        ledger.make("a", at: 10, due: 50)
        ledger.waive("a", at: 20)
        ledger.fulfil("a", at: 30)
        ledger.advance(to: 100)
        #expect(ledger.due == ["a waived @50": 1])
        #expect(ledger.fulfilled == [:])
    }

    @Test func `an order paid after its delivery is kept, and told when it was paid`() {
        var ledger = LedgerHarness()
        ledger.fulfil("a", at: 30)
        ledger.make("a", at: 60, due: 50)
        ledger.advance(to: 100)
        #expect(ledger.due == ["a kept @60": 1])
        #expect(ledger.fulfilled == ["a kept @60": 1])
    }

    @Test func `the first due time counts, also when the amendment arrives first`() {
        var ledger = LedgerHarness()
        ledger.make("a", at: 20, due: 90)
        ledger.make("a", at: 10, due: 50)
        ledger.make("a", at: 30, due: 70)
        ledger.advance(to: 100)
        #expect(ledger.due == ["a broken @50": 1])
        #expect(ledger.ledger.counts.made == 1)
    }

    @Test func `a delivery that arrives behind the deadline's watermark takes the broken promise back`() {
        var ledger = LedgerHarness()
        ledger.make("a", at: 10, due: 50)
        ledger.advance(to: 80)
        #expect(ledger.due == ["a broken @50": 1])
        ledger.fulfil("a", at: 40)
        #expect(ledger.due == ["a kept @50": 1])
    }

    @Test func `what is old is forgotten and counted`() {
        var ledger = LedgerHarness(forgetAfter: 1000)
        ledger.make("open", at: 10, due: 50)
        ledger.make("done", at: 10, due: 50)
        ledger.fulfil("done", at: 20)
        ledger.fulfil("orphan", at: 20)
        ledger.advance(to: 1019)
        #expect(ledger.ledger.count == 3)
        ledger.advance(to: 2000)
        #expect(ledger.ledger.count == 0)
        #expect(ledger.ledger.counts.forgottenOpen == 1)
        #expect(ledger.ledger.counts.forgottenOrphans == 1)
        ledger.make("open", at: 2010, due: 2050)
        ledger.advance(to: 3000)
        #expect(ledger.due == ["open broken @50": 1, "open broken @2050": 1, "done kept @50": 1])
    }

    @Test func `an amendment never moves the due time, not even a promise that was told broken`() {
        var ledger = LedgerHarness(allowedLateness: 1000)
        ledger.make("a", at: 10, due: 50, seller: "first")
        ledger.advance(to: 60)
        ledger.make("a", at: 20, due: 900, seller: "second")
        ledger.fulfil("a", at: 100)
        #expect(ledger.due == ["a broken @50": 1])
        #expect(ledger.fulfilled == ["a broken @100": 1])
        #expect(ledger.sellers == ["a": "first"])
    }

    @Test func `an earlier promise that arrives later moves the due time and all that was told`() {
        var ledger = LedgerHarness(allowedLateness: 1000)
        ledger.make("a", at: 20, due: 200, seller: "second")
        ledger.fulfil("a", at: 100)
        #expect(ledger.due == ["a kept @200": 1])
        ledger.make("a", at: 10, due: 50, seller: "first")
        ledger.advance(to: 51)
        #expect(ledger.due == ["a broken @50": 1])
        #expect(ledger.rows.keys.allSatisfy { $0.contains("made 10 due 50 by first") })
        #expect(ledger.rows.count == 2)
        #expect(ledger.ledger.counts.made == 1)
    }

    @Test func `events without key or due time are counted and promise nothing`() {
        var ledger = LedgerHarness()
        ledger.make(nil, at: 10, due: 50)
        ledger.make("a", at: 10, due: nil)
        ledger.advance(to: 100)
        #expect(ledger.ledger.counts.withoutKey == 1)
        #expect(ledger.ledger.counts.withoutDue == 1)
        #expect(ledger.due == [:])
    }

    @Test func `the remembered fields come back with the outcome`() {
        var ledger = LedgerHarness()
        ledger.make("a", at: 10, due: 50, seller: "s1")
        ledger.make("b", at: 10, due: 50, seller: nil)
        ledger.advance(to: 100)
        #expect(ledger.sellers == ["a": "s1", "b": "null"])
    }
}
