import Dataflow
import Testing

@Suite struct BinomialPlanTests {
    // (scipy.stats.norm.isf(.001) + scipy.stats.norm.ppf(.9))² · .02 · .98 / (fall · .02)², rounded up; published as 23,400,
    // 10,400 and 3,700.
    @Test(arguments: [(0.2, Int64(23_413)), (0.3, 10_406), (0.5, 3_747)])
    func `a conversion of two percent needs the published visits`(fall: Double, visits: Int64) {
        #expect(BinomialPlan().trials(rate: 0.02, relativeFall: fall) == visits)
    }

    @Test func `more power, fewer false alarms and smaller rates need more`() {
        let usual = BinomialPlan().trials(rate: 0.02, relativeFall: 0.3) ?? 0
        #expect(BinomialPlan(power: 0.99).trials(rate: 0.02, relativeFall: 0.3) ?? 0 > usual)
        #expect(BinomialPlan(falseAlarmProbability: 1e-4).trials(rate: 0.02, relativeFall: 0.3) ?? 0 > usual)
        #expect(BinomialPlan().trials(rate: 0.01, relativeFall: 0.3) ?? 0 > usual)
    }

    @Test func `what cannot fall needs no plan`() {
        #expect(BinomialPlan().trials(rate: 0, relativeFall: 0.3) == nil)
        #expect(BinomialPlan().trials(rate: 0.02, relativeFall: 0) == nil)
        #expect(BinomialPlan().trials(rate: 1.2, relativeFall: 0.3) == nil)
        #expect(BinomialPlan().trials(rate: 1e-300, relativeFall: 1e-9) == nil)
    }
}
