import EventModel
import Foundation
import KafkaLog
import KafkaWorker
import PipelineSpec
import Planning
import StandardInput
import Worker

/// One run of a worker over an input, from its first record to its last final result.
struct WorkerRun {
    let input: any BenchmarkInput
    let delivery: Delivery
    /// What the names of its topics begin with, and its group's.
    let prefix: String

    func measure(_ properties: KafkaProperties) throws -> (measurement: Measurement, times: WorkTimes) {
        var settings = WorkerSettings()
        settings.threads = ProcessInfo.processInfo.activeProcessorCount
        settings.outputPrefix = prefix
        settings.delivery = delivery
        let environment = KafkaEnvironment(
            properties: properties, group: prefix, settings: settings)
        let worker = Worker(
            pipelines: [try input.plan()], settings: settings, environment: try environment.ports { _ in })
        let thread = Thread { do { try worker.run() } catch { print("the worker failed: \(error)") } }
        thread.start()
        while worker.status?.read ?? 0 == 0 { Thread.sleep(forTimeInterval: 0.001) }
        let before = worker.status?.read ?? 0
        let measurement = try Measurement.of(input.events - before) {
            while worker.status?.read ?? 0 < input.events {
                guard !thread.isFinished else { throw WrongTotals(expected: input.events, found: before) }
                // Asking more often would cost more than it tells: it is part of what is measured.
                Thread.sleep(forTimeInterval: 0.01)
            }
        }
        try check(worker)
        worker.stop()
        while !thread.isFinished { Thread.sleep(forTimeInterval: 0.01) }
        return (measurement, worker.status?.pipelines.first?.times ?? WorkTimes())
    }

    /// Every event was used, and all windows that end with the input were told.
    private func check(_ worker: Worker) throws {
        let used = worker.status?.pipelines.first?.sources.reduce(0) { $0 + $1.counts.used } ?? 0
        guard used == input.events else { throw WrongTotals(expected: input.events, found: used) }
        guard let expected = input.finalResults else { return }
        for _ in 0..<3000 {
            if worker.status?.pipelines.first?.finalResults == expected { return }
            Thread.sleep(forTimeInterval: 0.01)
        }
        throw WrongTotals(expected: expected, found: worker.status?.pipelines.first?.finalResults ?? 0)
    }
}

struct WrongTotals: Error, CustomStringConvertible {
    var expected: Int
    var found: Int

    var description: String { "\(expected) were expected, \(found) were found" }
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
