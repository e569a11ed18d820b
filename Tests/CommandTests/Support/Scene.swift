import Foundation
import KafkaLog
import Synchronization

/// What one test works with: a folder of its own and the programs that it starts. All of it is gone when the test
/// ends, in whatever way.
final class Scene: Sendable {
    let folder: String
    private let programs = Mutex<[Program]>([])

    /// Runs a test in a scene; some run at a time, the others wait, since programs want processors.
    static func play(_ test: (Scene) async throws -> Void) async throws {
        await Stages.take()
        let scene = try Scene()
        do {
            try await test(scene)
        } catch {
            scene.clear()
            await Stages.giveBack()
            throw error
        }
        scene.clear()
        await Stages.giveBack()
    }

    private init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "credence-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    /// Starts `credence` with arguments, and with nothing of Credence's in its environment but what is given.
    func credence(
        _ arguments: String..., environment: [String: String] = [:], input: String? = nil
    ) throws -> Program {
        try credence(arguments, environment: environment, input: input)
    }

    private func credence(
        _ arguments: [String], environment: [String: String], input: String?
    ) throws -> Program {
        try start(try Binary.path(), Self.bounded(arguments), environment: environment, input: input)
    }

    /// Runs `credence` to its end.
    func run(
        _ arguments: String..., environment: [String: String] = [:], input: String? = nil
    ) async throws -> (code: Int32, program: Program) {
        let program = try credence(arguments, environment: environment, input: input)
        return (try await program.end(), program)
    }

    /// Starts any program.
    func start(
        _ executable: String, _ arguments: [String], environment extra: [String: String] = [:],
        input: String? = nil
    ) throws -> Program {
        var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("CREDENCE_") }
        environment.merge(extra) { _, new in new }
        let program = try Program(
            executable, arguments, environment: environment, input: input, folder: folder,
            number: programs.withLock { $0.count })
        programs.withLock { $0.append(program) }
        return program
    }

    /// Starts the embedded Kafka as its users do, with the topics of pipelines that are to run on it, and waits for its
    /// address.
    func kafka(topics: String, pipelines: String...) async throws -> Cluster {
        let file = "\(folder)/address-\(UUID().uuidString)"
        let named = pipelines.isEmpty ? [] : ["--pipelines"] + pipelines
        let program = try credence(
            ["kafka", "--topics", topics, "--bootstrap-file", file] + named, environment: [:], input: nil)
        var address = ""
        try await Patience.wait("for Kafka's address", report: { program.report }) {
            address = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
            return !address.isEmpty
        }
        return Cluster(bootstrap: address.trimmingCharacters(in: .newlines), program: program)
    }

    /// Writes a file into the folder and returns its path.
    func write(_ name: String, _ text: String) throws -> String { try write(name, Data(text.utf8)) }

    func write(_ name: String, _ data: Data) throws -> String {
        let path = "\(folder)/\(name)"
        try data.write(to: URL(filePath: path))
        return path
    }

    /// What runs until stopped ends by itself some day: the tests may be killed before they can end it.
    private static func bounded(_ arguments: [String]) -> [String] {
        let commands: Set = ["kafka", "worker", "alerts", "metrics", "demo"]
        guard let command = arguments.first, commands.contains(command) else { return arguments }
        let isBounded = !Set(["--seconds", "--help"]).isDisjoint(with: arguments)
        return isBounded ? arguments : arguments + ["--seconds", "600"]
    }

    private func clear() {
        for program in programs.withLock({ $0 }).reversed() { program.end() }
        try? FileManager.default.removeItem(atPath: folder)
    }
}

/// How many scenes are played at the same time.
private actor Stages {
    static let shared = Stages()
    // Most of a scene is waiting for groups to form and for partitions to be silent long enough.
    private var free = 2 * max(2, ProcessInfo.processInfo.activeProcessorCount)
    private var waiting: [CheckedContinuation<Void, Never>] = []

    static func take() async { await shared.take() }
    static func giveBack() async { await shared.giveBack() }

    private func take() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    private func giveBack() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
