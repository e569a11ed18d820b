import Dataflow
import Synchronization

/// Carries partial panes from the gather stage to the merge stage.
protocol PartialTransport: AnyObject, Sendable {
    /// Hands blocks to merge tasks, by the tasks' numbers.
    func send(_ blocks: [[PartialBlock]])
    /// Takes everything that was handed to a merge task.
    func receive(mergeTask: Int) -> [PartialBlock]
}

/// The transport inside one process: a locked list per merge task, touched once per commit.
final class PartialExchange: PartialTransport {
    private let boxes: [Mailbox]

    private final class Mailbox: Sendable {
        let blocks = Mutex<[PartialBlock]>([])
    }

    init(mergeTasks: Int) { boxes = (0..<mergeTasks).map { _ in Mailbox() } }

    func send(_ blocks: [[PartialBlock]]) {
        for (box, fresh) in zip(boxes, blocks) where !fresh.isEmpty {
            box.blocks.withLock { $0.append(contentsOf: fresh) }
        }
    }

    func receive(mergeTask: Int) -> [PartialBlock] {
        boxes[mergeTask].blocks.withLock { blocks in
            defer { blocks = [] }
            return blocks
        }
    }
}
