import EventModel
import Foundation
import StateStore

/// Appends blocks to local state until it is killed or fails, telling each on a line of its own; for tests that need a
/// process to kill, or one whose files may not grow.
///
///     state-store-child DIRECTORY [LARGEST_FILE_IN_BYTES]
@main struct StateStoreChild {
    static func main() {
        let arguments = CommandLine.arguments
        if arguments.count > 2, let limit = UInt64(arguments[2]) {
            signal(SIGXFSZ, SIG_IGN)
            var limits = rlimit(rlim_cur: rlim_t(limit), rlim_max: rlim_t(limit))
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limits)
        }
        do throws(LocalStateFailure) {
            try appendForever(arguments[1])
        } catch {
            tell("\(error.kind) \(error.path)")
        }
    }

    private static func appendForever(_ path: String) throws(LocalStateFailure) {
        var settings = RocksDBSettings()
        settings.writeBufferBytes = 1 << 20
        let state = try RocksDBState(path: path, settings: settings)
        let task = TaskName(pipeline: "child", stage: "merge", partition: 0)
        let writer = BlockWriter(maxPartBytes: 4096)
        let content = [UInt8](repeating: 7, count: 20_000)
        for number in Int64(1)... {
            writer.begin(
                BlockHeader(
                    task: task, pipelineVersion: 1, number: number, snapshotFrom: max(0, number - 20),
                    positions: [:], timeMilliseconds: 0))
            content.withUnsafeBytes {
                writer.section(operator: "state", fingerprint: 1, kind: .slice, bytes: $0)
            }
            writer.finish()
            try state.append(
                LocalBlock(
                    number: number, snapshotFrom: max(0, number - 20), changelogOffset: number * 6,
                    parts: writer.parts), of: task)
            if number % 8 == 0 { try state.trim(task, before: number - 20) }
            tell("\(number)")
        }
    }

    private static func tell(_ line: String) {
        try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
    }
}
