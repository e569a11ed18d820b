import PipelineCases
import PipelineSpec
import Testing

/// What a case that fails has to say.
@Suite struct CaseDifferenceTests {
    /// Lines of a file begin behind its head.
    private let firstLine = CaseBench.head.split(separator: "\n", omittingEmptySubsequences: false).count

    private func only(_ text: String) throws -> CaseDifference {
        let result = try CaseBench.run(text)
        #expect(!result.hasPassed && result.failure == nil)
        #expect(result.differences.count == 1, "\(result.rendered(colour: false))")
        return try #require(result.differences.first)
    }

    @Test func `a wrong value stands beside the one that was told`() throws {
        let difference = try only(
            """
              - name: a
                events:
                  - orders: { at: 1h }
                expect:
                  metrics:
                    promises_due_daily:
                      - { seller_id: s1, window_end: 4d, value: 0.25, among: 1 }
            """)
        #expect(difference.location.line == firstLine + 6)
        #expect(difference.message.hasSuffix("the nearest differs in 'value'"))
        let fields = difference.fields.map { "\($0.name) \($0.expected) \($0.actual) \($0.differs)" }
        #expect(
            fields == [
                "seller_id s1 s1 false", "window_end 4d 4d false", "value 0.25 1 true", "among 1 1 false",
            ])
        let text = try CaseBench.run(
            """
              - name: a
                events: [ orders: { at: 1h } ]
                expect:
                  metrics: { promises_due_daily: [ { window_end: 4d, value: 0.25 } ] }
            """
        ).rendered(colour: false)
        #expect(text.contains("     ! value       0.25      1\n"))
        #expect(text.contains("       window_end  4d        4d\n"))
        #expect(text.contains("expected  actual\n"))
    }

    @Test func `of several results the one that is about the same thing is the nearest`() throws {
        let difference = try only(
            """
              - name: a
                events:
                  - orders: { at: 1h, order_id: o1 }
                  - orders: { at: 1h, order_id: o2, seller_id: s2 }
                  - logistics: { at: 2h, order_id: o1 }
                expect:
                  metrics:
                    promises_due_daily:
                      - { seller_id: s2, window_end: 4d, value: 0, among: 2 }
            """)
        #expect(difference.message.hasSuffix("the nearest differs in 'value' and 'among'"))
    }

    @Test func `an alert that nobody expects fails the case`() throws {
        let events = """
                events:
                  - repeat: 20
                    events: [ orders: { at: 0m, order_id: "o{{n}}" } ]
                until: 5d
            """
        let difference = try only("  - name: a\n\(events)\n    expect: {}\n")
        #expect(difference.message == "the alert 'late-deliveries' is firing, which was not expected")
        #expect(difference.fields.contains { $0.name == "seller_id" && $0.actual == "s1" })
        #expect(difference.fields.contains { $0.name == "at" && $0.actual == "4d2h" })
        #expect(try CaseBench.run("  - name: a\n\(events)\n    expect: { other_alerts: true }\n").hasPassed)
        let wrong = try only(
            "  - name: a\n\(events)\n    expect: { alerts: { late-deliveries: [ { state: firing, at: 4d } ] } }\n"
        )
        #expect(wrong.message.hasSuffix("the nearest differs in 'at'"))
        let more = try only(
            """
              - name: a
            \(events)
                expect:
                  alerts:
                    late-deliveries:
                      - { state: firing, at: 4d2h }
                      - { state: resolved }
            """)
        #expect(more.message.contains("there is no further transition"))
        #expect(more.hint == "the case ends at 5d")
    }

    @Test func `a dead letter that nobody expects is told at its event`() throws {
        let difference = try only(
            """
              - name: a
                events:
                  - orders: { at: 1h }
                  - logistics: { at: 2h, shipment_id: null }
                expect: {}
            """)
        #expect(difference.location.line == firstLine + 3)
        #expect(difference.message.contains("went to the dead letters"))
        #expect(difference.fields.first.map { "\($0.name) \($0.actual)" } == "code missing_field")
    }

    @Test func `a late event that nobody expects is told at its event`() throws {
        let difference = try only(
            """
              - name: a
                events:
                  - orders: { at: 1h, order_id: o2 }
                  - orders: { at: 1h, arrives: 3d }
                expect: {}
            """)
        #expect(difference.location.line == firstLine + 3)
        #expect(difference.message == "an event of 'orders' came too late, which was not expected")
    }

    @Test func `a list that is exact admits nothing else`() throws {
        func text(_ list: String) -> String {
            """
              - name: a
                events:
                  - orders: { at: 1h, order_id: o1 }
                  - orders: { at: 1h, order_id: o2, seller_id: s2 }
                until: 4d
                expect:
                  metrics:
                    promises_due_daily: \(list)
            """
        }
        #expect(try CaseBench.run(text("[ { seller_id: s1 } ]")).hasPassed)
        #expect(try CaseBench.run(text("{ exactly: [ { seller_id: s1 }, { seller_id: s2 } ] }")).hasPassed)
        let more = try only(text("{ exactly: [ { seller_id: s1 } ] }"))
        #expect(more.message == "'promises_due_daily' has a result that is not listed")
        #expect(more.fields.contains { $0.name == "seller_id" && $0.actual == "s2" })
        // What one could have taken is left to the other.
        #expect(try CaseBench.run(text("{ exactly: [ { value: 1 }, { seller_id: s1 } ] }")).hasPassed)
        #expect(try CaseBench.run(text("[]")).differences.count == 2)
    }

    @Test func `what is absent must not be there`() throws {
        let text = """
              - name: a
                events: [ orders: { at: 1h } ]
                until: 5d
                expect: { metrics: { promises_due_daily: [ { seller_id: §, absent: true } ] } }
            """
        #expect(try CaseBench.run(text.replacing("§", with: "s2")).hasPassed)
        #expect(try only(text.replacing("§", with: "s1")).message.contains("has a result like this"))
    }

    @Test func `counts are compared`() throws {
        let difference = try only(
            """
              - name: a
                events: [ orders: { at: 1h }, logistics: { at: 2h } ]
                expect: { counts: { orders: { read: 1, used: 2 }, logistics: { used: 1 } } }
            """)
        #expect(difference.fields.first.map { "\($0.name) \($0.expected) \($0.actual)" } == "used 2 1")
    }

    @Test(arguments: [
        ("1", true), ("1.0", true), ("0.99", false), ("~1", true), ("~0.9", false), ("\">0.9\"", true),
        ("\"> 1\"", false), ("\">= 1\"", true), ("\"<1\"", false), ("\"<= 1\"", true), ("null", false),
        ("one", false),
    ]) func `numbers are compared as written`(expected: String, holds: Bool) throws {
        let result = try CaseBench.run(
            """
              - name: a
                events: [ orders: { at: 1h } ]
                expect: { metrics: { promises_due_daily: [ { window_end: 4d, value: \(expected) } ] } }
            """)
        #expect(result.hasPassed == holds)
    }

    @Test func `windows from before the input are partial`() throws {
        let text = """
              - name: a
                input_since: 1d
                events: [ orders: { at: 1d } ]
                expect:
                  metrics: { late_delivery_rate: [ { window_end: 5d, partial: true }, { window_end: 15d, partial: false } ] }
            """
        #expect(try CaseBench.run(text).hasPassed)
        #expect(try !CaseBench.run(text.replacing("    input_since: 1d\n", with: "")).hasPassed)
    }
}
