import EventModel
import Planning
import Simulation
import Testing
import Worker

/// The shipped pipeline over real orders, against what was computed from the original tables by other means.
@Suite(.enabled(if: MarketplaceFiles.areThere, Comment(rawValue: MarketplaceFiles.hint)), .serialized)
struct RealMarketplaceTests {
    private static let reference = Result {
        try MarketplaceRun(
            ShippedPipeline.sellerTrust(), orders: MarketplaceFiles.orders,
            logistics: MarketplaceFiles.logistics)
    }
    private static let results = reference.map(\.published.results)

    private struct Tally: Equatable {
        var delivered = 0
        var late = 0
    }

    @Test func `delivered and late add up to the facts, in all and for every seller`() throws {
        let facts = try MarketplaceFiles.facts()
        let results = try Self.results.get().filter { $0.metric == "deliveries_daily" }
        var tallies: [String: Tally] = [:]
        for result in results {
            tallies[result.key["seller_id"] ?? "", default: Tally()].delivered += result["among"]
            tallies[result.key["seller_id"] ?? "", default: Tally()].late += result["of"]
        }
        #expect(tallies.values.reduce(0) { $0 + $1.delivered } == 5_234)
        #expect(tallies.values.reduce(0) { $0 + $1.late } == 415)
        #expect(facts.delivered == 5_234 && facts.delivered_late == 415 && facts.per_seller.count == 38)
        for (seller, expected) in facts.per_seller {
            #expect(tallies[seller] == Tally(delivered: expected[0], late: expected[1]), "\(seller)")
        }
    }

    @Test func `what was never delivered is broken beside what came late`() throws {
        let facts = try MarketplaceFiles.facts()
        let due = try Self.results.get().filter { $0.metric == "promises_due_daily" }
        #expect(
            due.reduce(0) { $0 + $1["broken"] } == facts.delivered_late + facts.never_delivered_not_cancelled)
        #expect(due.reduce(0) { $0 + $1["kept"] } == facts.delivered - facts.delivered_late)
        #expect(due.reduce(0) { $0 + $1["waived"] } == facts.cancelled)
        // Each promise stands in 14 windows of the rate.
        let rate = try Self.results.get().filter { $0.metric == "late_delivery_rate" }
        #expect(
            rate.reduce(0) { $0 + $1["of"] } == 14
                * (facts.delivered_late + facts.never_delivered_not_cancelled))
    }

    @Test func `every record is accounted for`() throws {
        let sources = try #require(try Self.reference.get().status.pipelines.first).sources
        #expect(
            sources.map(\.counts.read) == [MarketplaceFiles.orders.count, MarketplaceFiles.logistics.count])
        for source in sources {
            #expect(source.counts.isBalanced)
            #expect(source.counts.used == source.counts.read)
        }
    }

    @Test func `alerts fire and resolve in turn, and none is partial`() throws {
        let run = try Self.reference.get()
        #expect(run.published.alerts.count > 0)
        try AlertChecks.check(run.published, log: run.log)
    }

    static let configurations: [Configuration] =
        [
            Configuration(partitions: 1, threads: 1, batchSize: 4096),
            Configuration(partitions: 1, threads: 2, batchSize: 7, delivery: .init(recordsPerFetch: 501)),
            Configuration(partitions: 1, threads: 3, batchSize: 1),
            Configuration(partitions: 8, threads: 1, batchSize: 7, commitIntervalMilliseconds: 5),
            Configuration(partitions: 8, threads: 2, batchSize: 1, delivery: .init(recordsPerRun: 13)),
            Configuration(
                partitions: 8, threads: 3, batchSize: 4096,
                delivery: .init(recordsPerFetch: 97, recordsPerRun: 11)),
            Configuration(partitions: 32, threads: 1, batchSize: 1),
            Configuration(partitions: 32, threads: 2, batchSize: 4096, delivery: .init(recordsPerFetch: 250)),
            Configuration(partitions: 32, threads: 3, batchSize: 7),
        ] + Publication.allCases.dropFirst().map { Configuration(publication: $0) }

    @Test(arguments: configurations)
    func `nothing that is set up otherwise shows in a result`(configuration: Configuration) throws {
        let expected = try Self.reference.get().published
        let run = try MarketplaceRun(
            ShippedPipeline.sellerTrust(), orders: MarketplaceFiles.orders,
            logistics: MarketplaceFiles.logistics,
            configuration)
        #expect(run.published.finals.count == expected.finals.count)
        #expect(run.published.finals == expected.finals)
        #expect(run.published.alerts == expected.alerts)
        #expect(run.published.active == expected.active)
        for source in run.status.pipelines.flatMap(\.sources) { #expect(source.counts.isBalanced) }
    }
}
