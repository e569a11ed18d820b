import Foundation
import PipelineCases
import PipelineSpec
import Testing

/// Scores, alerts on them and metrics with detectors in cases.
@Suite struct ScoreCaseTests {
    private static let further = """

          slipping:
            on: late_delivery_rate
            class: erosion
            detect: { cusum: { false_alarms_per_day: 0.01 } }
          untrusted:
            on: punctuality
            class: breach
            when: value < 60.0
            include_partial: true
        scores:
          punctuality:
            by: seller_id
            of: { late: late_delivery_rate }
            value: 100.0 * (1.0 - late)
            levels: { good: 90, poor: 0 }
        """

    private func run(_ value: Double) throws -> CaseResult {
        let shipped = try String(contentsOfFile: CaseBench.pipelinePath, encoding: .utf8)
        let text =
            CaseBench.head + """
                  - name: a
                    events:
                      - orders: { at: 1h }
                      - orders: { at: 1h, order_id: o2 }
                      - logistics: { at: 2d }
                    until: 12d
                    expect:
                      metrics:
                        late_delivery_rate: [ { seller_id: s1, value: 0.5 } ]
                        punctuality: [ { seller_id: s1, window_end: 5d, value: \(value), level: poor, rated: true, late: 0.5 } ]
                      alerts:
                        untrusted: [ { seller_id: s1, state: firing, value: 50 } ]
                """
        let cases = try CaseBench.load(text, pipeline: shipped + Self.further).cases
        try #require(cases.count == 1)
        return cases[0].run()
    }

    @Test func `a case can say what a score and alerts on it tell`() throws {
        let (right, wrong) = (try run(50), try run(51))
        let hasPassed = right.hasPassed
        #expect(hasPassed, "\(right.rendered(colour: false))")
        #expect(!wrong.hasPassed)
    }
}
