import ArgumentParser
import EventModel
import Foundation
import KafkaLog

struct FollowAlerts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts",
        abstract: "Follow the alerts in a terminal: one line each, with the state firing or resolved.",
        discussion: """
            EXAMPLES
              credence alerts --bootstrap 127.0.0.1:9092
              credence alerts -b kafka:9092 --new --json | jq .data.entity
            """)

    @OptionGroup var kafka: KafkaOptions
    @OptionGroup var prefix: PrefixOption
    @OptionGroup var follow: FollowOptions
    @OptionGroup var end: EndOption

    func run() async throws {
        try await reportingFailures {
            let follower = TopicFollower(
                topic: prefix.prefix + "alerts", properties: try kafka.properties(), from: follow.from,
                limit: follow.limit)
            let json = follow.json
            try await runUntilStopped(seconds: end.seconds) { stop in
                try follower.run(stop: stop) { record in
                    guard let value = record.value else { return false }
                    guard let line = json ? JSONText.line(of: value) : AlertRecord.line(of: value) else {
                        follower.leaveOut(record, "an alert")
                        return false
                    }
                    Console.out(line)
                    return true
                }
            }
        }
    }
}
