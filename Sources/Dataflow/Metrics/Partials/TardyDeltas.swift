public import EventModel

/// What tardy rows have added to the panes of one metric group since the last commit of a gather thread.
///
/// Rows whose entries no reading of the group's panes separates are shipped together, with the last event time before
/// the next reading as their common entry: they are in what is told after it and in nothing that is told before. Panes
/// are read when a window has ended and when its result becomes final, which is the group's wait after the beginning of
/// a pane, or the allowed lateness after that.
public final class TardyDeltas {
    private let plan: MetricGroupPlan
    private let index: Int
    private let symbols: SymbolTable
    private let capacity: Int
    private let mergeTasks: Int
    private let allowedLateness: Int64
    // Made when the first row comes.
    private var deltas: (any MetricDeltas)?
    private var entry = EventTime.distantPast
    private var blocks: [[PartialBlock]]
    private var countInBlocks = 0

    /// Nothing.
    ///
    /// - Parameters:
    ///   - plan: the group.
    ///   - index: its place in the pipeline's plan.
    ///   - symbols: the table that the input's string columns refer to.
    ///   - capacity: the most rows that a batch may have.
    ///   - mergeTasks: how many merge tasks there are.
    ///   - allowedLatenessMilliseconds: how long after a window's end its result may change.
    public init(
        plan: MetricGroupPlan, index: Int, symbols: SymbolTable, capacity: Int, mergeTasks: Int,
        allowedLatenessMilliseconds: Int64
    ) {
        self.plan = plan
        self.index = index
        self.symbols = symbols
        self.capacity = capacity
        self.mergeTasks = mergeTasks
        allowedLateness = allowedLatenessMilliseconds
        blocks = Array(repeating: [], count: mergeTasks)
    }

    /// How many records wait to be shipped.
    public var count: Int { (deltas?.count ?? 0) + countInBlocks }

    /// Adds all rows of a batch.
    ///
    /// - Parameters:
    ///   - batch: rows of the group's input; at most the capacity given at the start.
    ///   - weights: 1 for each row, or -1 for one that takes an earlier row back; `nil` when all are 1.
    ///   - entry: the watermark at which the rows take effect.
    public func add(_ batch: RowBatch, weights: UnsafePointer<Int64>? = nil, entry: EventTime) {
        guard batch.count > 0 else { return }
        let deltas = deltas ?? plan.makeDeltas(index: index, symbols: symbols, capacity: capacity)
        self.deltas = deltas
        let last = lastTime(asGoodAs: entry)
        if last != self.entry {
            countInBlocks += deltas.count
            deltas.flush(mergeTasks: mergeTasks, entry: self.entry, into: &blocks)
            self.entry = last
        }
        deltas.add(batch, weights: weights)
    }

    /// Moves everything into blocks and clears it.
    public func flush(into blocks: inout [[PartialBlock]]) {
        deltas?.flush(mergeTasks: mergeTasks, entry: entry, into: &self.blocks)
        for owner in self.blocks.indices where !self.blocks[owner].isEmpty {
            blocks[owner].append(contentsOf: self.blocks[owner])
            self.blocks[owner].removeAll()
        }
        countInBlocks = 0
    }

    /// The last event time before the group's panes are read next.
    private func lastTime(asGoodAs entry: EventTime) -> EventTime {
        // A session may end at any time.
        guard plan.sessions == nil else { return entry }
        let next = [plan.waitMilliseconds, plan.waitMilliseconds + allowedLateness].map { delay in
            plan.grid.start(of: plan.grid.pane(of: entry.milliseconds - delay) + 1) + delay
        }
        return EventTime(milliseconds: min(next[0], next[1]) - 1)
    }
}
