import Foundation
import Testing

/// The erosion alert of a promise's share beside the shipped pipeline: rows that are taken back, results that are told twice.
@Suite(.serialized) struct PromiseErosionTests {
    private static let made = MadeMarketplace()

    private static func run(_ configuration: Configuration, erosion: Bool = true) throws -> MarketplaceRun {
        let path = ShippedPipeline.repository + "/Pipelines/seller-trust.yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let alert = """
              seller-credit-eroding:
                on: late_delivery_rate
                class: erosion
                detect: { cusum: { odds_ratio: 2, false_alarms_per_day: 0.01 } }
                summary: "{{ seller_id }}: usually {{ percent(baseline) }}% of due deliveries late"

            """
        return try MarketplaceRun(
            ShippedPipeline.plan(text: erosion ? text + alert : text), orders: made.records(of: "orders"),
            logistics: made.records(of: "logistics"), configuration)
    }

    @Test func `results and other alerts are what they are without it, and order does not show`() throws {
        let plain = try Self.run(Configuration(), erosion: false).published
        let run = try Self.run(Configuration())
        #expect(run.published.finals == plain.finals)
        let eroding = run.published.alerts.filter { $0.key.hasPrefix("seller-credit-eroding") }
        #expect(run.published.alerts.filter { eroding[$0.key] == nil } == plain.alerts)
        #expect(eroding.keys.contains("seller-credit-eroding|seller-turning"))
        try AlertChecks.check(run.published, log: run.log)
        for configuration in [
            Configuration(partitions: 1, threads: 1, batchSize: 1),
            Configuration(partitions: 8, threads: 2, batchSize: 7, publication: .logisticsFirst),
        ] {
            #expect(try Self.run(configuration).published.alerts == run.published.alerts)
        }
    }
}
