import PipelineCases
import PipelineSpec
import Testing

/// How events are written in cases.
@Suite struct CaseEventTests {
    private func expectPass(_ text: String) throws {
        let result = try CaseBench.run(text)
        let hasPassed = result.hasPassed
        #expect(hasPassed, "\(result.rendered(colour: false))")
    }

    @Test func `repeats count, go on in time and stand inside each other`() throws {
        try expectPass(
            """
              - name: a
                events:
                  - repeat: [ s1, s2 ]
                    as: seller
                    events:
                      - repeat: 3
                        every: 1d
                        events:
                          - orders: { at: 1h, order_id: "{{seller}}-{{n}}", seller_id: "{{ seller }}" }
                until: 10d
                expect:
                  metrics:
                    promises_due_daily:
                      exactly:
                        - { seller_id: s1, window_start: 3d, among: 1 }
                        - { seller_id: s1, window_start: 4d, among: 1 }
                        - { seller_id: s1, window_start: 5d, among: 1 }
                        - { seller_id: s2, window_start: 3d, among: 1 }
                        - { seller_id: s2, window_start: 4d, among: 1 }
                        - { seller_id: s2, window_start: 5d, among: 1 }
            """)
    }

    @Test func `events arrive at their times, in whatever order they are written`() throws {
        try expectPass(
            """
              - name: a
                events:
                  - logistics: { at: 2d }
                  - orders: { at: 1h }
                expect:
                  metrics: { promises_due_daily: [ { window_end: 4d, value: 0 } ] }
                  counts: { orders: { used: 1 }, logistics: { used: 1 } }
            """)
    }

    @Test func `an event without a time happens with the one before it`() throws {
        try expectPass(
            """
              - name: a
                events:
                  - orders: { at: 2d }
                  - orders: { order_id: o2 }
                expect:
                  metrics: { promises_due_daily: { exactly: [ { window_start: 5d, window_end: 6d, among: 2 } ] } }
            """)
    }

    @Test func `times in fields count from the event, from the start, or from nothing`() throws {
        try expectPass(
            """
              - name: a
                events:
                  - orders: { at: 1d, order_id: o1, promised_delivery_at: +1d }
                  - orders: { at: 1d, order_id: o2, promised_delivery_at: 4d }
                  - orders: { at: 1d, order_id: o3, promised_delivery_at: 2024-03-07T12:00:00Z }
                  - orders: { at: 1d, order_id: o4, promised_delivery_at: -1h }
                until: 10d
                expect:
                  metrics:
                    promises_due_daily:
                      exactly: [ { window_start: 1d }, { window_start: 2d }, { window_start: 4d }, { window_start: 6d } ]
            """)
    }

    @Test func `time goes on after the last event as far as the case says`() throws {
        let text = """
              - name: a
                events: [ orders: { at: 0m } ]
                until: §
                expect: { metrics: { promises_due_daily: [ { window_end: 4d, final: true } ] } }
            """
        #expect(try !CaseBench.run(text.replacing("§", with: "4d23h")).hasPassed)
        #expect(try CaseBench.run(text.replacing("§", with: "5d")).hasPassed)
    }

    @Test func `a case without events runs`() throws {
        try expectPass(
            "  - name: a\n    events: []\n    until: 30d\n    expect: { counts: { orders: { read: 0 } } }\n")
    }

    @Test func `a case tells the same every time`() throws {
        let text = """
              - name: a
                events:
                  - repeat: 50
                    every: 7h
                    events:
                      - orders: { at: 0m, order_id: "o{{n}}", arrives: 20m }
                until: 30d
                expect: { metrics: { late_delivery_rate: [ { value: 7 } ] } }
            """
        let first = try CaseBench.run(text).rendered(colour: false)
        for _ in 0..<5 { #expect(try CaseBench.run(text).rendered(colour: false) == first) }
    }
}
