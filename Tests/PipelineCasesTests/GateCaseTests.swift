import Foundation
import PipelineCases
import Testing

/// An alert that fires only while another one does.
@Suite struct GateCaseTests {
    private func run(gateAbove limit: Double, expect: String) throws -> CaseResult {
        let shipped = try String(contentsOfFile: CaseBench.pipelinePath, encoding: .utf8)
        let further = """

              some-late:
                on: late_delivery_rate
                class: breach
                when: value > \(limit)
                include_partial: true
                keep_firing_for: 2d
                no_data: resolve
              several-late:
                on: late_delivery_rate
                class: breach
                when: broken >= 2
                while: some-late
                include_partial: true
            """
        let text =
            CaseBench.head + """
                  - name: a
                    events:
                      - orders: { at: 1h }
                      - orders: { at: 1h, order_id: o2 }
                      - orders: { at: 1h, order_id: o3 }
                      - logistics: { at: 2d }
                    until: 30d
                    expect:
                      alerts:
                \(expect)
                """
        let cases = try CaseBench.load(text, pipeline: shipped + further).cases
        try #require(cases.count == 1)
        return cases[0].run()
    }

    /// Both hold at the same window, so the one that waits sees the other from the next window on. The first resolves
    /// two days after the last window with data, which the other would not notice by itself.
    @Test func `it begins behind the other and ends with it`() throws {
        let result = try run(
            gateAbove: 0.5,
            expect: """
                        some-late: [ { seller_id: s1, state: firing }, { seller_id: s1, state: resolved } ]
                        several-late: [ { seller_id: s1, state: firing }, { seller_id: s1, state: resolved } ]
                """)
        let hasPassed = result.hasPassed
        #expect(hasPassed, "\(result.rendered(colour: false))")
    }

    @Test func `it stays silent while the other does`() throws {
        let result = try run(gateAbove: 0.9, expect: "        some-late: []\n        several-late: []")
        let hasPassed = result.hasPassed
        #expect(hasPassed, "\(result.rendered(colour: false))")
    }
}
