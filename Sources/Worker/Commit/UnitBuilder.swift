import Dataflow
import EventModel
import Planning
import StateStore
import Synchronization

/// Makes a thread's commit out of what its tasks have to tell.
final class UnitBuilder {
    private let shared: SharedPipeline
    private let clock: @Sendable () -> Int64
    private let writer = StateWriter()
    private let block = BlockWriter()

    init(shared: SharedPipeline, clock: @escaping @Sendable () -> Int64) {
        self.shared = shared
        self.clock = clock
    }

    /// Moves everything that is due and changed into a unit; empty when there is nothing.
    func build(_ gather: GatherTasks, _ merge: MergeTasks) -> CommitUnit {
        var unit = CommitUnit()
        let now = clock()
        gather.advance(now: now)
        merge.advance()
        gather.takeRecords { unit.append($0) }
        merge.takeRecords { unit.append($0) }
        let gathered = gather.inOrder
        appendRekeyed(gather.outbox, gathered, &unit)
        appendPartials(gather.flush(), gathered.filter(\.hasReport).map(\.report), &unit)
        let hasRecords = !unit.records.isEmpty
        let tasks: [any StageTask] = gathered + merge.inOrder
        var changed = tasks.filter { $0.hasNews || $0.changelog.hasNewOwner }
        // Records that follow from no change that is left, such as panes that add up to nothing new.
        if changed.isEmpty, hasRecords { changed = Array(tasks.prefix(1)) }
        for task in changed { appendBlock(of: task, now, &unit) }
        return unit
    }

    /// Tasks that read what is shared out follow only those that share it out.
    private func appendRekeyed(_ outbox: RekeyedOutbox, _ tasks: [GatherTask], _ unit: inout CommitUnit) {
        var records = OutgoingRecords()
        let reports = tasks.filter { $0.upstream == nil && $0.hasReport }.map(\.report)
        outbox.flush(reports, writer: writer, into: &records)
        if !records.isEmpty { unit.append(records) }
    }

    private func appendPartials(_ blocks: [[PartialBlock]], _ reports: [TaskReport], _ unit: inout CommitUnit)
    {
        var records = OutgoingRecords()
        let partials = records.index(ofTopic: shared.topology.internalTopics.partials)
        for (owner, blocks) in blocks.enumerated() where !blocks.isEmpty || !reports.isEmpty {
            PartialRecord.write(
                blocks, fingerprints: shared.groupFingerprints, reports: reports, writer: writer
            ) { records.append(topicIndex: partials, partition: Int32(owner), key: nil, value: $0) }
        }
        let watermarks = records.index(ofTopic: shared.topology.internalTopics.watermarks)
        for report in reports {
            writer.removeAll()
            writer.byte(PartialRecord.format)
            report.encode(to: writer)
            let key = Array("\(report.stage)/\(report.partition)".utf8)
            key.withUnsafeBytes {
                records.append(topicIndex: watermarks, partition: 0, key: $0, value: writer.bytes)
            }
        }
        if !records.isEmpty { unit.append(records) }
    }

    private func appendBlock(of task: any StageTask, _ now: Int64, _ unit: inout CommitUnit) {
        let changelog = task.changelog
        let knownOffset = shared.changelogEnds.withLock { $0[task.id] ?? 0 }
        let header = changelog.write(
            to: block, version: shared.topology.plan.version, positions: task.positions, now: now,
            knownOffset: knownOffset)
        block.finish()
        var records = OutgoingRecords()
        let place = shared.topology.changelog(of: task.id)
        let topic = records.index(ofTopic: place.topic)
        records.reserve(bytes: block.byteCount)
        for part in block.parts {
            records.append(topicIndex: topic, partition: place.partition, key: nil, value: part)
        }
        unit.parts.append(
            CommitUnit.Part(
                task: task.id, header: header,
                note: CommitNote(
                    number: changelog.number, snapshotFrom: changelog.snapshotFrom, owner: shared.owner),
                snapshotOffset: changelog.snapshotOffset, knownOffset: knownOffset,
                batch: unit.records.count))
        unit.append(records)
        task.noteCommitted()
    }
}
