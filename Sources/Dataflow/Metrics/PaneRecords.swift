import EventModel

/// The records of one pane, by key: what all partials of the pane add up to.
final class PaneRecords {
    private var table = PaneKeyTable(capacity: 32)
    private let wordCount: Int
    private(set) var words: UnsafeMutablePointer<Int64>
    private var capacity = 32

    init(wordCount: Int) {
        self.wordCount = wordCount
        words = .allocate(capacity: 32 * wordCount)
    }

    deinit { words.deallocate() }

    var count: Int { table.count }

    func key(of record: Int) -> UInt32 { table.key(of: record) }

    func words(of record: Int) -> UnsafeMutablePointer<Int64> { words + record * wordCount }

    /// The words of a key, all 0 when it is new.
    func find(_ key: UInt32) -> UnsafeMutablePointer<Int64> {
        let (record, isNew) = table.find(key: key, pane: 0)
        guard isNew else { return words(of: record) }
        if record == capacity {
            let moved = UnsafeMutablePointer<Int64>.allocate(capacity: capacity * 2 * wordCount)
            moved.update(from: words, count: capacity * wordCount)
            words.deallocate()
            words = moved
            capacity *= 2
        }
        words(of: record).update(repeating: 0, count: wordCount)
        return words(of: record)
    }

    /// Adds all records of another pane of the same group.
    func merge(_ other: PaneRecords, _ plan: MetricGroupPlan) {
        for record in 0..<other.count {
            plan.merge(into: find(other.key(of: record)), from: other.words(of: record))
        }
    }

    func removeAll() { table.removeAll() }
}

extension MetricGroupPlan {
    /// Adds the words of one partial to a record.
    func merge(into target: UnsafeMutablePointer<Int64>, from source: UnsafePointer<Int64>) {
        for metric in metrics {
            let counters = metric.outcomeColumn == nil ? 1 : 1 + Outcome.allCases.count
            for word in metric.rowCountWord..<metric.rowCountWord + counters { target[word] &+= source[word] }
            for aggregate in metric.aggregates {
                AggregateWords.merge(
                    aggregate.form, into: target + aggregate.firstWord, from: source + aggregate.firstWord)
            }
        }
    }
}
