import EventModel

/// Results of a group that are due.
struct DueResults {
    /// The event time.
    var time: Int64
    /// Which of the group's windows.
    var shape: Int
    /// The windows' end, as ``MetricWindows/time(of:)`` knows it.
    var boundary: Int64
    var isFinal: Bool
}

/// The windows of one metric group as a merge task drives them: called once per block, batch or boundary.
protocol MetricWindows: DurableState {
    /// The group's keys, as ``KeyBytes``.
    var keys: SymbolTable { get }
    /// How many panes or sessions are kept, and how many records.
    var size: (panes: Int, records: Int) { get }
    /// Bytes of memory, but for keys and their names.
    var byteCount: Int { get }
    /// Rows that were left out because a part of their key is null, of those that did not come as partials.
    var rowsWithoutKey: Int { get }

    /// Adds partials.
    func add(_ block: PartialBlock)
    /// Adds partials that take effect at an event time, when all that was due until then has been told.
    func add(_ block: PartialBlock, at time: Int64)
    /// Adds rows of the group's input themselves, for a task that has all rows of its keys.
    func add(_ batch: RowBatch, weights: UnsafePointer<Int64>?)

    /// What is due next.
    ///
    /// - Parameter limit: what is due after it need not be found.
    /// - Returns: the earliest results that are due; `nil` for none.
    func nextDue(through limit: Int64) -> DueResults?
    /// Tells the results of all metrics of one shape for the windows that end at a boundary.
    ///
    /// - Parameters:
    ///   - shape: which windows.
    ///   - boundary: the windows' end.
    ///   - isFinal: whether the allowed lateness has passed.
    ///   - firstInput: windows that began before it are partial.
    ///   - body: takes the rows of each metric and kind, in batches.
    func tell(
        shape: Int, boundary: Int64, isFinal: Bool, firstInput: Int64,
        _ body: (_ metric: Int, ResultRows, ResultKind) -> Void)

    /// The windows that a metric's are among.
    func shape(of metric: Int) -> Int
    /// The metrics whose windows are of a shape.
    func metrics(of shape: Int) -> [Int]
    /// The event time at which a boundary is told first.
    func time(of boundary: Int64) -> Int64
    /// The window end after the last one that was told first, whether or not its window holds anything.
    func boundaryAfterLast(shape: Int) -> Int64?
    /// Whether a key has rows in the window that was told last; only of windows that tell changes.
    func isLive(_ key: UInt32, shape: Int) -> Bool
}
