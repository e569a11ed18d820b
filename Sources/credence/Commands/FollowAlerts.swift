import ArgumentParser
import EventModel
import Foundation
import KafkaLog

/// How far back a command that follows a topic begins, and when it ends.
struct FollowOptions: ParsableArguments {
    @Flag(name: .long, help: "Only what comes from now on, not what the topic already holds.")
    var new = false

    @Flag(name: .long, help: "The records as they are, one JSON object a line.")
    var json = false

    @Option(name: .long, help: ArgumentHelp("Stop after so many records.", valueName: "records"))
    var limit: Int?

    @Option(name: .long, help: "Stop after so many seconds.")
    var seconds: Double?

    var from: StartOffset { new ? .end : .beginning }
}

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

    func run() async throws {
        try await reportingFailures {
            let follower = TopicFollower(
                topic: prefix.prefix + "alerts", properties: try kafka.properties(), from: follow.from,
                limit: follow.limit)
            let json = follow.json
            try await runUntilStopped(seconds: follow.seconds) { stop in
                try follower.run(stop: stop) { record in
                    guard let value = record.value else { return }
                    if json { return Console.out(String(decoding: value, as: UTF8.self)) }
                    do {
                        Console.out(try JSONDecoder().decode(AlertRecord.self, from: Data(value)).line())
                    } catch {
                        Console.note(
                            "\(follower.topic)[\(record.partition)] at \(record.offset) holds no alert; left out"
                        )
                    }
                }
            }
        }
    }
}
