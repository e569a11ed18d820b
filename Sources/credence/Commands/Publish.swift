import ArgumentParser
import EventFiles
import EventModel
import Foundation
import KafkaLog

struct Publish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Publish NDJSON files to a topic.",
        discussion: """
            Every line is one record, byte for byte, in the order of the files; plain, gzip and zstd are recognised. The \
            record's key is the value of one of its fields. Empty lines are left out.

            EXAMPLES
              credence publish -b kafka:9092 --topic orders --key order_id orders.ndjson.gz
              credence publish -b kafka:9092 --topic orders --key order_id --rate 500 *.zst
              tail -F app.log | credence publish -b kafka:9092 --topic app --key id -
            """)

    @OptionGroup var kafka: KafkaOptions

    @Option(name: .long, help: ArgumentHelp("The topic to write to.", valueName: "name"))
    var topic: String

    @Option(name: .long, help: ArgumentHelp("The field whose value is the record's key.", valueName: "field"))
    var key: String

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Events per second; as fast as Kafka takes them when not given.", valueName: "events"))
    var rate: Double?

    @Flag(name: .long, help: "Tell the result as one line of JSON.")
    var json = false

    @Argument(help: "NDJSON files: plain, gzip or zstd; - for what is piped in.")
    var files: [String]

    func validate() throws {
        if let rate, !(rate > 0) { throw ValidationError("--rate is above 0") }
    }

    func run() async throws {
        try await reportingFailures {
            let properties = try kafka.properties()
            let publication = FilePublication(
                files: files.map { $0 == "-" ? "/dev/stdin" : $0 }, topic: topic, key: KeyField(key),
                rate: rate, properties: properties)
            let json = json
            try await runUntilStopped { stop in
                let counts = try publication.run(stop: stop)
                Console.endStatus()
                if json {
                    Console.out(counts.json(topic: publication.topic))
                } else {
                    Console.note(counts.text(topic: publication.topic, key: publication.key.name))
                }
                if !counts.isComplete { throw ExitCode(1) }
            }
        }
    }
}
