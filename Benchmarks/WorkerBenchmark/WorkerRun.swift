import EventModel
import Foundation
import KafkaLog
import KafkaWorker
import PipelineSpec
import Planning
import StandardInput
import Worker

/// One run of a worker with query W1a, from its first record to its last final result.
struct WorkerRun {
    let number: Int
    let events: Int
    let delivery: Delivery

    /// What the names of a run's topics begin with.
    static func prefix(_ number: Int) -> String { "run-\(number)." }

    static func plan() throws -> PipelinePlan {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
        let pipelines = try PipelineFile.loadAll(
            [folder + "/Pipelines/w1a.yaml"], alertFunctions: { AlertFunctions.declarations(for: $0) })
        return try PipelinePlan(pipelines[0])
    }

    func measure(_ properties: KafkaProperties) throws -> (measurement: Measurement, times: WorkTimes) {
        var settings = WorkerSettings()
        settings.threads = ProcessInfo.processInfo.activeProcessorCount
        // Counts are published per commit: short intervals measure finely.
        settings.commitIntervalMilliseconds = 200
        settings.outputPrefix = Self.prefix(number)
        settings.delivery = delivery
        let environment = KafkaEnvironment(
            properties: properties, group: "worker-\(number)", settings: settings)
        let worker = Worker(
            pipelines: [try Self.plan()], settings: settings, environment: try environment.ports { _ in })
        let thread = Thread { try? worker.run() }
        thread.start()
        while worker.status?.read ?? 0 == 0 { Thread.sleep(forTimeInterval: 0.001) }
        let before = worker.status?.read ?? 0
        var measurement = Measurement.of(events - before) {
            while worker.status?.read ?? 0 < events { Thread.sleep(forTimeInterval: 0.001) }
        }
        measurement.events = events - before
        try waitForFinalResults(of: worker, count: expectedWindows())
        worker.stop()
        while !thread.isFinished { Thread.sleep(forTimeInterval: 0.01) }
        return (measurement, worker.status?.pipelines.first?.times ?? WorkTimes())
    }

    /// The windows that a naive count finds.
    private func expectedWindows() -> Int {
        var windows: Set<Int> = []
        for number in 0..<events {
            let delivery = StandardDelivery(number)
            windows.insert(delivery.deliveredAt / 600_000 * 50_000 + delivery.seller)
        }
        return windows.count
    }

    private func waitForFinalResults(of worker: Worker, count finals: Int) throws {
        for _ in 0..<3000 {
            if worker.status?.pipelines.first?.finalResults == finals { return }
            Thread.sleep(forTimeInterval: 0.01)
        }
        throw WrongTotals(expected: finals, found: worker.status?.pipelines.first?.finalResults ?? 0)
    }
}

struct WrongTotals: Error {
    var expected: Int
    var found: Int
}

extension WorkTimes {
    /// Each part's share, in nanoseconds an event.
    func text(events: Int) -> String {
        [
            ("fetch", fetching), ("decode", decoding), ("operators", gathering), ("merge", merging),
            ("tell and state", preparing), ("produce", committing),
        ].map { "\($0) \($1 / Int64(max(events, 1)))" }.joined(separator: ", ")
    }
}
