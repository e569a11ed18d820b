import EventModel

/// Blocks that wait for the watermark to come to their entry, the next one first.
///
/// A binary heap: gather tasks that are ahead send blocks for long stretches of time, each in its order.
///
/// - Complexity: O(log blocks) in and out. What is added at one event time adds up the same in any order.
struct HeldBlocks {
    private struct Held {
        var entry: Int64
        var block: PartialBlock
    }

    private var heap: [Held] = []

    var count: Int { heap.count }

    /// The smallest entry.
    var first: Int64? { heap.first?.entry }

    mutating func insert(_ block: PartialBlock, at entry: Int64) {
        heap.append(Held(entry: entry, block: block))
        var place = heap.count - 1
        while place > 0, heap[place].entry < heap[(place - 1) / 2].entry {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    /// Takes out a block with the smallest entry.
    mutating func removeFirst() -> PartialBlock? {
        guard let last = heap.popLast() else { return nil }
        guard let first = heap.first else { return last.block }
        heap[0] = last
        sink()
        return first.block
    }

    private mutating func sink() {
        var place = 0
        while true {
            let (left, right) = (2 * place + 1, 2 * place + 2)
            var least = place
            if left < heap.count, heap[left].entry < heap[least].entry { least = left }
            if right < heap.count, heap[right].entry < heap[least].entry { least = right }
            guard least != place else { return }
            heap.swapAt(place, least)
            place = least
        }
    }
}
