import ArgumentParser
import Worker

/// How a worker commits, keeps state and takes part in its group.
///
/// The configuration file may say the same under `worker:`, with `_` for `-`; flags win.
struct WorkerOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "How often results, state and positions are committed.", valueName: "duration (500ms)"))
    var commitInterval: String?

    @Option(
        name: .long,
        help: ArgumentHelp("Commit early after so many bytes of results.", valueName: "size (8MiB)"))
    var commitBytes: String?

    @Option(
        name: .long,
        help: ArgumentHelp("Commit early after so many changed panes.", valueName: "number (200000)"))
    var commitRecords: String?

    @Flag(
        name: .long,
        help: ArgumentHelp(
            "Commit without transactions: faster, but what was told shortly before a failure may be told again.",
            discussion: "Under the same keys and ids. In the configuration file: `delivery: at-least-once`."))
    var atLeastOnce = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Keep a local copy of state there, so that a restart is quick.", valueName: "folder"))
    var stateDirectory: String?

    @Option(
        name: .long,
        help: ArgumentHelp("How often a changelog goes round all state.", valueName: "duration (10m)"))
    var snapshotInterval: String?

    @Option(
        name: .long,
        help: ArgumentHelp("How often it is noted up to where changelogs go.", valueName: "duration (30s)"))
    var checkpointInterval: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The worker's name in its group, the same at every start: its tasks wait for it to come back.",
            valueName: "name"))
    var instance: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "After how long without a sign of life its tasks go to others.", valueName: "duration (30s)"))
    var sessionTimeout: String?

    @Option(
        name: .long,
        help: ArgumentHelp("After how long Kafka aborts an open transaction.", valueName: "duration (15s)"))
    var transactionTimeout: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "How long a worker may be busy before its tasks go to others.", valueName: "duration (5m)"))
    var maxPollInterval: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "How many other workers keep a copy of each task, to go on from when its worker is lost.",
            discussion: "The same on all workers; needs --state-directory.", valueName: "number (0)"))
    var standby: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Whether what no restore needs any more is deleted from changelogs.",
            discussion: "Otherwise the topics' retention does that.", valueName: "true|false (true)"))
    var trimChangelogs: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "How much memory the worker is to take: state beyond that lies in a file.",
            discussion: "In --state-directory, which it needs.", valueName: "size (all there is)"))
    var stateMemory: String?

    @Flag(name: .long, help: "Let operators begin anew whose state is of another definition of the pipeline.")
    var restartChangedState = false

    /// What was said on the command line, by the names of ``WorkerKey/all``.
    private var said: [String: String] {
        [
            "commit-interval": commitInterval, "commit-bytes": commitBytes, "commit-records": commitRecords,
            "delivery": atLeastOnce ? Delivery.atLeastOnce.rawValue : nil, "state-directory": stateDirectory,
            "snapshot-interval": snapshotInterval,
            "checkpoint-interval": checkpointInterval, "instance": instance,
            "session-timeout": sessionTimeout, "transaction-timeout": transactionTimeout,
            "max-poll-interval": maxPollInterval, "standby": standby,
            "trim-changelogs": trimChangelogs, "state-memory": stateMemory,
        ].compactMapValues { $0 }
    }

    func validate() throws {
        var settings = WorkerSettings()
        let said = said
        for key in WorkerKey.all {
            guard let text = said[key.name] else { continue }
            do throws(WorkerKey.Failure) { try key.apply(text, to: &settings) } catch {
                throw ValidationError("--\(key.name) is wrong: \(error.description)")
            }
        }
    }

    /// Sets what the configuration file says, by the names of ``WorkerKey/all``, then what the command line says.
    func apply(over file: [String: String], to settings: inout WorkerSettings) throws {
        let said = file.merging(said) { $1 }
        do throws(WorkerKey.Failure) {
            for key in WorkerKey.all {
                if let text = said[key.name] { try key.apply(text, to: &settings) }
            }
            try WorkerKey.check(settings)
        } catch {
            throw CommandFailure.configuration(
                error.message, hint: "`credence worker --help` shows what holds otherwise")
        }
        settings.restartsChangedState = restartChangedState
    }
}
