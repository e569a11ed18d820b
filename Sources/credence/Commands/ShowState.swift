import ArgumentParser
import EventModel
import StateStore

struct ShowState: AsyncParsableCommand {
    enum Action: String, ExpressibleByArgument, CaseIterable {
        case list, verify
    }

    static let configuration = CommandConfiguration(
        commandName: "state",
        abstract:
            "Show the local state of a worker: its tasks, their sizes and positions; or verify every block.",
        discussion: """
            The directory is only read, also beside a worker that runs. Sizes are those of the blocks that are kept: changes \
            of each commit, and slices of the rounds through the whole state. verify ends with 1 when a block is damaged. \
            Local state is a copy: whatever is wrong with it, deleting it lets the changelog rebuild it.

            EXAMPLES
              credence state --directory /var/lib/credence
              credence state verify --directory /var/lib/credence
              credence state --directory /var/lib/credence --task seller-trust/merge/3 --json
            """)

    @Argument(help: "list or verify.")
    var action = Action.list

    @Option(
        name: [.short, .long], help: ArgumentHelp("The worker's directory of local state.", valueName: "path")
    )
    var directory: String

    @Option(name: .long, help: ArgumentHelp("Only this task: PIPELINE/STAGE/PARTITION.", valueName: "task"))
    var task: String?

    @Option(name: .long, help: ArgumentHelp("The state of one key as JSON; needs --task.", valueName: "key"))
    var key: String?

    @Flag(name: .long, help: "One line of JSON for each task.")
    var json = false

    func validate() throws {
        if key != nil, task == nil {
            throw ValidationError("--key needs --task: a key's state belongs to a task")
        }
    }

    func run() async throws {
        try await reportingFailures {
            let state = try RocksDBState(path: directory, isReadOnly: true)
            defer { state.close() }
            let chosen = try choose(try state.tasks())
            if let key { return try show(key, of: chosen, in: state) }
            var damaged = 0
            for (name, position) in chosen {
                let survey = TaskSurvey(of: name, at: position, in: state)
                if survey.damage != nil { damaged += 1 }
                Console.out(json ? Self.json(survey) : text(survey))
            }
            if damaged > 0 {
                throw CommandFailure(
                    domain: .state, message: "\(directory): \(Console.count(damaged, "task")) damaged",
                    hint: "stop the worker and delete the directory: the changelog rebuilds it")
            }
            if action == .verify, !json {
                Console.out("\(Console.count(chosen.count, "task")), every block is whole")
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

    private func show(_ key: String, of tasks: [(TaskName, LocalPosition)], in state: RocksDBState) throws {
        guard let find = StateKeyDecoding.find else {
            throw CommandFailure(
                domain: .input, message: "no operator's state can be shown key by key yet",
                hint: "leave out --key for the sizes of each operator")
        }
        for (name, position) in tasks {
            var found: [String: String] = [:]
            let survey = TaskSurvey(of: name, at: position, in: state) { section in
                switch find(section, key) {
                case .absent: break
                case .removed: found[section.operatorName] = nil
                case .json(let text): found[section.operatorName] = text
                }
            }
            if let damage = survey.damage {
                throw CommandFailure(
                    domain: .state, message: "\(name): \(damage)", hint: "see credence state verify")
            }
            for (name, text) in found.sorted(by: { $0.key < $1.key }) {
                Console.out("{\(JSONText.string(name).text):\(text)}")
            }
        }
    }

    private func text(_ survey: TaskSurvey) -> String {
        let position = survey.position
        let snapshot =
            position.snapshotFrom == 0 ? "no complete round yet" : "whole from \(position.snapshotFrom)"
        var lines = [
            "\(survey.task)  \(Console.bytes(survey.bytes)), blocks \(position.oldest) to \(position.number), \(snapshot), "
                + "changelog to \(position.changelogOffset)"
        ]
        if let damage = survey.damage { lines.append("  damaged: \(damage)") }
        guard action == .list else { return lines.joined(separator: "\n") }
        lines += survey.operators.map {
            "  \($0.name)  changes \(Console.bytes($0.changeBytes)), slices \(Console.bytes($0.sliceBytes))"
        }
        return lines.joined(separator: "\n")
    }

    private static func json(_ survey: TaskSurvey) -> String {
        let position = survey.position
        let inputs = (survey.newest?.positions ?? [:]).sorted { $0.key < $1.key }
        return jsonText([
            ("task", .string(survey.task.description)), ("bytes", .number(survey.bytes)),
            ("blocks", .number(survey.blocks)), ("oldest", .number(Int(position.oldest))),
            ("newest", .number(Int(position.number))), ("snapshot_from", .number(Int(position.snapshotFrom))),
            ("changelog_offset", .number(Int(position.changelogOffset))),
            ("pipeline_version", survey.newest.map { .number($0.pipelineVersion) } ?? .null),
            ("inputs", .object(inputs.map { ($0.key.description, .number(Int($0.value))) })),
            ("operators", .list(survey.operators.map(Self.json))),
            ("damage", survey.damage.map { .string($0) } ?? .null),
        ])
    }

    private static func json(_ found: TaskSurvey.Operator) -> JSONText {
        .object([
            ("name", .string(found.name)), ("fingerprint", .string(String(found.fingerprint, radix: 16))),
            ("change_bytes", .number(found.changeBytes)), ("slice_bytes", .number(found.sliceBytes)),
        ])
    }
}
