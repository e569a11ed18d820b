import EventModel
import Foundation
import Simulation
import Testing

/// Aggregates as pipelines write them, against plain computations.
@Suite struct AggregateLanguageTests {
    private static let clicks = MadeClick.made(300, over: MadeClick.day, seed: 12)
    private static let run = Result {
        try ClickRun(
            """
            time: { allowed_lateness: 1h }
            metrics:
              everything:
                on: clicks
                by: seller_id
                variance: amount
                also:
                  products: { distinct: product_id }
                  rough_products: { distinct: { of: product_id, precision: 16 } }
                  high: { quantile: { of: amount, q: 0.9, error: 0.001 } }
                  best: { top: { of: product_id, k: 3 } }
                  some: { sample: { of: product_id, k: 100 } }
                  opening: { first: product_id }
                  closing: { last: event_time }
                  last_amount: { last: amount }
                  was_bot: { last: is_bot }
                  fresh: { decayed_sum: { of: "1.0", half_life: 48h } }
                window: { tumbling: 7d }
              leading: { on: clicks, by: seller_id, last: product_id, window: { all_time: { every: 7d } } }
            alerts:
              any:
                on: everything
                class: breach
                when: products > 5 && closing > window_start && opening != "nothing"
                include_partial: true
                summary: "{{ best }} {{ opening }}"
            """, clicks: clicks)
    }

    private static let sellers = Dictionary(grouping: clicks, by: \.seller)

    @Test func `every aggregate is that of a plain computation`() throws {
        let finals = try Self.run.get()["everything"]
        #expect(finals.count == Self.sellers.count)
        for final in finals {
            let own = try #require(Self.sellers[final.key["seller_id"] ?? ""])
            let amounts = own.map { Double($0.amount) / 100 }
            let mean = amounts.reduce(0, +) / Double(amounts.count)
            let variance = amounts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(amounts.count)
            #expect(abs((final.number ?? 0) / variance - 1) < 1e-9)
            let products = Set(own.map(\.product))
            #expect(final.number("products") == Double(products.count))
            #expect(final.number("rough_products") == Double(products.count))
            let rank = amounts.sorted()[Int(0.9 * Double(amounts.count - 1))]
            #expect(abs((final.number("high") ?? 0) / rank - 1) <= 0.0011)
            #expect(Set(final.values["some"] as? [String] ?? []) == products)
            #expect(final.values["opening"] as? String == own.first?.product)
            #expect(
                final.values["closing"] as? String
                    == own.last.map { RFC3339.format(EventTime(milliseconds: $0.time)) })
            #expect(final.number("last_amount") == amounts.last)
            #expect(final.values["was_bot"] as? Bool == own.last?.isBot)
            let fresh = own.reduce(0) {
                $0 + exp2(-Double(final.end - $1.time) / Double(48 * MadeClick.hour))
            }
            #expect(abs((final.number("fresh") ?? 0) / fresh - 1) < 1e-4)
        }
    }

    @Test func `the most frequent values are told as a list with their counts`() throws {
        for final in try Self.run.get()["everything"] {
            let own = try #require(Self.sellers[final.key["seller_id"] ?? ""])
            let ranked = Dictionary(grouping: own, by: \.product).mapValues(\.count)
                .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(3)
            let best = try #require(final.values["best"] as? [[String: Any]])
            #expect(best.compactMap { $0["value"] as? String } == ranked.map(\.key))
            #expect(best.compactMap { $0["count"] as? Int } == ranked.map(\.value))
        }
    }

    @Test func `alerts see what was first, last and most frequent`() throws {
        let run = try Self.run.get()
        let alerts = run.log.records(of: "credence.alerts").compactMap { AlertRecord($0.valueText) }
        #expect(Set(alerts.compactMap { $0.entity["seller_id"] }) == Set(Self.sellers.keys))
        for alert in alerts where alert.state == "firing" {
            let first = try #require(Self.sellers[alert.entity["seller_id"] ?? ""]?.first)
            let summary = try #require(alert.summary)
            #expect(summary.hasPrefix("[{\"value\":\"product-") && summary.hasSuffix("}] \(first.product)"))
        }
    }

    @Test func `a value of text is told as text`() throws {
        let leading = try Self.run.get()["leading"]
        #expect(leading.count == Self.sellers.count)
        for final in leading {
            #expect(final.value as? String == Self.sellers[final.key["seller_id"] ?? ""]?.last?.product)
        }
    }
}
