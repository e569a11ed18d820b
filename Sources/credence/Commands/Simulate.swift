import ArgumentParser
import EventModel
import Foundation
import KafkaLog
import Marketplace

struct Simulate: AsyncParsableCommand {
    /// Where events go.
    enum Target: String, ExpressibleByArgument, CaseIterable { case files, kafka }

    static let configuration = CommandConfiguration(
        abstract: "Make up a marketplace, with faults planted in it and the truth about them.",
        discussion: """
            Visitors of whom some buy, sellers who keep their word or not, carriers, promises, reviews, and buyers who come back \
            or stay away. A seed gives the same events on every machine. Files are orders.ndjson, logistics.ndjson, \
            reviews.ndjson and clickstream.ndjson; truth.ndjson tells what goes wrong, where and when, one fault a line.

            EXAMPLES
              credence simulate --seed 7 --days 90 --out quarter
              credence simulate --sellers 200 --orders-per-day 300 --out small
              credence simulate --only carrier_failing --out carrier
              credence simulate --to kafka --bootstrap localhost:9092 --speed 3600
            """)

    @Option(name: .long, help: "Decides everything that the other options leave open.")
    var seed: UInt64 = 1

    @Option(name: .long, help: "For how many days visitors come; parcels and reviews follow for a month.")
    var days = 90

    @Option(name: .long, help: "How many sellers there are, at least 20.")
    var sellers = 2_000

    @Option(name: .long, help: "About how many orders a day there are; an order makes some twenty events.")
    var ordersPerDay = 3_300

    @Option(name: .long, help: ArgumentHelp("The first day, such as 2026-01-05.", valueName: "date"))
    var from: String?

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp("Plant faults of these kinds only.", valueName: "kind"))
    var only: [String] = []

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp(
            "Plant no faults of these kinds.",
            discussion: "The kinds are \(SeasonFault.Kind.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "kind"))
    var without: [String] = []

    @Option(name: .long, help: "Where events go: files or kafka.")
    var to = Target.files

    @Option(name: .long, help: ArgumentHelp("The folder for files.", valueName: "folder"))
    var out: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Seconds of events per second, to Kafka; as fast as Kafka takes them when not given.",
            valueName: "times"))
    var speed: Double?

    @Flag(name: .long, help: "Tell the result as one line of JSON.")
    var json = false

    @OptionGroup var kafka: KafkaOptions

    func validate() throws {
        guard sellers >= 20 else { throw ValidationError("--sellers \(sellers): at least 20") }
        guard days >= 1, ordersPerDay >= 1 else {
            throw ValidationError("--days and --orders-per-day: at least 1")
        }
        for kind in only + without where SeasonFault.Kind(rawValue: kind) == nil {
            throw ValidationError(
                "there is no kind of fault '\(kind)'; the kinds are "
                    + SeasonFault.Kind.allCases.map(\.rawValue).joined(separator: ", "))
        }
        if to == .files, out == nil { throw ValidationError("name a folder for the files: --out quarter") }
        if let speed, speed <= 0 { throw ValidationError("--speed \(speed): above 0") }
        _ = try start()
    }

    func run() async throws {
        try await reportingFailures {
            let settings = try settings()
            let properties = to == .kafka ? try kafka.properties() : nil
            try await runUntilStopped { stop in
                let simulation = SeasonPublication(settings: settings, speed: speed)
                let counts: SeasonPublication.Counts
                if let properties {
                    counts = try simulation.publish(to: properties, stop)
                } else {
                    counts = try simulation.write(to: out ?? ".", stop)
                }
                Console.endStatus()
                Console.out(json ? counts.json : counts.text)
                if !counts.isComplete { throw ExitCode(1) }
            }
        }
    }

    private func settings() throws -> SeasonSettings {
        var settings = SeasonSettings()
        settings.seed = seed
        settings.days = days
        settings.sellers = sellers
        settings.ordersPerDay = ordersPerDay
        settings.start = try start() ?? settings.start
        let named = Set(only.compactMap(SeasonFault.Kind.init(rawValue:)))
        if !named.isEmpty { settings.faults = named }
        settings.faults.subtract(without.compactMap(SeasonFault.Kind.init(rawValue:)))
        return settings
    }

    private func start() throws -> EventTime? {
        guard let from else { return nil }
        if let time = RFC3339.parse(from + "T00:00:00Z") { return time }
        throw ValidationError("--from \(from) is no date: write 2026-01-05")
    }
}
