import EventModel
import Foundation
import KafkaLog
import Marketplace
import Planning
import Worker

/// The demo: cluster, marketplace, worker and followers in one process, each the same code as its own command.
struct Demonstration: Sendable {
    let plans: [PipelinePlan]
    let market: MarketplaceSettings
    let speed: Double

    func run(stop: StopFlag) throws {
        let kafka = try EmbeddedKafka(
            topics: try TopicList("orders:8,logistics:8").withTopics(
                of: plans, prefix: WorkerSettings().outputPrefix
            ).topics)
        let properties = KafkaProperties(bootstrap: kafka.bootstrap)
        introduce(kafka.bootstrap)
        let failure = FailureBox()
        // Those who watch go on until what the worker writes at its end has been shown.
        let silence = StopFlag()
        let work = start([publish, work], properties, stop, failure) { stop.set() }
        let watch = start([followMetrics, followAlerts], properties, silence, failure) { stop.set() }
        work.wait()
        silence.set()
        watch.wait()
        kafka.stop()
        if let error = failure.error { throw error }
        Console.note("the demo has ended; `credence --help` shows the commands it is made of")
    }

    /// Runs work on threads of its own, to wait for.
    private func start(
        _ works: [@Sendable (KafkaProperties, StopFlag) throws -> Void], _ properties: KafkaProperties,
        _ stop: StopFlag, _ failure: FailureBox, onFailure: @escaping @Sendable () -> Void
    ) -> DispatchGroup {
        let group = DispatchGroup()
        for work in works {
            group.enter()
            Thread {
                do { try work(properties, stop) } catch {
                    failure.set(error)
                    onFailure()
                }
                group.leave()
            }.start()
        }
        return group
    }

    private func introduce(_ bootstrap: String) {
        let simulation = Marketplace(market)
        Console.note("embedded Kafka at \(bootstrap)")
        Console.note(
            "simulating \(market.days) days of \(simulation.sellers.count) sellers from \(RFC3339.format(market.start)), "
                + "\(Self.text(speed)) hours a second, seed \(market.seed)")
        for fault in simulation.plantedFaults {
            Console.note(
                "planted: carrier \(fault.entity) fails from \(RFC3339.format(fault.from)); \(fault.sellers.count) sellers"
                    + " ship with it: \(fault.sellers.joined(separator: ", "))")
        }
        Console.note("look further, in another terminal:")
        for command in [
            "credence alerts --bootstrap \(bootstrap)",
            "credence metrics --bootstrap \(bootstrap) --final --metric late_delivery_rate",
            "kcat -b \(bootstrap) -t orders -C -o beginning -c 3",
        ] { Console.error("           \(command)") }
    }

    @Sendable private func publish(_ properties: KafkaProperties, _ stop: StopFlag) throws {
        let producer = try KafkaProducer(properties: properties)
        defer { producer.close() }
        var simulation = Marketplace(market)
        let start = Date()
        var count = 0
        while !stop.isSet, let event = simulation.next() {
            let due = Double(event.arrival.milliseconds - market.start.milliseconds) / 3_600_000 / speed
            let ahead = due - Date().timeIntervalSince(start)
            if ahead > 0.02 { stop.sleep(seconds: ahead) }
            let topic = try producer.topic(event.topic)
            try event.json.withUnsafeBytes { value in
                try Array(event.key.utf8).withUnsafeBytes {
                    try producer.send(to: topic, key: $0, value: value)
                }
            }
            count += 1
        }
        guard !stop.isSet else { return }
        try producer.flush(waitMilliseconds: 10_000)
        Console.note(
            "the simulated days are over: \(Console.grouped(count)) events; after a minute of silence the worker closes"
                + " the last windows. Ctrl-C ends the demo")
    }

    @Sendable private func work(_ properties: KafkaProperties, _ stop: StopFlag) throws {
        var settings = WorkerSettings()
        settings.commitIntervalMilliseconds = 200
        let group = "credence-demo"
        try WorkerRunner(
            plans: plans, settings: settings, properties: properties, group: group,
            report: WorkerReport(json: false, bootstrap: properties.bootstrap, group: group)
        ).run(stop: stop, statusSeconds: nil)
    }

    @Sendable private func followAlerts(_ properties: KafkaProperties, _ stop: StopFlag) throws {
        try follower("alerts", properties).run(stop: stop) { record in
            guard let line = record.value.flatMap({ AlertRecord.line(of: $0) }) else { return false }
            Console.out(line)
            return true
        }
    }

    @Sendable private func followMetrics(_ properties: KafkaProperties, _ stop: StopFlag) throws {
        var overview = MetricOverview()
        try follower("metrics", properties).run(stop: stop) { record in
            guard let value = record.value,
                let result = try? JSONDecoder().decode(MetricRecord.self, from: Data(value)), !result.final,
                let line = overview.add(result)
            else { return false }
            Console.out(line)
            return true
        }
    }

    private func follower(_ topic: String, _ properties: KafkaProperties) -> TopicFollower {
        TopicFollower(
            topic: WorkerSettings().outputPrefix + topic, properties: properties, from: .beginning,
            readsOnToTheEnd: true)
    }

    /// 24 rather than 24.0.
    private static func text(_ number: Double) -> String {
        number == number.rounded() ? String(Int(number)) : String(number)
    }
}

/// The first error of several threads.
private final class FailureBox: @unchecked Sendable {
    // Guarded by the lock.
    private var first: (any Error)?
    private let lock = NSLock()

    var error: (any Error)? { lock.withLock { first } }
    func set(_ error: any Error) { lock.withLock { first = first ?? error } }
}
