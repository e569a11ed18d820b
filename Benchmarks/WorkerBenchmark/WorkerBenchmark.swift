import EventModel
import Foundation
import KafkaLog
import Planning
import Worker

/// How fast a worker reads from Kafka, as a ratio to a bare consumer of the same records in the same run.
///
///     swift run -c release worker-benchmark [EVENTS] [ROUNDS]
///     CREDENCE_TEST_BOOTSTRAP=localhost:9092 swift run -c release worker-benchmark 2000000 5
///
/// Without a Kafka it brings up an embedded cluster in a process of its own, this program started again with `serve`,
/// whose partitions keep 5 MB each: there events go to 64 partitions by their number. On a real Kafka the topics are as
/// shops have them, 8 partitions by key; they are left for the next run, beside the topics of each run (`bench-…`).
/// Prints medians and checks that every event was used and every window told.
@main
struct WorkerBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments
        if arguments.count == 3, arguments[1] == "serve" { return try serve(rounds: Int(arguments[2]) ?? 0) }
        let events = arguments.count > 1 ? Int(arguments[1]) ?? 200_000 : 200_000
        let rounds = arguments.count > 2 ? Int(arguments[2]) ?? 3 : 3
        let external = ProcessInfo.processInfo.environment["CREDENCE_TEST_BOOTSTRAP"]
        let cluster = try external.map { .external($0) } ?? Cluster.embedded(ClusterProcess(rounds: rounds))
        defer { cluster.end() }
        let tag = external == nil ? "" : "bench-\(UInt32.random(in: 0...UInt32.max))-"
        for (number, input) in inputs(events, isEmbedded: external == nil).enumerated() {
            try cluster.load(input)
            print(
                "\(input.name): \(events) events in \(input.partitions) partitions, medians of \(rounds) rounds"
            )
            try Comparison(input: input, prefix: tag + prefix(number), rounds: rounds)
                .measure(cluster.properties)
        }
    }

    /// What is measured.
    static func inputs(_ events: Int, isEmbedded: Bool) -> [any BenchmarkInput] {
        let partitions = isEmbedded ? 64 : 8
        return [
            Deliveries(events: events, partitions: partitions, isKeyed: !isEmbedded),
            Promises(events: events, partitions: partitions),
        ]
    }

    static func prefix(_ input: Int) -> String { "input-\(input)." }

    /// The cluster's process: prints its address and lives until its input ends.
    static func serve(rounds: Int) throws {
        var topics: [(String, Int)] = []
        for (number, input) in inputs(0, isEmbedded: true).enumerated() {
            topics += input.topics.map { ($0, input.partitions) }
            let sources = Dictionary(uniqueKeysWithValues: input.topics.map { ($0, input.partitions) })
            let plan = try input.plan()
            for run in Comparison(input: input, prefix: prefix(number), rounds: rounds).runs {
                var settings = WorkerSettings()
                settings.outputPrefix = run.prefix
                topics += try plan.internalTopics(partitions: sources, prefix: run.prefix)
                    .map { ($0.name, $0.partitions) }
                topics += settings.outputDemands.map { ($0.name, 8) }
            }
        }
        let kafka = try EmbeddedKafka(topics: topics)
        try FileHandle.standardOutput.write(contentsOf: Data((kafka.bootstrap + "\n").utf8))
        while readLine() != nil {}
        kafka.stop()
    }
}
