import Dataflow
import EventModel
import Foundation
import StateStore
import Synchronization
import Worker

/// Tells people, or scripts, what a worker does.
final class WorkerReport: Sendable {
    private let json: Bool
    private let bootstrap: String
    private let group: String
    private let lastUnreachable = Mutex<(message: String, at: Date)?>(nil)

    init(json: Bool, bootstrap: String, group: String) {
        self.json = json
        self.bootstrap = bootstrap
        self.group = group
    }

    /// Whether the status is a line that stands on a terminal and is rewritten there.
    var isStatusLine: Bool { !json && Console.isErrorTerminal }

    func event(_ event: WorkerEvent) {
        switch event {
        case .waitingForTopics(let topics):
            tell(
                "waiting", "no such topic: \(topics.joined(separator: ", ")); waiting",
                hint:
                    "create \(topics.count == 1 ? "it" : "each") with as many partitions as the topics it is read"
                    + " with, or check its name and whether this user may read it; this is Kafka at \(bootstrap)"
            )
        case .unreachable(let failure): unreachable(failure)
        case .topicDiffers(let topic, let differences):
            let list = differences.map { "\($0.setting) is \($0.found), not \($0.demanded)" }
            tell(
                "topic_differs", "topic \(topic) is not as it should be: \(list.joined(separator: ", "))",
                hint: "`credence plan` shows the settings of all topics; change them with your Kafka's tools")
        case .joining(let tasks, let pipeline):
            tell(
                "joining",
                "\(pipeline): joining the group \(group)-\(pipeline) to share \(Console.count(tasks, "task")); this"
                    + " takes some seconds, longer if a member was lost")
        case .assigned(let tasks, let all, let pipeline):
            tell("assigned", "\(pipeline): \(tasks) of \(Console.count(all, "task")) came to this worker")
        case .revoked(let tasks, let pipeline):
            tell("revoked", "\(pipeline): \(Console.count(tasks, "task")) went to other workers")
        case .lost(let tasks, let pipeline):
            tell(
                "lost",
                "\(pipeline): the group took \(Console.count(tasks, "task")) away without asking; others go on from the"
                    + " last commit",
                hint:
                    "the worker was away for longer than the session time-out: was it suspended, or the machine too busy?"
            )
        case .fenced(let failure, let pipeline):
            tell(
                "fenced",
                "\(pipeline): a commit was refused because its tasks belong to another worker by now; they begin anew"
                    + " from the last commit [\(failure.code)]", hint: failure.hint)
        case .localCopyFailed(let task, let failure):
            tell(
                "local_state",
                "\(task): its state cannot be kept on this machine: \(failure.path): \(failure.message); the changelog has"
                    + " all of it, and the task goes on", hint: failure.hint)
        case .stateDiskInMemory(let directory):
            tell(
                "state_memory",
                "\(directory) is kept in memory itself: what state-memory puts there still takes memory",
                hint: "give a --state-directory on a disk")
        case .stateDiskFull(let directory, let bytes, let isPaused):
            tell(
                "state_disk_full",
                "the disk of \(directory) is full: \(Console.bytes(bytes)) of state that should lie there take memory"
                    + (isPaused
                        ? ", which is used up; nothing is read until there is room, and nothing is lost"
                        : " instead; when that is used up, nothing is read until there is room"),
                hint: "make room on the disk, or allow more with --state-memory and start again")
        case .stateDiskHasRoom(let directory):
            tell("state_disk_room", "the disk of \(directory) has room for state again; reading goes on")
        case .changelogsKept(let failure):
            // The embedded Kafka does not know how; there is nothing to mend.
            guard failure.code != "_UNSUPPORTED_FEATURE" else { break }
            tell(
                "changelogs_kept",
                "changelogs cannot be trimmed, and are kept as long as the topics' retention says:"
                    + " \(failure.message) [\(failure.code)]",
                hint:
                    "allow the user to delete records of the changelog topics, or set --trim-changelogs false"
            )
        case .truncated(let partition, let from, let to):
            tell(
                "truncated",
                "\(partition): records \(from) to \(to - 1) were deleted before they could be read",
                hint: "raise the topic's retention, or start workers earlier")
        case .failed(let failure): tell("failed", failure.description)
        }
    }

    private func unreachable(_ failure: LogFailure) {
        // The same trouble is told again only now and then: the worker keeps trying by itself.
        let isNews = lastUnreachable.withLock { last in
            if let last, last.message == failure.message, Date().timeIntervalSince(last.at) < 30 {
                return false
            }
            last = (failure.message, Date())
            return true
        }
        if isNews {
            tell("unreachable", "\(failure.message) [\(failure.code)]; trying again", hint: failure.hint)
        }
    }

    func status(_ status: WorkerStatus, seconds: Double, readBefore: Int) {
        if json { return Console.out(Self.json(status)) }
        let rate = seconds > 0 ? Int(Double(status.read - readBefore) / seconds) : 0
        let pipelines = status.pipelines.map { pipeline in
            let watermark = pipeline.watermark == .distantPast ? "–" : RFC3339.format(pipeline.watermark)
            let expected = pipeline.expectedSources
            return
                "\(pipeline.name): event time \(watermark), \(Console.grouped(pipeline.finalResults)) final results, "
                + "\(pipeline.transitions) alert transitions"
                + (expected.isEmpty ? "" : ", waiting for \(expected.joined(separator: ", ")) to begin")
                + Self.restoringText(pipeline.restoring) + Self.standbyText(pipeline.standby)
        }
        let line =
            "\(Console.grouped(status.read)) read (\(Console.grouped(rate))/s); "
            + pipelines.joined(separator: "; ")
            + Self.memoryText(status.memory)
        if isStatusLine { Console.status(line) } else { Console.note(line) }
    }

    private static func restoringText(_ tasks: [WorkerStatus.Restoring]) -> String {
        guard !tasks.isEmpty else { return "" }
        let bytes = tasks.reduce(0) { $0 + $1.bytes }
        return
            ", restoring \(Console.count(tasks.count, "task")): \(Console.bytes(bytes)) read, furthest behind by"
            + " \(Console.grouped(Int(tasks.map { $0.of - $0.commit }.max() ?? 0))) commits"
    }

    private static func memoryText(_ memory: WorkerStatus.Memory?) -> String {
        guard let memory else { return "" }
        return
            "; memory \(Console.bytes(memory.residentBytes)) of \(Console.bytes(memory.budgetBytes))"
            + (memory.fileBytes > 0 ? ", \(Console.bytes(memory.fileBytes)) of state on disk" : "")
            + (memory.isReadingPaused ? ", waiting for room on the disk" : "")
    }

    private static func standbyText(_ tasks: [WorkerStatus.Standby]) -> String {
        let lag = tasks.map(\.lag).max() ?? 0
        guard !tasks.isEmpty else { return "" }
        return ", copies of \(Console.count(tasks.count, "other task"))"
            + (lag > 1 ? ", furthest behind by \(Console.grouped(Int(lag))) commits" : "")
    }

    /// What became of every record, at the end.
    func end(_ status: WorkerStatus) {
        Console.endStatus()
        if json { return Console.out(Self.json(status)) }
        for pipeline in status.pipelines {
            for source in pipeline.sources {
                let counts = source.counts
                Console.note(
                    "\(pipeline.name)/\(source.name): read \(Console.grouped(counts.read)) = used"
                        + " \(Console.grouped(counts.used)) + filtered \(Console.grouped(counts.filtered))"
                        + " + duplicate \(Console.grouped(counts.duplicate)) + late"
                        + " \(Console.grouped(counts.late)) + dead letters \(Console.grouped(counts.deadLetters))"
                )
            }
            tellOperators(pipeline)
        }
    }

    private func tell(_ kind: String, _ message: String, hint: String = "") {
        if json {
            return Console.out(
                jsonText([("event", .string(kind)), ("message", .string(message)), ("hint", .string(hint))]))
        }
        Console.note(message)
        if !hint.isEmpty { Console.error("         hint: \(hint)") }
    }

    private static func json(_ status: WorkerStatus) -> String {
        jsonText([
            ("event", .string("status")),
            ("read", .number(status.read)),
            ("memory", status.memory.map(memory) ?? .null),
            (
                "pipelines",
                .list(
                    status.pipelines.map { pipeline in
                        .object([
                            ("pipeline", .string(pipeline.name)),
                            (
                                "watermark",
                                pipeline.watermark == .distantPast
                                    ? .null : .string(RFC3339.format(pipeline.watermark))
                            ),
                            ("final_results", .number(pipeline.finalResults)),
                            ("alert_transitions", .number(pipeline.transitions)),
                            ("tasks", .number(pipeline.tasks.all)),
                            ("idle_tasks", .number(pipeline.tasks.idle)),
                            ("own_tasks", .number(pipeline.running)),
                            ("restoring", .list(pipeline.restoring.map(restoring))),
                            ("standby", .list(pipeline.standby.map(standby))),
                            ("commits", .number(pipeline.commits)),
                            ("waiting_bytes", .number(pipeline.waitingBytes)),
                            ("waiting_for", .list(pipeline.expectedSources.map { .string($0) })),
                            ("sources", .list(pipeline.sources.map(source))),
                            ("visits", .list(pipeline.visits.map(visits))),
                        ])
                    })
            ),
        ])
    }

    private static func memory(_ memory: WorkerStatus.Memory) -> JSONText {
        .object([
            ("budget_bytes", .number(memory.budgetBytes)), ("resident_bytes", .number(memory.residentBytes)),
            ("file_bytes", .number(memory.fileBytes)), ("heap_bytes", .number(memory.heapBytes)),
            ("plain_bytes", .number(memory.plainBytes)), ("relieved_bytes", .number(memory.relievedBytes)),
            ("reading_paused", .bool(memory.isReadingPaused)),
        ])
    }

    private static func restoring(_ task: WorkerStatus.Restoring) -> JSONText {
        .object([
            ("task", .string(task.task)), ("commit", .number(Int(task.commit))),
            ("of", .number(Int(task.of))),
            ("bytes", .number(task.bytes)),
        ])
    }

    private static func standby(_ task: WorkerStatus.Standby) -> JSONText {
        .object([
            ("task", .string(task.task)), ("commit", .number(Int(task.commit))),
            ("of", .number(Int(task.of))), ("lag", .number(Int(task.lag))), ("bytes", .number(task.bytes)),
        ])
    }

    private static func source(_ source: WorkerStatus.Source) -> JSONText {
        .object([
            ("source", .string(source.name)), ("read", .number(source.counts.read)),
            ("used", .number(source.counts.used)), ("filtered", .number(source.counts.filtered)),
            ("duplicate", .number(source.counts.duplicate)), ("late", .number(source.counts.late)),
            ("dead_letters", .number(source.counts.deadLetters)),
            ("tombstones", .number(source.counts.tombstones)), ("empty", .number(source.counts.empty)),
            ("without_id", source.ids.map { .number($0.withoutID) } ?? .null),
            ("ids_forgotten_early", source.ids.map { .number($0.forgottenEarly) } ?? .null),
        ])
    }
}
