import Foundation

/// The place of one worker: its name, its disk, and the process that runs there now.
final class WorkerSlot {
    let number: Int
    let directory: String
    private let program: String
    private let arguments: [String]
    private let folder: String
    private var process: Process?
    private var starts = 0
    /// Whether its end was asked for.
    private var isLeaving = false
    /// When it may be started again.
    var restart: Date?

    /// A place for a worker of a side, with arguments beside those that all have.
    init(number: Int, side: Side, stage: Stage, program: String, arguments more: [String]) {
        self.number = number
        self.program = program
        folder = stage.folder
        directory = "\(stage.folder)/\(side.rawValue)-\(number)-state"
        arguments =
            [
                "worker", "--bootstrap", stage.bootstrap, "--pipelines", stage.pipeline, "--threads", "2",
                "--prefix", side.prefix(stage.tag), "--group", side.group(stage.tag),
                "--state-directory", directory,
            ] + more
    }

    var isRunning: Bool { process?.isRunning ?? false }
    var id: Int32 { process?.processIdentifier ?? 0 }
    var log: String { "\(folder)/worker-\(URL(filePath: directory).lastPathComponent)-\(starts).log" }

    func start() throws {
        starts += 1
        (isLeaving, restart) = (false, nil)
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("CREDENCE_") }
        process.standardInput = FileHandle.nullDevice
        try Data().write(to: URL(filePath: log))
        let file = try FileHandle(forWritingTo: URL(filePath: log))
        process.standardOutput = file
        process.standardError = file
        try process.run()
        self.process = process
    }

    /// Ends it as a power cut would.
    func kill() {
        guard isRunning else { return }
        Foundation.kill(id, SIGKILL)
        process?.waitUntilExit()
        process = nil
    }

    /// Asks it to leave.
    func leave() {
        isLeaving = true
        if isRunning { Foundation.kill(id, SIGTERM) }
    }

    /// What was wrong with its end, if it has ended; forgets the process.
    func takeEnd() -> String? {
        guard let process, !process.isRunning else { return nil }
        self.process = nil
        if isLeaving, process.terminationReason == .exit, process.terminationStatus == 0 { return nil }
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        // The reason stands before what the runtime says of a crash.
        let said = text.split(separator: "\n").filter {
            !$0.contains(" read (") && !$0.hasPrefix("swift-runtime: failed to suspend")
        }
        let reason = said.firstIndex { $0.contains("Crash") || $0.contains("***") } ?? said.endIndex
        let lines = (said[..<reason].suffix(5) + said[reason...].prefix(60)).joined(separator: "\n")
        return
            "worker \(number) ended \(isLeaving ? "badly" : "by itself") with \(process.terminationStatus):\n\(lines)"
    }

    /// What `credence state verify` finds wrong with its disk; `nil` when all is well.
    func damage() throws -> String? {
        guard FileManager.default.fileExists(atPath: directory + "/CURRENT") else { return nil }
        let (code, text) = try Command.run(program, ["state", "verify", "--directory", directory])
        return code == 0 ? nil : "worker \(number)'s state: \(text)"
    }

    func wipe() { try? FileManager.default.removeItem(atPath: directory) }

    /// Lines of all its logs that say something unusual.
    func warnings() -> [String] {
        (1...max(1, starts)).flatMap { start -> [String] in
            let path = "\(folder)/worker-\(URL(filePath: directory).lastPathComponent)-\(start).log"
            let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            return text.split(separator: "\n").filter {
                $0.contains("were deleted before") || $0.contains("cannot be kept")
            }.map(String.init)
        }
    }
}

/// A program that is run to its end.
enum Command {
    static func run(_ program: String, _ arguments: [String]) throws -> (code: Int32, text: String) {
        let (process, pipe) = (Process(), Pipe())
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }
}
