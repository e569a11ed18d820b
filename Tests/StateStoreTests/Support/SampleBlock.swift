import EventModel
import StateStore

/// Blocks for tests.
enum SampleBlock {
    static let task = TaskName(pipeline: "seller-trust", stage: "merge", partition: 3)

    static func header(_ number: Int64, snapshotFrom: Int64 = 0, of task: TaskName = task) -> BlockHeader {
        BlockHeader(
            task: task, pipelineVersion: 2, number: number, snapshotFrom: snapshotFrom,
            positions: [
                TopicPartition(topic: "orders", partition: 0): 17,
                TopicPartition(topic: "logistics", partition: 3): 1 << 40,
            ], timeMilliseconds: 1_700_000_000_123)
    }

    /// A finished block with one section of so many bytes, in parts of at most so many.
    static func writer(
        _ number: Int64, bytes: Int, maxPartBytes: Int = 128, of task: TaskName = task
    ) -> BlockWriter {
        let writer = BlockWriter(maxPartBytes: maxPartBytes)
        writer.begin(header(number, of: task))
        let content = [UInt8](repeating: UInt8(truncatingIfNeeded: number &* 31), count: bytes)
        content.withUnsafeBytes {
            writer.section(operator: "late_rate", fingerprint: 7, kind: .changes, bytes: $0)
        }
        writer.finish()
        return writer
    }

    static func parts(_ number: Int64, bytes: Int, maxPartBytes: Int = 128) -> [[UInt8]] {
        let writer = writer(number, bytes: bytes, maxPartBytes: maxPartBytes)
        // The parts are borrowed: the writer must outlive their copying.
        return withExtendedLifetime(writer) { $0.parts.map { [UInt8]($0) } }
    }
}
