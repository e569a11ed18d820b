import ArgumentParser
import EventModel
import Planning
import StateStore
import Worker

struct ShowState: AsyncParsableCommand {
    enum Action: String, ExpressibleByArgument, CaseIterable {
        case list, verify
    }

    static let configuration = CommandConfiguration(
        commandName: "state",
        abstract:
            "Show the local state of a worker: its tasks, their sizes and positions, or what it knows of one key; or verify every block.",
        discussion: """
            The directory is only read, also beside a worker that runs. Sizes are those of the blocks that are kept: changes \
            of each commit, and slices of the rounds through the whole state. Local state is a copy: whatever is wrong with it, \
            deleting it lets the changelog rebuild it.

            With --pipelines the operators of the pipelines read the state themselves: the list then tells how many entries \
            each holds, and --key shows all that is known of one key as JSON, a line for each task: its promises, visits, panes \
            and sessions, scores, alerts and detectors, and when it was seen as an id. The parts of a key of several are \
            joined by '/'.

            verify checks each block's checksums, their order, and whether they make the whole state; with --pipelines also \
            that the operators can read it. It ends with 1 when something is damaged.

            EXAMPLES
              credence state --directory /var/lib/credence
              credence state verify --directory /var/lib/credence
              credence state --directory /var/lib/credence --task seller-trust/merge/3 --json
              credence state --directory /var/lib/credence --pipelines Pipelines --key seller-17
            """)

    @Argument(help: "list or verify.")
    var action = Action.list

    @Option(
        name: [.short, .long], help: ArgumentHelp("The worker's directory of local state.", valueName: "path")
    )
    var directory: String

    @Option(name: .long, help: ArgumentHelp("Only this task: PIPELINE/STAGE/PARTITION.", valueName: "task"))
    var task: String?

    @Option(
        name: .long,
        help: ArgumentHelp("All that is known of one key, as JSON; needs --pipelines.", valueName: "key"))
    var key: String?

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp(
            "The pipelines that the state is of: files, or folders of them.", valueName: "path")
    )
    var pipelines: [String] = []

    @OptionGroup var pipelineOptions: PipelineOptions

    @Flag(name: .long, help: "One line of JSON for each task.")
    var json = false

    func validate() throws {
        if key != nil, pipelines.isEmpty {
            throw ValidationError("--key needs --pipelines: their operators read the state")
        }
        if key != nil, action == .verify {
            throw ValidationError("verify looks at all keys; leave out --key")
        }
    }

    func run() async throws {
        try await reportingFailures {
            let plans = try loadPipelines(pipelines, settings: try pipelineOptions.settings()).map(\.plan)
            let state = try RocksDBState(path: directory, isReadOnly: true)
            defer { state.close() }
            let chosen = try choose(try state.tasks())
            if let key { return try show(key, of: chosen, plans, in: state) }
            var damaged = 0
            for (name, position) in chosen {
                let report = TaskReportText(name, position, state, plans.first { $0.name == name.pipeline })
                if report.damage != nil { damaged += 1 }
                Console.out(json ? report.json : report.text(isDetailed: action == .list))
            }
            if damaged > 0 {
                throw CommandFailure(
                    domain: .state, message: "\(directory): \(Console.count(damaged, "task")) damaged",
                    hint: "stop the worker and delete the directory: the changelog rebuilds it")
            }
            if action == .verify, !json {
                Console.out("\(Console.count(chosen.count, "task")), every block is whole and in its place")
            }
        }
    }

    private func choose(_ tasks: [TaskName: LocalPosition]) throws -> [(TaskName, LocalPosition)] {
        let chosen = tasks.filter { task == nil || $0.key.description == task }.sorted { $0.key < $1.key }
        guard let task, chosen.isEmpty else { return chosen.map { ($0.key, $0.value) } }
        throw CommandFailure(
            domain: .input, message: "\(directory): there is no task \(task)",
            hint: "there is "
                + (tasks.isEmpty
                    ? "none at all: has a worker committed here?"
                    : tasks.keys.sorted().map(\.description).joined(separator: ", ")))
    }

    private func show(
        _ key: String, of tasks: [(TaskName, LocalPosition)], _ plans: [PipelinePlan], in state: RocksDBState
    ) throws {
        var found = 0
        for (name, position) in tasks {
            guard let plan = plans.first(where: { $0.name == name.pipeline }) else { continue }
            // One task that cannot be read does not hide what the others know.
            let inspection: StateInspection
            do { inspection = try StateInspection(of: name, at: position, in: state, plan: plan) } catch {
                let failure = CommandFailure(error)
                Console.error("\(failure.message)\n         hint: \(failure.hint)")
                continue
            }
            warn(of: inspection.unreadable, in: name)
            let entries = inspection.entries(of: key)
            guard !entries.isEmpty else { continue }
            found += 1
            let operators = entries.map { ($0.operatorName, JSONText.list($0.entries.map { .fields($0) })) }
            Console.out(
                jsonText([
                    ("task", .string(name.description)), ("key", .string(key)),
                    ("commit", .number(Int(position.number))), ("operators", .object(operators)),
                ]))
        }
        if found == 0 {
            throw CommandFailure(
                domain: .input, message: "nothing is known of the key '\(key)' here",
                hint:
                    "its task may be another worker's; the parts of a key of several are joined by '/', as in s-1/EU"
            )
        }
    }

    private func warn(of unreadable: [String], in task: TaskName) {
        guard !unreadable.isEmpty else { return }
        Console.error(
            "\(task): the state of \(unreadable.joined(separator: ", ")) is of another definition than the"
                + " pipelines given, and left out")
    }
}
