import ArgumentParser

/// Whole workers as processes, on a Kafka that is there or on the embedded cluster.
@main
struct Trials: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chaos-trial", abstract: "Try whole workers: chaos, and restarts with much state.",
        subcommands: [ChaosTrial.self, RestartTimes.self], defaultSubcommand: ChaosTrial.self)
}
