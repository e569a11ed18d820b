import ArgumentParser
import EventModel
import Foundation
import KafkaLog

struct FollowMetrics: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "metrics",
        abstract: "Follow the results of metrics in a terminal: one line each, provisional or final.",
        discussion: """
            EXAMPLES
              credence metrics --bootstrap 127.0.0.1:9092 --final
              credence metrics -b kafka:9092 --metric late_delivery_rate --json
            """)

    @OptionGroup var kafka: KafkaOptions
    @OptionGroup var prefix: PrefixOption
    @OptionGroup var follow: FollowOptions
    @OptionGroup var end: EndOption

    @Flag(name: .long, help: "Only final results.")
    var final = false

    @Option(name: .long, help: ArgumentHelp("Only this metric; may be repeated.", valueName: "name"))
    var metric: [String] = []

    func run() async throws {
        try await reportingFailures {
            let follower = TopicFollower(
                topic: prefix.prefix + "metrics", properties: try kafka.properties(), from: follow.from,
                limit: follow.limit)
            let (json, final, metrics) = (follow.json, final, Set(metric))
            try await runUntilStopped(seconds: end.seconds) { stop in
                try follower.run(stop: stop) { record in
                    guard let value = record.value else { return false }
                    guard let result = try? JSONDecoder().decode(MetricRecord.self, from: Data(value)) else {
                        follower.leaveOut(record, "a result")
                        return false
                    }
                    guard result.final || !final, metrics.isEmpty || metrics.contains(result.metric) else {
                        return false
                    }
                    Console.out(json ? String(decoding: value, as: UTF8.self) : result.line())
                    return true
                }
            }
        }
    }
}
