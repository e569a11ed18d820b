import Dataflow
import EventModel
import StateStore

/// A task's state on its way to the changelog: with each commit what has changed, and a slice of a round through all of it.
///
/// A slice is at least a quarter as large as the changes beside it. So a stretch that holds a full round is never more than
/// five times as large as the state, however fast it changes, and what a restore reads is bounded by the state's size.
final class TaskChangelog {
    let name: TaskName
    let operators: [DurableOperator]
    /// Whether the next block is due although nothing has changed, so that the task's position names its new owner.
    var hasNewOwner = false
    /// The number of the last commit that was prepared; 0 before the first.
    private(set) var number: Int64 = 0
    /// The commit from which the blocks hold the whole state; 0 means from the first on.
    private(set) var snapshotFrom: Int64 = 0
    /// An offset of the changelog that is not behind the block of ``snapshotFrom``.
    private(set) var snapshotOffset: Int64 = 0
    private var roundFrom: Int64 = 0
    private var roundOffset: Int64 = 0
    // Which operator's state the round is in.
    private var place = 0
    private var roundBytes = 0
    // The size of the state, as the last round found it.
    private(set) var stateBytes = 0
    private var writtenAt: Int64?
    private let interval: Int64
    private let writer = StateWriter()

    /// - Parameters:
    ///   - name: the task.
    ///   - operators: its state, part by part.
    ///   - snapshotIntervalMilliseconds: how long a round takes at the most, while the task commits.
    init(name: TaskName, operators: [DurableOperator], snapshotIntervalMilliseconds: Int64) {
        self.name = name
        self.operators = operators
        interval = max(snapshotIntervalMilliseconds, 1)
    }

    var hasChanges: Bool { operators.contains { $0.state.hasChanges } }

    /// Goes on from a block that was restored.
    func resume(after header: BlockHeader, snapshotFrom: Int64, snapshotOffset: Int64) {
        number = header.number
        self.snapshotFrom = snapshotFrom
        self.snapshotOffset = snapshotOffset
        // The round that was under way begins anew with the next block.
        roundFrom = 0
        place = 0
    }

    /// Writes the next block.
    ///
    /// - Parameters:
    ///   - block: takes it.
    ///   - version: of the pipeline.
    ///   - positions: from where the task goes on in its inputs.
    ///   - now: the clock, in milliseconds.
    ///   - knownOffset: an offset of the changelog that is not behind the end.
    /// - Returns: the block's header.
    func write(
        to block: BlockWriter, version: Int, positions: [TopicPartition: Int64], now: Int64,
        knownOffset: Int64
    ) -> BlockHeader {
        number += 1
        hasNewOwner = false
        if roundFrom == 0 {
            roundFrom = number
            roundOffset = knownOffset
        }
        let header = BlockHeader(
            task: name, pipelineVersion: version, number: number, snapshotFrom: snapshotFrom,
            positions: positions, timeMilliseconds: now)
        block.begin(header)
        var changed = 0
        for part in operators where part.state.hasChanges {
            changed += write(part, .changes, to: block) { part.state.writeChanges(to: $0) }
        }
        let elapsed = min(max(now - (writtenAt ?? now), 0), interval)
        writtenAt = now
        let due = Int(Double(stateBytes) * Double(elapsed) / Double(interval))
        writeSlices(bytes: max(due, changed / 4, Self.leastSlice), to: block)
        return header
    }

    // So that small states need no clock to come round.
    private static let leastSlice = 256

    /// Writes slices until the budget is used up or the round is complete.
    private func writeSlices(bytes budget: Int, to block: BlockWriter) {
        var left = budget
        while left > 0, place < operators.count {
            let part = operators[place]
            var isComplete = false
            let written = write(part, .slice, to: block) {
                isComplete = part.state.writeSlice(bytes: left, to: $0)
            }
            left -= written
            roundBytes += written
            if isComplete { place += 1 }
        }
        guard place == operators.count else { return }
        snapshotFrom = roundFrom
        snapshotOffset = roundOffset
        stateBytes = roundBytes
        (roundFrom, place, roundBytes) = (0, 0, 0)
    }

    private func write(
        _ part: DurableOperator, _ kind: BlockSection.Kind, to block: BlockWriter,
        _ body: (StateWriter) -> Void
    ) -> Int {
        writer.removeAll()
        body(writer)
        guard writer.count > 0 else { return 0 }
        block.section(operator: part.name, fingerprint: part.fingerprint, kind: kind, bytes: writer.bytes)
        return writer.count
    }
}

/// A part of a task's state, by its name and by what its bytes mean.
struct DurableOperator {
    /// Such as `promises/delivery`: names, never positions, identify state.
    let name: String
    /// Of all that decides whether the bytes can be read.
    let fingerprint: UInt64
    let state: any DurableState
}
