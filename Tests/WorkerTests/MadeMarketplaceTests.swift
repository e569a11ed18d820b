import EventModel
import Planning
import Simulation
import Testing
import Worker

/// The shipped pipeline over made events, against a plain computation of the same.
@Suite(.serialized) struct MadeMarketplaceTests {
    private static let made = MadeMarketplace()
    private static let orders = made.records(of: "orders")
    private static let logistics = made.records(of: "logistics")
    private static let naive = NaiveSellerTrust(made.events)
    private static let reference = Result { try run(Configuration()) }

    private static func run(_ configuration: Configuration) throws -> MarketplaceRun {
        try MarketplaceRun(ShippedPipeline.sellerTrust(), orders: orders, logistics: logistics, configuration)
    }

    @Test func `the final results are those of the plain computation`() throws {
        let lines = try Self.reference.get().published.results.map(NaiveSellerTrust.line)
        let expected = Self.naive.results
        #expect(expected.count > 500)
        #expect(Set(lines).count == lines.count)
        #expect(Set(lines).subtracting(expected).sorted() == [])
        #expect(expected.subtracting(lines).sorted() == [])
    }

    @Test func `records are keyed by metric, key and window`() throws {
        for result in try Self.reference.get().published.results {
            let start = try #require(RFC3339.parse(result.start)).milliseconds
            #expect(result.recordKey == "\(result.metric)|\(result.key["seller_id"] ?? "")|\(start)")
        }
    }

    @Test func `the alerts are those of the plain computation`() throws {
        let run = try Self.reference.get()
        let told = run.published.transitions.map {
            "\($0.entity["seller_id"] ?? "") \($0.state) \($0.time) \($0.startedAt)"
        }
        #expect(told.sorted() == Self.naive.transitions.sorted())
        #expect(told.contains { $0.hasPrefix("seller-turning firing") })
        #expect(told.contains { $0.hasPrefix("seller-turning resolved") })
        try AlertChecks.check(run.published, log: run.log)
    }

    @Test func `a record of an alert says what it rests on`() throws {
        let run = try Self.reference.get()
        let firing = try #require(run.published.transitions.first { $0.state == "firing" })
        let (of, among) = (firing.values["of"] ?? 0, firing.values["among"] ?? 0)
        #expect(firing.rule == "late-deliveries" && of >= 3 && among >= of)
        #expect(firing.posterior["alpha"] == 2.5 + of && firing.posterior["beta"] == 47.5 + among - of)
        let tenths = Int((1000 * of / among).rounded())
        #expect(
            firing.summary
                == "\(firing.entity["seller_id"] ?? ""): \(tenths / 10).\(tenths % 10) % of due deliveries late"
        )
    }

    static let configurations: [Configuration] =
        [1, 8, 32].flatMap { partitions in
            [1, 2, 3].flatMap { threads in
                [1, 7, 4096].map { Configuration(partitions: partitions, threads: threads, batchSize: $0) }
            }
        }
        + Publication.allCases.flatMap { publication in
            [
                Configuration(
                    partitions: 1, threads: 1, delivery: .init(recordsPerFetch: 10), publication: publication),
                Configuration(
                    partitions: 5, threads: 3, delivery: .init(recordsPerFetch: 3), publication: publication),
                Configuration(threads: 2, commitIntervalMilliseconds: 20, publication: publication),
            ]
        }

    @Test(arguments: configurations)
    func `nothing that is set up otherwise shows in a result`(configuration: Configuration) throws {
        let expected = try Self.reference.get().published
        let run = try Self.run(configuration)
        #expect(run.published.finals == expected.finals)
        #expect(run.published.alerts == expected.alerts)
        #expect(run.published.active == expected.active)
        for source in run.status.pipelines.flatMap(\.sources) {
            #expect(source.counts.isBalanced)
            #expect(source.counts.used == source.counts.read)
        }
    }

    @Test(arguments: UInt64(2)..<12)
    func `other made events come out right as well`(seed: UInt64) throws {
        let made = MadeMarketplace(seed: seed, orders: 120)
        let naive = NaiveSellerTrust(made.events)
        let run = try MarketplaceRun(
            ShippedPipeline.sellerTrust(), orders: made.records(of: "orders"),
            logistics: made.records(of: "logistics"),
            Configuration(partitions: 4, batchSize: 50, delivery: .init(recordsPerFetch: 40)))
        #expect(Set(run.published.results.map(NaiveSellerTrust.line)) == naive.results, "seed \(seed)")
        let told = run.published.transitions.map {
            "\($0.entity["seller_id"] ?? "") \($0.state) \($0.time) \($0.startedAt)"
        }
        #expect(told.sorted() == naive.transitions.sorted(), "seed \(seed)")
    }

    @Test(arguments: [
        Configuration(partitions: 1, threads: 1, batchSize: 1),
        Configuration(partitions: 8, threads: 2, batchSize: 7),
        Configuration(partitions: 3, threads: 3, delivery: .init(recordsPerFetch: 9)),
        Configuration(partitions: 8, threads: 2, publication: .logisticsFirst),
        Configuration(
            partitions: 8, threads: 1, delivery: .init(recordsPerRun: 3), publication: .interleaved),
    ])
    func `events that come late but not too late are in the final results`(configuration: Configuration)
        throws
    {
        let run = try MarketplaceRun(
            ShippedPipeline.sellerTrust(),
            orders: Self.made.records(of: "orders", disorder: 20 * MadeMarketplace.hour),
            logistics: Self.made.records(of: "logistics", disorder: 20 * MadeMarketplace.hour), configuration)
        #expect(run.status.pipelines[0].sources.allSatisfy { $0.counts.used == $0.counts.read })
        let lines = run.published.results.map(NaiveSellerTrust.line)
        #expect(lines.sorted() == Self.naive.results.sorted())
    }

    @Test func `the newest record of each window is its only final one`() throws {
        let log = MemoryLog()
        log.create("orders", partitions: 4)
        log.create("logistics", partitions: 4)
        log.delivery.recordsPerFetch = 5
        for topic in ["orders", "logistics"] {
            log.publish(Self.made.records(of: topic, disorder: 20 * MadeMarketplace.hour), to: topic)
        }
        let worker = RunningWorker([try ShippedPipeline.sellerTrust()], log: log)
        worker.waitUntilRead(Self.made.events.count)
        worker.waitUntilSettled()
        worker.stop()
        var kinds: [String: [String]] = [:]
        for record in log.records(of: "credence.metrics") {
            let kind =
                record.value == nil
                ? "tombstone" : record.valueText.contains("\"final\":true") ? "final" : "provisional"
            kinds[record.keyText, default: []].append(kind)
        }
        #expect(kinds.count == Self.naive.results.count)
        for (key, own) in kinds {
            #expect([["provisional", "final"], ["final"]].contains(own), "\(key): \(own)")
        }
    }
}
