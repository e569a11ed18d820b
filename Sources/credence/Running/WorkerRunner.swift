import EventModel
import Foundation
import KafkaLog
import Planning
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
        let (properties, report) = (properties, report)
        let consumer = try KafkaConsumer(properties: properties, group: group, readers: settings.threads)
        let topics = OutputTopics(settings: settings, properties: properties)
        let worker = Worker(
            pipelines: plans, settings: settings,
            environment: WorkerEnvironment(
                consumer: consumer,
                makeProducer: { () throws(LogFailure) in try KafkaProducer(properties: properties) },
                clock: systemMilliseconds,
                report: { event in
                    if case .started = event { topics.create() }
                    report.event(event)
                }))
        stop.onSet { worker.stop() }
        if let statusSeconds { tellStatus(of: worker, every: statusSeconds, stop: stop) }
        defer { if let status = worker.status { report.end(status) } }
        try worker.run()
    }

    private func tellStatus(of worker: Worker, every seconds: Double, stop: StopFlag) {
        let thread = Thread {
            var read = 0
            while !stop.isSet {
                stop.sleep(seconds: Console.isErrorTerminal ? min(seconds, 1) : seconds)
                guard !stop.isSet, let status = worker.status else { continue }
                report.status(status, seconds: seconds, readBefore: read)
                read = status.read
            }
        }
        thread.start()
    }
}

/// Sees to it that the topics which a worker writes exist, with compaction where only the newest record of a key counts.
struct OutputTopics: Sendable {
    let settings: WorkerSettings
    let properties: KafkaProperties

    /// Creates those that are missing. Where that is not possible the broker may create them on the first record;
    /// if it does not, sending fails with a message that names the topic.
    func create() {
        guard let admin = try? KafkaAdmin(properties: properties), let known = try? admin.topics() else {
            return
        }
        defer { admin.close() }
        let missing = settings.outputTopics.filter { known[$0.name] == nil }
        _ = try? admin.create(
            missing.map {
                TopicDefinition(
                    name: $0.name, partitions: 8,
                    configuration: $0.isCompacted ? ["cleanup.policy": "compact"] : [:])
            })
    }
}
