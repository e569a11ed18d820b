import Dataflow
import EventModel
import Expressions
import Planning

/// Shares out the events of one source by another field, on one thread.
///
/// Which task an event belongs to is noted while its row is there; it is sent when it has turned out not to be late.
final class RekeyStep {
    private static let nobody: Int32 = -1

    private let source: Int
    private let stage: Int
    private let tasks: Int
    private let column: Int
    private let conditions: [ExpressionEvaluator]?
    private let symbols: SymbolTable
    private let outbox: RekeyedOutbox
    private let rows: UnsafeMutablePointer<UInt32>
    private var isNeeded: [Bool]
    // By the places of the records in their range.
    private var owners: [Int32] = []
    private var first = 0

    /// - Parameters:
    ///   - source: the source behind, by number.
    ///   - plan: how it comes about.
    ///   - topology: the pipeline.
    ///   - symbols: the table that rows refer to.
    ///   - capacity: of the batches.
    ///   - outbox: takes the events.
    init(
        source: Int, plan: RekeyPlan, topology: PipelineTopology, symbols: SymbolTable, capacity: Int,
        outbox: RekeyedOutbox
    ) {
        self.source = source
        self.symbols = symbols
        self.outbox = outbox
        stage = topology.plan.stage(of: source)
        tasks = topology.taskCounts[stage]
        column = plan.column
        conditions = plan.conditions?.map {
            ExpressionEvaluator($0, symbols: symbols, capacity: capacity)
        }
        rows = .allocate(capacity: capacity)
        isNeeded = Array(repeating: false, count: capacity)
    }

    deinit { rows.deallocate() }

    /// Notes for each row whose it is, before any is taken out.
    ///
    /// - Parameters:
    ///   - batch: the rows.
    ///   - range: the records that they are from.
    func choose(_ batch: RowBatch, range: Range<Int>) {
        first = range.lowerBound
        owners.removeAll(keepingCapacity: true)
        owners.append(contentsOf: repeatElement(Self.nobody, count: range.count))
        mark(batch)
        let states = batch.states[column]
        for row in 0..<batch.count where isNeeded[row] && states[row] == CellState.value.rawValue {
            let hash = ByteHash.hash(key(batch, row))
            owners[Int(batch.records[row]) - first] = Int32(hash % UInt64(tasks))
        }
    }

    /// Sends an event that is not late, if anybody needs it.
    func send(_ record: UInt32, of fetch: FetchedRecords, partition: Int32, entry: EventTime?) {
        let owner = owners[Int(record) - first]
        guard owner != Self.nobody else { return }
        outbox.add(
            RekeyedEvent(
                source: source, partition: partition, entry: entry, record: fetch.records[Int(record)]),
            stage: stage, task: Int(owner))
    }

    private func mark(_ batch: RowBatch) {
        for row in 0..<batch.count { isNeeded[row] = conditions == nil }
        for condition in conditions ?? [] {
            let count = condition.select(batch, into: rows)
            for place in 0..<count { isNeeded[Int(rows[place])] = true }
        }
    }

    private func key(_ batch: RowBatch, _ row: Int) -> UnsafeRawBufferPointer {
        batch.layout.columns[column].storage == .symbol
            ? symbols.bytes(of: UInt32(truncatingIfNeeded: batch.values[column][row]))
            : batch.textBytes(row: row, column: column)
    }
}
