import EventModel
import Foundation
import KafkaLog
import Planning
import Synchronization
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
        let producers = ProducerList()
        let worker = Worker(
            pipelines: plans, settings: settings,
            environment: WorkerEnvironment(
                consumer: consumer,
                makeProducer: { () throws(LogFailure) in
                    let producer = try KafkaProducer(properties: properties)
                    producers.add(producer)
                    return producer
                },
                clock: systemMilliseconds,
                report: { event in
                    report.event(event)
                    // Before anything is written: Kafka might create them by itself, without compaction.
                    if case .joining = event { topics.create() }
                }))
        stop.onSet { worker.stop() }
        watch(worker, producers, statusSeconds: statusSeconds, stop: stop)
        defer {
            report.refused(producers.takeFailures())
            if let status = worker.status { report.end(status) }
        }
        try worker.run()
    }

    /// Tells what goes wrong with the output within a second or so, and the status at its times.
    private func watch(_ worker: Worker, _ producers: ProducerList, statusSeconds: Double?, stop: StopFlag) {
        let interval = statusSeconds.map { report.isStatusLine ? min($0, 1) : $0 } ?? .infinity
        Thread {
            var (read, told) = (0, Date())
            while !stop.isSet {
                stop.sleep(seconds: min(interval, 1))
                report.refused(producers.takeFailures())
                let seconds = Date().timeIntervalSince(told)
                guard !stop.isSet, seconds >= interval - 0.01, let status = worker.status else { continue }
                report.status(status, seconds: seconds, readBefore: read)
                (read, told) = (status.read, Date())
            }
        }.start()
    }
}

/// The producers of a worker's threads, asked for the records that Kafka refused.
private final class ProducerList: Sendable {
    // A worker that loses its partitions drops its producers; they must be closed then.
    private struct Place { weak var producer: KafkaProducer? }

    private let places = Mutex<[Place]>([])

    func add(_ producer: KafkaProducer) { places.withLock { $0.append(Place(producer: producer)) } }

    func takeFailures() -> DeliveryFailures {
        let producers = places.withLock { places in
            places.removeAll { $0.producer == nil }
            return places.compactMap(\.producer)
        }
        return producers.reduce(into: DeliveryFailures()) { sum, producer in
            let failures = producer.takeFailures()
            sum.count += failures.count
            sum.first += failures.first
        }
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
                    name: $0.name, partitions: WrittenTopics.partitions,
                    configuration: $0.isCompacted ? ["cleanup.policy": "compact"] : [:])
            })
    }
}
