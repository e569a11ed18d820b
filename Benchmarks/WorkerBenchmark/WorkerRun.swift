import EventModel
import Foundation
import KafkaLog
import PipelineSpec
import Planning
import StandardInput
import Worker

/// One run of a worker with query W1a, from its first record to its last final result.
struct WorkerRun {
    let round: Int
    let events: Int

    func measure(_ properties: KafkaProperties) throws -> Measurement {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path
        let pipelines = try PipelineFile.loadAll(
            [folder + "/Pipelines/w1a.yaml"], alertFunctions: { AlertFunctions.declarations(for: $0) })
        var settings = WorkerSettings()
        settings.threads = ProcessInfo.processInfo.activeProcessorCount
        // Counts are published per commit: short intervals measure finely.
        settings.commitIntervalMilliseconds = 200
        settings.outputPrefix = "round-\(round)."
        let worker = Worker(
            pipelines: try pipelines.map { try PipelinePlan($0) }, settings: settings,
            environment: WorkerEnvironment(
                consumer: try KafkaConsumer(
                    properties: properties, group: "worker-\(round)", readers: settings.threads),
                makeProducer: { () throws(LogFailure) in try KafkaProducer(properties: properties) },
                clock: { Int64(Date().timeIntervalSince1970 * 1000) }, report: { _ in }))
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
        return measurement
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
