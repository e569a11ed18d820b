import Dataflow
import EventModel
import Planning

/// Events that a thread has read since the last commit and shares out to the tasks of stages behind.
final class RekeyedOutbox {
    private struct Chunk {
        var events = 0
        var bytes: [UInt8] = []
    }

    // By stage, only those behind others; then by partition.
    private var chunks: [Int: [[Chunk]]]
    private let topics: [Int: String]
    private let encoded = StateWriter()
    /// How many bytes wait to be sent.
    private(set) var byteCount = 0

    init(_ topology: PipelineTopology) {
        let stages = topology.plan.gatherStages.indices.filter { topology.plan.gatherStages[$0].isRekeyed }
        chunks = Dictionary(
            stages.map { ($0, Array(repeating: [], count: topology.taskCounts[$0])) },
            uniquingKeysWith: { first, _ in first })
        topics = Dictionary(
            stages.map { ($0, topology.internalTopics.rekeyed(toStage: topology.stageNames[$0])) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Adds an event for a task.
    func add(_ event: RekeyedEvent, stage: Int, task: Int) {
        encoded.removeAll()
        event.encode(to: encoded)
        let bytes = encoded.bytes
        guard var own = chunks[stage]?[task] else { return }
        chunks[stage]?[task] = []
        if own.last.map({ $0.bytes.count + bytes.count > RekeyedRecord.bytes }) ?? true {
            own.append(Chunk())
        }
        own[own.count - 1].events += 1
        own[own.count - 1].bytes.append(contentsOf: bytes)
        chunks[stage]?[task] = own
        byteCount += bytes.count
    }

    /// Moves events, and reports behind them to every task, to where records are sent from.
    func flush(_ reports: [TaskReport], writer: StateWriter, into records: inout OutgoingRecords) {
        for (stage, tasks) in chunks.sorted(by: { $0.key < $1.key }) {
            let topic = records.index(ofTopic: topics[stage] ?? "")
            for (task, waiting) in tasks.enumerated() where !waiting.isEmpty || !reports.isEmpty {
                let all = waiting.isEmpty ? [Chunk()] : waiting
                for (number, chunk) in all.enumerated() {
                    write(chunk, number == all.count - 1 ? reports : [], writer)
                    records.append(
                        topicIndex: topic, partition: Int32(task), key: nil, value: writer.bytes)
                }
                chunks[stage]?[task] = []
            }
        }
        byteCount = 0
    }

    private func write(_ chunk: Chunk, _ reports: [TaskReport], _ writer: StateWriter) {
        writer.removeAll()
        writer.byte(RekeyedRecord.format)
        writer.count(chunk.events)
        chunk.bytes.withUnsafeBytes { writer.raw($0) }
        writer.count(reports.count)
        for report in reports { report.encode(to: writer) }
    }
}
