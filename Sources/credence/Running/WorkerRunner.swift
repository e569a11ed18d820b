import EventModel
import Foundation
import KafkaLog
import KafkaWorker
import Planning
import StateStore
import Worker

/// A worker on Kafka with its reports: what `worker` and `demo` run.
struct WorkerRunner: Sendable {
    let plans: [PipelinePlan]
    let settings: WorkerSettings
    let properties: KafkaProperties
    let group: String
    let report: WorkerReport

    /// Runs until stopped; tells the status every so many seconds, or never.
    func run(stop: StopFlag, statusSeconds: Double?) throws {
        let report = report
        let localState = try openState()
        defer { localState?.close() }
        let environment = KafkaEnvironment(
            properties: properties, group: group, settings: settings, localState: localState,
            memory: try openMemory())
        let worker = Worker(
            pipelines: plans, settings: settings, environment: try environment.ports { report.event($0) })
        stop.onSet { worker.stop() }
        watch(worker, statusSeconds: statusSeconds, stop: stop)
        defer { if let status = worker.status { report.end(status) } }
        try worker.run()
    }

    /// The copies of state on this machine; `nil` when none are wanted.
    private func openState() throws -> RocksDBState? {
        guard let path = settings.stateDirectory else { return nil }
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure.configuration(
                "the state directory \(path) cannot be made", hint: "check its path and permissions")
        }
        return try RocksDBState(path: path)
    }

    /// The memory of state under its budget; `nil` when there is none.
    private func openMemory() throws -> StateMemory? {
        guard let bytes = settings.stateMemoryBytes, let path = settings.stateDirectory else { return nil }
        do { return try StateMemory(directory: path, budgetBytes: bytes) } catch {
            throw CommandFailure.configuration(
                "state-memory cannot be kept to: \(error.message)",
                hint: "change --state-directory, or leave out --state-memory")
        }
    }

    /// Tells the status at its times.
    private func watch(_ worker: Worker, statusSeconds: Double?, stop: StopFlag) {
        guard let statusSeconds else { return }
        let interval = report.isStatusLine ? min(statusSeconds, 1) : statusSeconds
        Thread {
            var (read, told) = (0, Date())
            while !stop.isSet {
                stop.sleep(seconds: interval)
                let seconds = Date().timeIntervalSince(told)
                guard !stop.isSet, let status = worker.status else { continue }
                report.status(status, seconds: seconds, readBefore: read)
                (read, told) = (status.read, Date())
            }
        }.start()
    }
}
