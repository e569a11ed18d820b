public import EventModel

/// What a gather thread has added to the sessions of one metric group since its last commit.
///
/// Rows of a key without a gap share a record, whatever sessions they turn out to belong to: the merge task brings
/// together what belongs together.
public final class SessionDeltas: MetricDeltas {
    private let rows: GatheredRows
    private let fragments: SessionFragments

    /// Deltas of a group of sessions.
    ///
    /// - Parameters:
    ///   - plan: the group.
    ///   - index: its place in the pipeline's plan.
    ///   - symbols: the table that the input's string columns refer to.
    ///   - capacity: the most rows that a batch may have.
    public init(plan: MetricGroupPlan, index: Int, symbols: SymbolTable, capacity: Int) {
        rows = GatheredRows(plan: plan, index: index, symbols: symbols, capacity: capacity)
        fragments = SessionFragments(
            layout: plan.record, cut: plan.sessionCut(allowedLateness: 0), in: symbols.space)
    }

    /// Rows that were left out because a part of their key is null.
    public var rowsWithoutKey: Int { rows.withoutKey }

    /// How many records wait to be shipped.
    public var count: Int { fragments.count }

    /// Adds all rows of a batch.
    ///
    /// - Parameters:
    ///   - batch: rows of the group's input; at most the capacity given at the start.
    ///   - weights: `nil`, as sessions cannot take rows back.
    /// - Complexity: O(rows × aggregates); a row far from its key's newest one costs O(the key's fragments behind it).
    public func add(_ batch: RowBatch, weights: UnsafePointer<Int64>? = nil) {
        precondition(
            weights == nil, "rows cannot be taken out of sessions: sessions need rows that are not corrected")
        rows.add(batch, nil, to: fragments.arena) { keys, places in
            _ = fragments.find(
                times: batch.times, keys: keys, count: batch.count, places: places, earliest: .min
            ) { _ in }
        }
    }

    /// Moves all records into one block per merge task and clears them.
    ///
    /// - Parameters:
    ///   - mergeTasks: how many merge tasks there are.
    ///   - entry: when the changes take effect, for those by tardy rows.
    ///   - blocks: the blocks of each merge task.
    public func flush(mergeTasks: Int, entry: EventTime?, into blocks: inout [[PartialBlock]]) {
        guard count > 0 else { return }
        rows.share(among: mergeTasks, into: &blocks, entry: entry) { take in
            fragments.forEach { record, fragment in
                take(fragment.key) {
                    $0.append($1, fragment.start, through: fragment.end, fragments.arena, record)
                }
            }
        }
        fragments.removeAll()
    }
}

extension MetricGroupPlan {
    /// Where the group's sessions are parted.
    ///
    /// - Precondition: the group's windows are sessions, of rows that are never corrected: planning makes no other group
    ///   that asks.
    func sessionCut(allowedLateness: Int64) -> VisitCut {
        precondition(
            !isCorrected, "rows cannot be taken out of sessions: sessions need rows that are not corrected")
        guard let sessions else { preconditionFailure("the group's windows are not sessions") }
        return VisitCut(
            gap: sessions.gapMilliseconds, maximum: sessions.maximumMilliseconds,
            allowedLateness: allowedLateness)
    }
}
