import Dataflow
import EventModel
import Planning
import StateStore
import Worker

/// What the committed changelogs must show: one owner of each task at a time, and no state ahead of its positions.
struct ChangelogCheck {
    private(set) var violations: [String] = []

    init(world: TrialWorld, log: MemoryLog) {
        let topics = InternalTopics(pipeline: world.plan.name, prefix: TrialWorld.prefix)
        let positions = log.positions(of: TrialWorld.group)
        for stage in world.plan.stageNames {
            let topic = topics.changelog(ofStage: stage)
            for partition in 0..<(log.partitionCount(of: topic) ?? 0) {
                let task = TaskName(pipeline: world.plan.name, stage: stage, partition: Int32(partition))
                check(task, log.records(of: topic, partition: partition), positions)
            }
        }
        checkReports(log.records(of: topics.watermarks))
    }

    private mutating func check(
        _ task: TaskName, _ records: [StoredRecord], _ committed: [TopicPartition: CommittedPosition]
    ) {
        let parts = BlockParts(task: task)
        var number: Int64 = 0
        var positions: [TopicPartition: Int64] = [:]
        for record in records {
            guard let value = record.value else { continue }
            let header = try? value.withUnsafeBytes { bytes -> BlockHeader? in
                guard try parts.add(bytes) == .complete else { return nil }
                return try BlockReader(parts.body, of: task).header
            }
            guard let header = header ?? nil else { continue }
            if header.number != number + 1 {
                violations.append(
                    "two owners never both commit: \(task) committed number \(header.number) after \(number)")
            }
            for (input, offset) in header.positions where offset < positions[input] ?? 0 {
                violations.append(
                    "two owners never both commit: \(task) went back in \(input) from \(positions[input] ?? 0) to \(offset)"
                )
            }
            number = header.number
            positions = header.positions
        }
        for (input, offset) in positions where committed[input]?.offset != offset {
            violations.append(
                "state is never ahead of the commit: \(task) has read \(input) up to \(offset), committed is"
                    + " \(committed[input]?.offset ?? -1)")
        }
    }

    /// Each task's reports, in the order of their commits.
    private mutating func checkReports(_ records: [StoredRecord]) {
        var shipped: [String: EventTime] = [:]
        for record in records {
            guard let value = record.value else { continue }
            let report = value.withUnsafeBytes { bytes -> TaskReport? in
                var reader = StateReader(bytes)
                _ = try? reader.byte()
                return try? TaskReport(from: &reader)
            }
            guard let report else {
                violations.append("reports can be read: not one of \(record.keyText)")
                continue
            }
            if let before = shipped[record.keyText], report.shipped < before {
                violations.append(
                    "watermarks never go back: \(record.keyText) shipped \(before.milliseconds), then"
                        + " \(report.shipped.milliseconds)")
            }
            shipped[record.keyText] = report.shipped
        }
    }
}

/// All records of the inputs have been read in the end.
struct LagCheck {
    private(set) var violations: [String] = []

    init(world: TrialWorld, log: MemoryLog) {
        let positions = log.positions(of: TrialWorld.group)
        for topic in TrialEvents.topics {
            for partition in 0..<(log.partitionCount(of: topic) ?? 0) {
                let place = TopicPartition(topic: topic, partition: Int32(partition))
                let end = Int64(log.records(of: topic, partition: partition).count)
                let read = positions[place]?.offset ?? 0
                if read != end {
                    violations.append(
                        "after faults stop, lag returns to zero: \(place) was read to \(read) of \(end)")
                }
            }
        }
    }
}
