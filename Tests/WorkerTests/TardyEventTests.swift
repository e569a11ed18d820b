import EventModel
import Planning
import Simulation
import Testing
import Worker

/// What is told before results are final, and the alerts that follow, must not show how partitions were read.
@Suite(.serialized) struct TardyEventTests {
    /// What a run has told: the records of each metric, key and window, and of each alert, in their order.
    private struct Told: Equatable {
        var results: [String: [String]] = [:]
        var alerts: [String: [String]] = [:]
    }

    private struct Run {
        var told: Told
        var published: Published
        var status: WorkerStatus
        var log: MemoryLog
    }

    private static func record(_ event: MadeMarketplace.Event) -> StoredRecord {
        StoredRecord(key: Array(event.order.utf8), value: Array(event.json().utf8))
    }

    /// Publishes the partitions in turns of any length, and now and then lets the worker read what is there.
    private static func run(_ made: TardyMarketplace, settings: WorkerSettings, _ random: inout SplitMix64)
        throws -> Run
    {
        let log = MemoryLog()
        for (topic, partitions) in made.partitions { log.create(topic, partitions: partitions.count) }
        log.delivery.recordsPerFetch = [1, 10, 100, .max].randomElement(using: &random) ?? 1
        log.delivery.recordsPerRun = [1, 5, .max].randomElement(using: &random) ?? 1
        let worker = RunningWorker(
            [try ShippedPipeline.plan(text: TardyMarketplace.pipeline)], log: log, settings: settings)
        let longestTurn = [3, 40, 1000].randomElement(using: &random) ?? 1
        let waits = Bool.random(using: &random)
        var waiting = made.partitions.keys.sorted().flatMap { topic in
            (made.partitions[topic] ?? []).enumerated().map { (topic: topic, partition: $0, events: $1[...]) }
        }
        var count = 0
        while !waiting.isEmpty {
            let place = Int.random(in: waiting.indices, using: &random)
            let turn = waiting[place].events.prefix(Int.random(in: 1...longestTurn, using: &random))
            for event in turn {
                log.publish(record(event), to: waiting[place].topic, partition: waiting[place].partition)
            }
            count += turn.count
            waiting[place].events = waiting[place].events.dropFirst(turn.count)
            if waiting[place].events.isEmpty { waiting.remove(at: place) }
            if waits, Int.random(in: 0..<3, using: &random) == 0 { worker.waitUntilRead(count) }
        }
        worker.waitUntilRead(count)
        worker.waitUntilSettled(outOfOrderness: TardyMarketplace.outOfOrderness)
        let status = try #require(worker.stop())
        #expect(worker.failure == nil)
        var told = Told()
        for record in log.records(of: "credence.metrics") {
            told.results[record.keyText, default: []].append(
                record.value == nil ? "withdrawn" : record.valueText)
        }
        told.alerts = Published(log).alerts
        return Run(told: told, published: Published(log), status: status, log: log)
    }

    private static func settings(_ random: inout SplitMix64) -> WorkerSettings {
        var settings = WorkerSettings.eager(
            threads: Int.random(in: 1...3, using: &random),
            batchSize: [1, 7, 4096].randomElement(using: &random) ?? 1)
        settings.commitIntervalMilliseconds = [0, 5].randomElement(using: &random) ?? 0
        return settings
    }

    @Test(arguments: UInt64(0)..<12)
    func `provisional results, alerts and final results are the same however the partitions are read`(
        seed: UInt64
    ) throws {
        var random = SplitMix64(seed: seed)
        let made = TardyMarketplace(seed: seed, partitionCount: Int.random(in: 1...3, using: &random))
        #expect(made.tardyCount > 100 && made.lateCount > 0, "seed \(seed)")
        let first = try Self.run(made, settings: Self.settings(&random), &random)
        #expect(first.published.results.map(TardyMarketplace.line).sorted() == made.results, "seed \(seed)")
        #expect(first.told.alerts.count >= 4, "seed \(seed)")
        for _ in 0..<4 {
            let next = try Self.run(made, settings: Self.settings(&random), &random)
            #expect(Self.differences(first.told.results, next.told.results) == [], "seed \(seed)")
            #expect(Self.differences(first.told.alerts, next.told.alerts) == [], "seed \(seed)")
            let sources = next.status.pipelines[0].sources.map(\.counts)
            #expect(sources.map(\.late).reduce(0, +) == made.lateCount, "seed \(seed)")
            #expect(sources.filter { !$0.isBalanced }.isEmpty, "seed \(seed)")
            #expect(next.status.pipelines[0].tardyRows == 0, "seed \(seed)")
        }
    }

    /// The first few keys of which different things were told.
    private static func differences(_ one: [String: [String]], _ other: [String: [String]]) -> [String] {
        Set(one.keys).union(other.keys).filter { one[$0] != other[$0] }.sorted().prefix(3).map {
            "\($0):\n  \(one[$0] ?? [])\n  \(other[$0] ?? [])"
        }
    }

    @Test func `tardy events wait while another partition is behind, and are counted`() throws {
        let log = MemoryLog()
        log.create("orders", partitions: 2)
        log.create("logistics", partitions: 2)
        let worker = RunningWorker([try ShippedPipeline.plan(text: TardyMarketplace.pipeline)], log: log)
        func publish(_ topic: String, _ partition: Int, minute: Int64) {
            let event = MadeMarketplace.Event(
                topic: topic, kind: topic == "orders" ? "order_placed" : "accepted",
                time: MadeMarketplace.start + minute * TardyMarketplace.minute, order: "o", seller: "s",
                id: "\(topic)-\(partition)-\(minute)")
            log.publish(Self.record(event), to: topic, partition: partition)
        }
        for partition in 0..<2 {
            publish("orders", partition, minute: 0)
            publish("logistics", partition, minute: 0)
        }
        publish("orders", 0, minute: 200)
        publish("orders", 0, minute: 100)
        worker.waitUntilRead(6)
        worker.wait(for: "the tardy event to be held") { worker.status?.pipelines[0].tardyRows == 1 }
        #expect(worker.status?.pipelines[0].sources[0].counts.used == 4)
        for partition in 0..<2 {
            publish("orders", partition, minute: 400)
            publish("logistics", partition, minute: 400)
        }
        worker.waitUntilRead(10)
        worker.wait(for: "the tardy event to take effect") { worker.status?.pipelines[0].tardyRows == 0 }
        func told() -> [StoredRecord] {
            log.records(of: "credence.metrics").filter { $0.keyText.hasPrefix("orders_hourly") }
        }
        // What the gather task has sent is told a moment later.
        worker.wait(for: "the hours to be told") { told().count >= 2 }
        worker.stop()
        // Of the hours that have ended, those without the tardy event; its own hour has come to nothing yet.
        let hours = told().filter { $0.valueText.contains("\"final\":false") }.compactMap {
            MetricResult("\($0.keyText)\t\($0.valueText)")?["count"]
        }
        #expect(hours == [2, 1])
    }
}
