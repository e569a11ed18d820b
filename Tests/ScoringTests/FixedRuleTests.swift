import EventModel
import Scoring
import Testing

@Suite struct FixedRuleTests {
    private static let day: Int64 = 86_400_000

    /// A hundred deliveries are due on day 3, in the middle of the day; so many come a moment too late.
    private static func rule(late: Int, of all: Int = 100) -> FixedRule {
        var rule = FixedRule(fewest: 20)
        for number in 0..<all {
            let due = 3 * day + day / 2
            rule.pay(order: "o\(number)", seller: "a", due: due)
            rule.deliver(order: "o\(number)", at: due + (number < late ? 1 : 0))
        }
        return rule
    }

    @Test func `it fires at the end of the first day above its limit, once`() {
        #expect(Self.rule(late: 4).alerts(above: [0.04])[0] == [])
        let alerts = Self.rule(late: 5).alerts(above: [0.04])[0]
        #expect(alerts.map(\.time.milliseconds) == [4 * Self.day])
        #expect(alerts.map(\.entity) == [["seller_id": "a"]])
    }

    @Test func `of several limits each has its own alerts`() {
        let alerts = Self.rule(late: 12).alerts(above: [0.04, 0.11, 0.12])
        #expect(alerts.map(\.count) == [1, 1, 0])
    }

    @Test func `it says nothing about fewer than it needs`() {
        #expect(Self.rule(late: 19, of: 19).alerts(above: [0.04])[0] == [])
        #expect(Self.rule(late: 19, of: 20).alerts(above: [0.04])[0].count == 1)
    }

    @Test func `what never arrives is late, and what was called off is not due`() {
        var rule = Self.rule(late: 4)
        rule.pay(order: "lost", seller: "a", due: 3 * Self.day)
        #expect(rule.alerts(above: [0.04])[0].count == 1)
        rule.waive(order: "lost")
        #expect(rule.alerts(above: [0.04])[0] == [])
    }

    @Test func `it fires anew after two weeks in which it was quiet`() {
        var rule = Self.rule(late: 5)
        for number in 0..<40 {
            let due = Int64(18 + number / 20 * 15) * Self.day
            rule.pay(order: "next\(number)", seller: "a", due: due)
            rule.deliver(order: "next\(number)", at: due + (number < 20 ? 0 : 1))
        }
        #expect(rule.alerts(above: [0.04])[0].map(\.time.milliseconds) == [4 * Self.day, 34 * Self.day])
    }
}
