import EventModel

/// Blocks that wait for the watermark to come to their entry, the next one first.
///
/// A binary heap: gather tasks that are ahead send blocks for long stretches of time, each in its order.
///
/// - Complexity: O(log blocks) in and out. What is added at one event time adds up the same in any order.
package final class HeldBlocks {
    private struct Place {
        var entry: Int64
        var number: Int

        static func < (left: Place, right: Place) -> Bool {
            (left.entry, left.number) < (right.entry, right.number)
        }
    }

    private let groups: [MetricGroupPlan]
    private var heap: [Place] = []
    // By number, as they came.
    private var blocks: [Int: PartialBlock] = [:]
    // The numbers, ascending; some of blocks that are gone.
    private var numbers: [Int] = []
    private var next = 0
    // Numbers from here on are new since the last commit; those before it that are gone since.
    private var firstNew = 0
    private var gone: [Int] = []
    private var slice = 0
    private var roundEnd: Int?

    /// No blocks.
    ///
    /// - Parameter groups: the groups that blocks may be of.
    package init(groups: [MetricGroupPlan]) { self.groups = groups }

    /// How many wait.
    package var count: Int { heap.count }

    /// The smallest entry.
    package var first: Int64? { heap.first?.entry }

    /// Keeps a block until its entry.
    package func insert(_ block: PartialBlock, at entry: Int64) {
        insert(block, number: next, at: entry)
        numbers.append(next)
        next += 1
    }

    /// Takes out a block with the smallest entry; of one entry the one that came first.
    package func removeFirst() -> PartialBlock? {
        guard let last = heap.popLast() else { return nil }
        guard let first = heap.first else { return take(last.number) }
        heap[0] = last
        sink()
        return take(first.number)
    }

    private func insert(_ block: PartialBlock, number: Int, at entry: Int64) {
        blocks[number] = block
        blocks[number]?.entry = EventTime(milliseconds: entry)
        heap.append(Place(entry: entry, number: number))
        var place = heap.count - 1
        while place > 0, heap[place] < heap[(place - 1) / 2] {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    private func take(_ number: Int) -> PartialBlock? {
        if number < firstNew { gone.append(number) }
        let block = blocks.removeValue(forKey: number)
        if numbers.count > 2 * blocks.count + 64 { numbers.removeAll { blocks[$0] == nil } }
        return block
    }

    private func sink() {
        var place = 0
        while true {
            let (left, right) = (2 * place + 1, 2 * place + 2)
            var least = place
            if left < heap.count, heap[left] < heap[least] { least = left }
            if right < heap.count, heap[right] < heap[least] { least = right }
            guard least != place else { return }
            heap.swapAt(place, least)
            place = least
        }
    }
}

/// An entry is a block, by its number.
extension HeldBlocks: DurableState {
    /// Whether blocks have come or gone since the last commit.
    package var hasChanges: Bool { firstNew != next || !gone.isEmpty }

    /// Writes which blocks have gone, and those that have come.
    package func writeChanges(to writer: StateWriter) {
        for number in gone {
            writer.count(number)
            writer.bool(false)
        }
        _ = write(from: firstNew, to: next, bytes: .max, writer)
        firstNew = next
        gone.removeAll(keepingCapacity: true)
    }

    /// Writes the next blocks.
    ///
    /// - Parameters:
    ///   - bytes: after how many to stop.
    ///   - writer: takes them.
    /// - Returns: whether those that were there when the round began are through.
    package func writeSlice(bytes: Int, to writer: StateWriter) -> Bool {
        let end = roundEnd ?? next
        slice = write(from: slice, to: end, bytes: bytes, writer)
        let isComplete = slice >= end
        roundEnd = isComplete ? nil : end
        if isComplete { slice = 0 }
        return isComplete
    }

    /// Takes over blocks.
    ///
    /// - Throws: when one is not of the groups.
    package func restore(from reader: inout StateReader) throws(StateDamage) {
        while !reader.isAtEnd {
            let number = try reader.count()
            guard number < 1 << 60 else { throw StateDamage("\(number) is no number of a block") }
            next = max(next, number + 1)
            guard try reader.bool() else {
                blocks[number] = nil
                continue
            }
            let block = try PartialBlock(from: &reader)
            guard block.entry != nil else { throw StateDamage("a block waits for nothing") }
            try block.check(against: groups)
            blocks[number] = block
        }
    }

    /// Builds the heap.
    package func finishRestore() {
        numbers = blocks.keys.sorted()
        for number in numbers {
            if let block = blocks[number], let entry = block.entry {
                insert(block, number: number, at: entry.milliseconds)
            }
        }
        firstNew = next
    }

    /// Writes blocks by their numbers; returns the number to go on with.
    private func write(from first: Int, to end: Int, bytes: Int, _ writer: StateWriter) -> Int {
        let start = writer.count
        var place = place(of: first)
        while place < numbers.count, numbers[place] < end {
            if let block = blocks[numbers[place]] {
                writer.count(numbers[place])
                writer.bool(true)
                block.encode(to: writer)
                if writer.count - start >= bytes { return numbers[place] + 1 }
            }
            place += 1
        }
        return end
    }

    private func place(of number: Int) -> Int {
        var range = 0..<numbers.count
        while !range.isEmpty {
            let middle = (range.lowerBound + range.upperBound) / 2
            range = numbers[middle] < number ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return range.lowerBound
    }
}
