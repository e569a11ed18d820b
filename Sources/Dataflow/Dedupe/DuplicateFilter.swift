public import EventModel

/// Takes out rows whose id was seen before.
///
/// A row is a duplicate when a row of the same id stayed before whose event time is no further from its own than
/// `within`, earlier or later. Of copies the one that arrives first stays. Copies are the same in content, so which of
/// them it is shows nowhere; where a retry carries another event time or content, the first arrival's counts.
///
/// **What depends on arrival** is this much: which copy of a retry with another time stays, and with three or more
/// copies spread over more than `within`, how many. In one partition, arrival is the log's order, and a replay takes
/// the same rows out. Neither batch size nor the watermark matter: an id is only forgotten when no row that is taken in
/// can be near enough to it. Only a limit that is reached takes that away, and is counted.
///
/// - Complexity: O(1) for a row; memory follows the ids of `within` + half of it + the allowed lateness, 21 to 43
///   bytes for each.
public final class DuplicateFilter {
    private static let chunk = 64
    private static let secondSeed: UInt64 = 0x5851_F42D_4C95_7F2D

    private let plan: DuplicatePlan
    private let symbols: SymbolTable
    private let within: Int64
    @exclusivity(unchecked) var stretches: IdentityStretches
    private let identities: UnsafeMutablePointer<Identity>
    // Keeps the look ahead from being left out as useless.
    @exclusivity(unchecked) private var touched: UInt32 = 0
    var watermark = Int64.min
    /// What has been counted.
    public internal(set) var counts = DuplicateCounts()
    // The header that was written last, and how far the round has come; see DuplicateFilter+Durable.
    var writtenHeader = DuplicateHeader()
    var round = IdentityRound()

    /// A filter that has seen nothing.
    ///
    /// - Parameters:
    ///   - plan: what makes a duplicate.
    ///   - symbols: the table that the batches' ids are from.
    public init(plan: DuplicatePlan, symbols: SymbolTable) {
        precondition(plan.withinMilliseconds >= 0 && plan.allowedLatenessMilliseconds >= 0)
        precondition(plan.limit ?? 1 > 0)
        self.plan = plan
        self.symbols = symbols
        within = min(plan.withinMilliseconds, .max / 4)
        stretches = IdentityStretches(within: within, in: symbols.space)
        identities = .allocate(capacity: Self.chunk)
    }

    deinit { identities.deallocate() }

    /// How many ids are remembered.
    public var count: Int { stretches.count }

    /// How much memory they take, in bytes.
    public var byteCount: Int { stretches.byteCount }

    /// Takes duplicates out of a batch; the other rows keep their order.
    ///
    /// - Parameter batch: rows that are not late.
    /// - Returns: how many rows were taken out.
    public func apply(to batch: RowBatch) -> Int {
        let ids = TextCells(batch, column: plan.column, symbols: symbols)
        let total = batch.count
        var kept = 0
        var start = 0
        while start < total {
            let end = min(start + Self.chunk, total)
            readIdentities(ids, start..<end)
            keep(start..<end, of: batch, ids, &kept)
            start = end
        }
        batch.count = kept
        counts.duplicates += total - kept
        return total - kept
    }

    /// Forgets ids that no row can meet any more.
    public func advance(to watermark: EventTime) {
        guard watermark.milliseconds > self.watermark else { return }
        self.watermark = watermark.milliseconds
        let lateness = min(plan.allowedLatenessMilliseconds, .max / 4)
        let (time, overflow) = self.watermark.subtractingReportingOverflow(within + lateness)
        if !overflow { stretches.forget(before: time) }
    }

    /// An id as it is remembered.
    static func identity(_ id: UnsafeRawBufferPointer) -> Identity {
        Identity(
            high: ByteHash.hash(id),
            low: UInt32(truncatingIfNeeded: ByteHash.hash(id, seed: secondSeed) >> 32))
    }

    private func readIdentities(_ ids: TextCells, _ rows: Range<Int>) {
        // The processor waits for the memory of a chunk's rows together, not for one after the other.
        var marks: UInt32 = 0
        for row in rows {
            let low = UInt32(truncatingIfNeeded: ids.hash(row, seed: Self.secondSeed) >> 32)
            let identity = Identity(high: ids.hash(row), low: low)
            identities[row - rows.lowerBound] = identity
            marks ^= stretches.touch(identity)
        }
        touched ^= marks
        symbols.space.noteAccesses(3 * rows.count)
    }

    private func keep(_ rows: Range<Int>, of batch: RowBatch, _ ids: TextCells, _ kept: inout Int) {
        for row in rows {
            if ids.bytes(row) == nil {
                counts.withoutID += 1
            } else if stretches.isKnown(identities[row - rows.lowerBound], at: batch.times[row]) {
                continue
            }
            if let limit = plan.limit, stretches.count > limit {
                counts.forgottenEarly += stretches.forgetOldest()
            }
            if kept != row { batch.copyRow(from: row, to: kept) }
            kept += 1
        }
    }
}
