import Foundation

/// The embedded cluster in a process of its own.
final class ClusterProcess {
    let bootstrap: String
    private let process = Process()
    private let input = Pipe()

    /// - Parameter rounds: how many rounds of each input it must have topics for.
    /// - Throws: when the process does not start.
    init(rounds: Int) throws {
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["serve", String(rounds)]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        var text = ""
        while !text.hasSuffix("\n") {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { throw ClusterFailure() }
            text += String(decoding: data, as: UTF8.self)
        }
        bootstrap = text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    func end() {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}

struct ClusterFailure: Error {}
