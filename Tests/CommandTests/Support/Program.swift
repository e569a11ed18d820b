import Foundation
import Synchronization

/// A program that runs, with all that it has said so far.
final class Program: Sendable {
    let id: Int32
    private let title: String
    private let files: (output: String, errors: String)
    private let process: Mutex<Running>

    private struct Running: @unchecked Sendable {
        // Foundation's process is used under the mutex alone.
        let process: Process
    }

    /// Starts it; its output goes to files of the folder, so that none of it can be lost or block it.
    init(
        _ executable: String, _ arguments: [String], environment: [String: String], input: String?,
        folder: String, number: Int
    ) throws {
        title = ([URL(filePath: executable).lastPathComponent] + arguments).joined(separator: " ")
        files = ("\(folder)/\(number).output", "\(folder)/\(number).errors")
        let process = Process()
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        process.environment = environment
        process.currentDirectoryURL = URL(filePath: folder)
        process.standardOutput = try Self.file(files.output)
        process.standardError = try Self.file(files.errors)
        let pipe = Pipe()
        process.standardInput = input == nil ? FileHandle.nullDevice : pipe
        try process.run()
        if let input {
            try pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try pipe.fileHandleForWriting.close()
        }
        id = process.processIdentifier
        self.process = Mutex(Running(process: process))
    }

    /// What it wrote to standard output.
    var output: String { Self.text(files.output) }
    /// What it wrote to standard error.
    var errors: String { Self.text(files.errors) }
    /// The whole lines of standard output.
    var lines: [Substring] { output.split(separator: "\n") }

    var isRunning: Bool { process.withLock { $0.process.isRunning } }

    /// Sends it a signal; it alone gets it.
    func send(_ signal: Int32) { if isRunning { kill(id, signal) } }

    /// Waits until its output or errors hold a text.
    func says(_ text: String, within seconds: Double = Patience.seconds) async throws {
        try await Patience.wait("for '\(text)'", within: seconds, report: { self.report }) {
            let isDone = !self.isRunning
            if self.errors.contains(text) || self.output.contains(text) { return true }
            if isDone { throw Overdue(what: "'\(text)' was never said", report: self.report) }
            return false
        }
    }

    /// Waits for its end; the exit code, or 128 and the signal that ended it.
    func end(within seconds: Double = Patience.seconds) async throws -> Int32 {
        try await Patience.wait("for its end", within: seconds, report: { self.report }) { !self.isRunning }
        return process.withLock {
            $0.process.terminationStatus + ($0.process.terminationReason == .uncaughtSignal ? 128 : 0)
        }
    }

    /// Ends it at once if it still runs.
    func end() {
        send(SIGKILL)
        process.withLock { $0.process.waitUntilExit() }
    }

    /// Everything about it, for the message of a test that fails.
    var report: String {
        "\(title)\n--- output\n\(Self.tail(output))\n--- errors\n\(Self.tail(errors))"
    }

    private static func file(_ path: String) throws -> FileHandle {
        try Data().write(to: URL(filePath: path))
        return try FileHandle(forWritingTo: URL(filePath: path))
    }

    private static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }

    private static func tail(_ text: String) -> String {
        text.count > 3000 ? "…" + String(text.suffix(3000)) : text
    }
}
