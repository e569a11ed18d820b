import EventModel
import Foundation
import KafkaLog
import Planning
import StandardInput
import Worker

/// How fast a worker reads from Kafka, as a ratio to a bare consumer of the same records in the same run.
///
///     swift run -c release worker-benchmark [EVENTS] [ROUNDS]
///
/// Events go to 64 partitions by their number, since the embedded cluster keeps 5 MB of each. The cluster runs in a
/// process of its own, this program started again with `serve`; it shares the machine's cores, as a broker on the
/// same machine would. Prints medians and checks the totals of the windows.
@main
struct WorkerBenchmark {
    static let partitions = 64

    static func main() throws {
        let arguments = CommandLine.arguments
        if arguments.count == 3, arguments[1] == "serve" { return try serve(runs: Int(arguments[2]) ?? 0) }
        let events = arguments.count > 1 ? Int(arguments[1]) ?? 200_000 : 200_000
        let rounds = arguments.count > 2 ? Int(arguments[2]) ?? 3 : 3
        let cluster = try ClusterProcess(runs: 2 * rounds)
        defer { cluster.end() }
        let properties = KafkaProperties(bootstrap: cluster.bootstrap)
        try load(events, properties)
        print("\(events) deliveries in \(partitions) partitions, medians of \(rounds) rounds")
        var bare: [Measurement] = []
        var once: [Measurement] = []
        var atLeastOnce: [Measurement] = []
        var times = WorkTimes()
        for round in 0..<rounds {
            bare.append(try BareConsumer.measure(properties, events: events))
            let run = try WorkerRun(number: 2 * round, events: events, delivery: .exactlyOnce).measure(
                properties)
            once.append(run.measurement)
            times += run.times
            atLeastOnce.append(
                try WorkerRun(number: 2 * round + 1, events: events, delivery: .atLeastOnce).measure(
                    properties
                )
                .measurement)
        }
        print("bare consumer              \(bare.text)")
        print("worker, W1a, exactly once  \(once.text)")
        print("worker, at least once      \(atLeastOnce.text)")
        print("ratio to the bare consumer \(percent(once.median.rate / bare.median.rate))")
        print("ratio to at least once     \(percent(once.median.rate / atLeastOnce.median.rate))")
        print("threads' time, exactly once, in ns an event: \(times.text(events: events * rounds))")
    }

    private static func percent(_ ratio: Double) -> String { "\((ratio * 1000).rounded() / 10) %" }

    /// The cluster's process: prints its address and lives until its input ends.
    static func serve(runs: Int) throws {
        var topics = [("deliveries", partitions)]
        for run in 0..<runs {
            let prefix = WorkerRun.prefix(run)
            for demand in try WorkerRun.plan().internalTopics(
                partitions: ["deliveries": partitions], prefix: prefix)
            {
                topics.append((demand.name, demand.partitions))
            }
            var settings = WorkerSettings()
            settings.outputPrefix = prefix
            topics += settings.outputDemands.map { ($0.name, 8) }
        }
        let kafka = try EmbeddedKafka(topics: topics)
        try FileHandle.standardOutput.write(contentsOf: Data((kafka.bootstrap + "\n").utf8))
        while readLine() != nil {}
        kafka.stop()
    }

    static func load(_ events: Int, _ properties: KafkaProperties) throws {
        var properties = properties
        properties["linger.ms"] = "100"
        let producer = try KafkaProducer(properties: properties)
        defer { producer.close() }
        let topic = try producer.topic("deliveries")
        for number in 0..<events { try send(number, to: topic, by: producer) }
        try producer.flush(waitMilliseconds: 60_000)
    }
}

extension WorkerBenchmark {
    private static func send(_ number: Int, to topic: KafkaTopic, by producer: KafkaProducer) throws {
        let delivery = StandardDelivery(number)
        var (key, value) = ("seller-\(delivery.seller)", delivery.json)
        try key.withUTF8 { key in
            try value.withUTF8 { value in
                try producer.send(
                    to: topic, partition: Int32(number % partitions), key: UnsafeRawBufferPointer(key),
                    value: UnsafeRawBufferPointer(value))
            }
        }
    }
}
