import ArgumentParser
import Foundation
import KafkaLog

/// Workers are killed, leave and join while events flow; in the end everything must be as one worker told it that
/// nothing happened to.
///
/// Both read the same topics at the same time, each side under a prefix and group of its own. `scripts/chaos` builds and
/// runs it.
struct ChaosTrial: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chaos",
        abstract: "Kill workers while events flow, and compare what comes out with an undisturbed run.",
        discussion: """
            Every decision follows from the seed; when exactly a process dies does not. With --bootstrap, or \
            CREDENCE_TEST_BOOTSTRAP, on a Kafka that is there, where every final result and every alert transition must \
            have been told once; its topics (chaos-…) are left. Otherwise on the embedded cluster, which shows what was \
            aborted: there the newest record of every key counts.
            """)

    @Option(name: .long, help: "How many events flow.")
    var events = 2_000_000

    @Option(name: .long, help: "For how many seconds.")
    var seconds = 120.0

    @Option(name: .long, help: "How many workers share the work.")
    var workers = 3

    @Option(name: .long, help: "What the events and the deaths follow from; drawn when not given.")
    var seed: UInt64?

    @Option(name: .long, help: ArgumentHelp("A Kafka that is there.", valueName: "addresses"))
    var bootstrap: String?

    @Option(
        name: .long,
        help: ArgumentHelp("The credence to run; the one beside this program.", valueName: "path"))
    var credence: String?

    @Flag(name: .long, help: "Keep the folder with the workers' output and state.")
    var keep = false

    @Flag(name: .long, help: "No worker has a name in its group (--instance); otherwise every other one has.")
    var strangers = false

    func validate() throws {
        guard (1...100_000_000).contains(events) else { throw ValidationError("--events is 1 to 100000000") }
        guard seconds >= 1, seconds <= 86_400 else { throw ValidationError("--seconds is 1 to 86400") }
        guard (1...16).contains(workers) else { throw ValidationError("--workers is 1 to 16") }
    }

    func run() throws {
        let seed = seed ?? UInt64.random(in: 0...999_999)
        let stage = try Stage(
            bootstrap: Stage.bootstrap(bootstrap), seed: seed, keep: keep, hasNames: !strangers,
            pipeline: TrialPipeline.text)
        defer { stage.clear() }
        Progress.tell(
            "seed \(seed): \(events) events in \(Int(seconds)) s, \(workers) workers,"
                + " \(stage.kafkaText)")
        let program = credence ?? Stage.neighbour("credence")
        let trial = Trial(
            stage: stage, program: program, seed: seed, events: events, seconds: seconds, workers: workers)
        let verdict = try trial.run()
        for line in verdict.lines { print(line) }
        print(verdict.isGood ? "passed (seed \(seed))" : "failed (seed \(seed))")
        guard verdict.isGood else { throw ExitCode(1) }
    }
}

/// What the trial does, line by line, on standard error.
enum Progress {
    private static let start = Date()

    static func tell(_ text: String) {
        let seconds = Date().timeIntervalSince(start)
        let line = "\(Double(Int(seconds * 10)) / 10) s  \(text)\n"
        try? FileHandle.standardError.write(contentsOf: Data(line.utf8))
    }
}
