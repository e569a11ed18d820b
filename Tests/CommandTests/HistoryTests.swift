import EventModel
import Foundation
import KafkaLog
import Synchronization
import Testing

/// A history gives the same finals and alerts whenever the worker starts.
enum HistoryRun {
    /// When the worker starts: before, during or after publishing.
    enum Start: String, CaseIterable, Sendable { case before, during, after }

    /// Publishes a history, runs the shipped pipeline over it and checks its daily deliveries.
    ///
    /// - Returns: the alerts' identities, in the order in which each entity's were told.
    static func check(_ history: History, _ start: Start, in scene: Scene) async throws -> [String: [String]]
    {
        let cluster = try await scene.kafka(
            topics: "orders:8,logistics:8,reviews:8",
            pipelines: try Pipelines.sellerTrust(in: scene, idleAfter: "3s"))
        let pipeline = try Pipelines.sellerTrust(in: scene, idleAfter: "3s")
        func startWorker() throws -> Program {
            try scene.credence("worker", "-b", cluster.bootstrap, "--pipelines", pipeline)
        }
        var worker: Program?
        if start == .before {
            worker = try startWorker()
            try await worker?.says("16 of 16 tasks came to this worker")
        }
        // At the same time, as in life; slowly enough for the worker to come in the middle.
        let publications = try history.files.map { file in
            let rate = start == .during ? "\(Double(file.records) / 5)" : "1e9"
            return try scene.credence(
                "publish", "-b", cluster.bootstrap, "--topic", file.topic, "--key", "order_id", "--rate",
                rate,
                file.path)
        }
        if start == .during { worker = try startWorker() }
        for (publication, file) in zip(publications, history.files) {
            #expect(try await publication.end() == 0)
            #expect(
                publication.errors.contains("published \(grouped(file.records)) events"),
                "\(publication.report)")
        }
        let running = try worker ?? startWorker()
        let metrics = try cluster.reader(of: "credence.metrics")
        var seen = 0, delivered = 0
        try await metrics.read("all finals") { records in
            delivered += try Array(records[seen...]).finalCount(of: "deliveries_daily")
            seen = records.count
            return delivered >= history.total.all
        }
        running.send(SIGTERM)
        #expect(try await running.end() == 0)
        for file in history.files where file.topic != "reviews" {
            let count = grouped(file.records)
            #expect(
                running.errors.contains(
                    "seller-trust/\(file.topic): read \(count) = used \(count) + filtered 0 + duplicate 0 + late 0"
                        + " + dead letters 0"), "\(running.report)")
        }
        try await metrics.readToEnd()
        try checkFinals(try metrics.records.finals(of: "deliveries_daily"), history)
        return try await alerts(of: cluster)
    }

    private static func checkFinals(_ finals: [ResultRecord], _ history: History) throws {
        var total = History.Deliveries()
        var sellers: [String: History.Deliveries] = [:]
        for result in finals {
            let seller = try #require(result.key["seller_id"])
            let (all, late) = (result.count("count"), result.count("of"))
            total.all += all
            total.late += late
            sellers[seller, default: .init()].all += all
            sellers[seller, default: .init()].late += late
        }
        #expect(total == history.total)
        for (seller, deliveries) in history.sellers { #expect(sellers[seller] == deliveries, "\(seller)") }
        let windows = Set(finals.map { "\($0.key) \($0.window)" })
        #expect(windows.count == finals.count, "a window was final twice")
    }

    private static func alerts(of cluster: Cluster) async throws -> [String: [String]] {
        let alerts = try cluster.reader(of: "credence.alerts")
        try await alerts.readToEnd()
        var told: [String: [String]] = [:]
        for record in alerts.records {
            let alert = try JSONLine.read(String(decoding: record.value ?? [], as: UTF8.self))
            let (subject, id) = (alert["subject"] as? String, alert["id"] as? String)
            told[try #require(subject), default: []].append(try #require(id))
        }
        for (entity, ids) in told {
            let states = ids.map { $0.split(separator: "-").last ?? "" }
            #expect(states == ids.indices.map { $0 % 2 == 0 ? "firing" : "resolved" }, "\(entity)")
        }
        return told
    }

    /// 1,234 as the program writes it.
    private static func grouped(_ number: Int) -> String {
        number < 1000 ? "\(number)" : "\(number / 1000)," + "\(1000 + number % 1000)".dropFirst()
    }
}

@Suite(.serialized) struct MadeHistoryTests {
    @Test(arguments: HistoryRun.Start.allCases)
    func `made orders give exact daily deliveries and one alert`(start: HistoryRun.Start) async throws {
        try await Scene.play { scene in
            let told = try await HistoryRun.check(try MadeHistory.write(in: scene), start, in: scene)
            #expect(told.keys.sorted() == ["late-deliveries/\(MadeHistory.lateSeller)"])
            #expect(told.values.map(\.count) == [2])
        }
    }
}

@Suite(.serialized) struct RealHistoryTests {
    /// The alerts of the runs so far: each run must tell the same.
    private static let first = Mutex<[String: [String]]?>(nil)

    @Test(
        .enabled(if: RealHistory.isThere, Comment(rawValue: RealHistory.hint)),
        arguments: HistoryRun.Start.allCases)
    func `real orders give the daily deliveries of the facts`(start: HistoryRun.Start) async throws {
        try await Scene.play { scene in
            let told = try await HistoryRun.check(try RealHistory.read(), start, in: scene)
            #expect(!told.isEmpty)
            let expected = Self.first.withLock { first in
                first = first ?? told
                return first
            }
            #expect(told == expected)
        }
    }
}
