import EventModel
import Foundation
import StateStore
import Testing

/// Processes that end in the middle of writing: see Tests/StateStoreChild.
@Suite struct UncleanEndTests {
    private static let task = TaskName(pipeline: "child", stage: "merge", partition: 0)

    @Test(arguments: [1, 40, 150])
    func `what was appended outlives kill -9`(blocks: Int) throws {
        let directory = try ScratchDirectory()
        var least: Int64 = 0
        // Again on what the one before has left: numbers begin anew, and replace.
        for _ in 0..<2 {
            let child = try Child(directory.path + "/state")
            var told: Int64 = 0
            while told < blocks { told = Int64(try #require(child.line())) ?? 0 }
            child.kill()
            while let line = child.line() { told = Int64(line) ?? told }
            least = told
            let state = try RocksDBState(path: directory.path + "/state")
            let position = try #require(try state.tasks()[Self.task])
            #expect(position.number == least || position.number == least + 1)
            #expect(position.changelogOffset == position.number * 6)
            #expect(try state.numbers(of: Self.task) == Array(position.oldest...position.number))
            state.close()
        }
    }

    @Test func `a disk without room is told, and what was appended before is there`() throws {
        let directory = try ScratchDirectory()
        let path = directory.path + "/state"
        let child = try Child(path, "400000")
        var lines: [String] = []
        while let line = child.line() { lines.append(line) }
        #expect(lines.last == "full \(path)")
        let told = try #require(Int64(lines.dropLast().last ?? ""))
        let state = try RocksDBState(path: path)
        let position = try #require(try state.tasks()[Self.task])
        #expect(position.number == told)
        #expect(try state.numbers(of: Self.task) == Array(position.oldest...told))
        state.close()
    }
}

/// The program beside the tests' own.
private final class Child {
    private let process = Process()
    private let pipe = Pipe()
    private var rest = Data()

    init(_ arguments: String...) throws {
        let products = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
        let folder = products ?? URL(filePath: CommandLine.arguments[0])
        process.executableURL = folder.deletingLastPathComponent().appending(path: "state-store-child")
        process.arguments = arguments
        process.standardOutput = pipe
        try process.run()
    }

    deinit { kill() }

    func kill() {
        guard process.isRunning else { return }
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// The next line; `nil` when the process has ended.
    func line() -> String? {
        while true {
            if let end = rest.firstIndex(of: 10) {
                let line = String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
                rest = Data(rest[(end + 1)...])
                return line
            }
            let more = pipe.fileHandleForReading.availableData
            guard !more.isEmpty else { return nil }
            rest += more
        }
    }
}
