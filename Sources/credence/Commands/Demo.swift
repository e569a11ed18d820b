import ArgumentParser
import EventModel
import Foundation
import KafkaLog
import Marketplace
import Worker

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Everything at once: embedded Kafka, a simulated marketplace, a worker, metrics and alerts.",
        discussion: """
            Nothing else is needed. A simulated day goes by in a second; after two weeks one carrier begins to fail, the \
            sellers who ship with it break their promises, and alerts fire; a week later it recovers. Ctrl-C ends it.

            EXAMPLES
              credence demo
              credence demo --seconds 30 --seed 7
            """)

    @OptionGroup var end: EndOption

    @Option(name: .long, help: ArgumentHelp("Another number is another marketplace.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(name: .long, help: "How many simulated days there are.")
    var days = 45

    @Option(
        name: .long, help: ArgumentHelp("How many simulated hours go by in a second.", valueName: "hours"))
    var speed = 24.0

    @Option(name: .long, help: ArgumentHelp("The pipeline to run.", valueName: "file"))
    var pipeline = "Pipelines/seller-trust.yaml"

    @OptionGroup var pipelineOptions: PipelineOptions

    func validate() throws {
        guard (1...365).contains(days) else { throw ValidationError("--days is 1 to 365") }
        guard speed > 0, speed <= 100_000 else { throw ValidationError("--speed is above 0, up to 100000") }
    }

    func run() async throws {
        try await reportingFailures {
            guard FileManager.default.fileExists(atPath: pipeline) else {
                throw CommandFailure.configuration(
                    "there is no pipeline at \(pipeline)",
                    hint: "run it in the project's folder, or say where it is: --pipeline FILE")
            }
            let plans = try loadPipelines([pipeline], settings: pipelineOptions.settings()).map(\.plan)
            var market = MarketplaceSettings()
            market.seed = seed
            market.days = days
            // Alerts need a window that began after the input did: the fault comes when the first is complete.
            market.carrierFailsAfterDays = 16
            market.carrierRecoversAfterDays = 24
            // The simulated days end about now, so that no event claims to come from the future.
            let day: Int64 = 86_400_000
            let today = systemMilliseconds() / day * day
            market.start = EventTime(milliseconds: today - Int64(days + 7) * day)
            let demonstration = Demonstration(plans: plans, market: market, speed: speed)
            try await runUntilStopped(seconds: end.seconds) { stop in try demonstration.run(stop: stop) }
        }
    }
}
