import Foundation
import Testing

/// The ways to say what decides a promise, each against another that says the same.
@Suite(.serialized) struct PromiseLanguageTests {
    private static let made = MadeMarketplace()
    private static let kept = #"kept:   { on: logistics, when: status == "delivered" }"#

    private static func run(
        _ deciding: String, metrics: (String) -> String = { $0 },
        _ configuration: Configuration = Configuration()
    ) throws -> Published {
        let path = ShippedPipeline.repository + "/Pipelines/seller-trust.yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try #require(text.contains(kept))
        let changed = metrics(text.replacing(kept, with: deciding))
        return try MarketplaceRun(
            ShippedPipeline.plan(text: changed), orders: made.records(of: "orders"),
            logistics: made.records(of: "logistics"), configuration
        ).published
    }

    @Test func `the first of several events decides, as one condition for all of them would`() throws {
        let one = try Self.run(Self.kept)
        let several = try Self.run(
            """
            kept:
                  - { on: logistics, when: status == "delivered" && seller_id == "seller-turning" }
                  - { on: logistics, when: status == "delivered" && seller_id != "seller-turning" }
                  - { on: orders, when: event_type == "refund_issued" && seller_id == "nobody" }
            """)
        #expect(several.finals == one.finals && several.alerts == one.alerts)
        #expect(!one.finals.isEmpty && !one.alerts.isEmpty)
    }

    /// What keeps one promise breaks the other, and the due time does the opposite.
    @Test(arguments: [
        Configuration(), Configuration(partitions: 1, threads: 1, batchSize: 1),
        Configuration(partitions: 8, threads: 2, batchSize: 7, publication: .logisticsFirst),
    ])
    func `events break a promise that its due time keeps`(configuration: Configuration) throws {
        // Parcels that have arrived are told as they arrive only where they keep a promise.
        let dueOnly: (String) -> String = { text in
            let start = text.range(of: "  # From the buyer's door")?.lowerBound ?? text.endIndex
            let end = text.range(of: "\nalerts:")?.lowerBound ?? text.endIndex
            return text.replacingCharacters(in: start..<end, with: "")
        }
        let kept = try Self.run(Self.kept, metrics: dueOnly, configuration).results
        let broken = try Self.run(
            Self.kept.replacing("kept:  ", with: "broken:"), metrics: dueOnly, configuration
        ).results
        #expect(kept.count == broken.count && kept.count > 100)
        let byKey = Dictionary(uniqueKeysWithValues: broken.map { ($0.recordKey, $0) })
        for result in kept {
            let other = try #require(byKey[result.recordKey])
            #expect(result["kept"] == other["broken"] && result["broken"] == other["kept"])
            #expect(result["waived"] == other["waived"] && result["count"] == other["count"])
        }
        #expect(kept.contains { $0["kept"] > 0 && $0["broken"] > 0 && $0["waived"] > 0 })
    }

    /// A delivery that is gathered up to the due time is one that keeps the promise, whatever the order of reading.
    @Test(arguments: [
        Configuration(), Configuration(partitions: 1, threads: 1, batchSize: 1),
        Configuration(partitions: 8, threads: 2, batchSize: 7, publication: .logisticsFirst),
    ])
    func `what is gathered tells as much as what keeps a promise`(configuration: Configuration) throws {
        // Where there is a waiver it is another's turn first: a parcel in time that is cancelled later.
        let dueOnly: (String) -> String = { text in
            let start = text.range(of: "  # From the buyer's door")?.lowerBound ?? text.endIndex
            let end = text.range(of: "\nalerts:")?.lowerBound ?? text.endIndex
            let lines = text.replacingCharacters(in: start..<end, with: "").split(
                separator: "\n", omittingEmptySubsequences: false)
            return lines.filter { !$0.hasPrefix("    waived:") }.joined(separator: "\n")
        }
        let kept = try Self.run(Self.kept, metrics: dueOnly, configuration).results
        let gathered = try Self.run(
            """
            gather:
                  arrived_at: { on: logistics, when: status == "delivered", first: event_time }
                  arrived: { on: logistics, when: status == "delivered" }
            """,
            metrics: {
                dueOnly($0).replacing(
                    "outcome == \"broken\"",
                    with: "outcome != \"waived\" && !has(arrived_at) && !arrived")
            }, configuration
        ).results
        #expect(kept.count == gathered.count && kept.count > 100)
        let byKey = Dictionary(uniqueKeysWithValues: gathered.map { ($0.recordKey, $0) })
        for result in kept {
            let other = try #require(byKey[result.recordKey])
            for name in ["count", "of", "among"] { #expect(result[name] == other[name]) }
        }
        #expect(kept.contains { $0["of"] > 0 })
    }
}
