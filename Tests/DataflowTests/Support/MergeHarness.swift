import Dataflow
import EventModel

/// Gather threads and merge tasks of some metrics, driven by hand.
final class MergeHarness {
    /// Everything that was told, as text, in its order.
    final class Output: MergeOutput {
        var told: [(kind: ResultKind, text: String)] = []
        var transitions: [String] = []
        var order: [String] = []
        var scored: [String] = []
        /// How many results and transitions it takes until it is full.
        var room = Int.max
        private let plan: MergePlan
        var symbols = SymbolTable()
        /// Whether windows are told with their ends.
        var tellsEnds = false

        init(plan: MergePlan) { self.plan = plan }

        func tell(_ results: RowBatch, group: Int, metric: Int, kind: ResultKind) {
            let plan = plan.groups[group].metrics[metric]
            for row in 0..<results.count {
                let key = plan.results.rows.columns.indices.filter {
                    $0 >= ResultLayout.firstKeyColumn && $0 < plan.results.valueColumn
                }.map { symbols.string(of: UInt32(results.values[$0][row])) }.joined(separator: "+")
                let partial = results.values[3][row] != 0 ? "partial" : "whole"
                var text = "\(plan.name) \(key) \(results.values[1][row])"
                order.append("\(kind) \(text)")
                if tellsEnds { text += "-\(results.values[2][row])" }
                text += " n=\(results.values[plan.results.valueColumn + 1][row]) \(partial) "
                text += number(results, plan.results.valueColumn, row)
                if let share = plan.results.shareColumn {
                    text += "(\(results.values[share][row])/\(results.values[share + 1][row]))"
                }
                for column in plan.results.furtherColumn..<plan.results.rows.columns.count {
                    text += " " + number(results, column, row)
                }
                told.append((kind, text))
            }
        }

        var isFull: Bool { told.count + scored.count + transitions.count >= room }

        /// Everything that was told, and forgets it: results of one call in no order, transitions in theirs.
        func take() -> [String] {
            defer { (told, transitions, order, scored) = ([], [], [], []) }
            return told.map { "\($0.kind) \($0.text)" }.sorted() + scored + transitions
        }

        func tell(_ scores: RowBatch, score: Int) {
            let plan = plan.scores[score]
            for row in 0..<scores.count {
                let cells = (1..<plan.results.rows.columns.count).map { column in
                    let type = scores.layout.columns[column].type
                    guard type == .string else { return number(scores, column, row) }
                    guard scores.states[column][row] == CellState.value.rawValue else { return "null" }
                    return symbols.string(of: UInt32(scores.values[column][row]))
                }
                scored.append("\(plan.name) \(scores.times[row]) " + cells.joined(separator: " "))
            }
        }

        func tell(_ transition: AlertTransition, entity: UnsafeRawBufferPointer) {
            let text =
                "\(plan.rules[transition.rule].name) \(KeyBytes.text(of: entity)) \(transition.transition.rawValue)"
                + " @\(transition.time.milliseconds) since \(transition.startedAt.milliseconds)"
            transitions.append(text)
            order.append(text)
        }

        private func number(_ batch: RowBatch, _ column: Int, _ row: Int) -> String {
            guard batch.states[column][row] == CellState.value.rawValue else { return "null" }
            if batch.layout.columns[column].storage == .text {
                return String(decoding: batch.textBytes(row: row, column: column), as: UTF8.self)
            }
            let slot = batch.values[column][row]
            if batch.layout.columns[column].type == .int { return "\(Double(slot))" }
            return "\(Double(bitPattern: UInt64(bitPattern: slot)))"
        }
    }

    let output: Output
    private let plan: MergePlan
    private let symbols: SymbolTable
    // By gather task and group; none for a task that rows are added to.
    private let deltas: [[any MetricDeltas]]
    private var batchCount = 0
    private let tardy: [TardyDeltas]
    private let merges: [MergeTask]
    private let batch: RowBatch
    private let weights: UnsafeMutablePointer<Int64>
    /// The smallest time of any row.
    var firstEventTime = EventTime(milliseconds: .min)

    init(
        plan: MergePlan, mergeTasks: Int = 1, batchSize: Int = 64, gatherTasks: Int = 1,
        isDirect: Bool = false, space: StateSpace = .heap
    ) {
        self.plan = plan
        output = Output(plan: plan)
        let symbols = SymbolTable(in: space)
        self.symbols = symbols
        deltas = (0..<(isDirect ? 0 : gatherTasks)).map { _ in
            plan.groups.enumerated().map {
                $1.makeDeltas(index: $0, symbols: symbols, capacity: batchSize)
            }
        }
        merges = (0..<mergeTasks).map { _ in
            isDirect
                ? MergeTask(plan: plan, symbols: symbols)
                : MergeTask(plan: plan, symbols: SymbolTable(in: space))
        }
        tardy = plan.groups.enumerated().map {
            TardyDeltas(
                plan: $1, index: $0, symbols: symbols, capacity: batchSize, mergeTasks: mergeTasks,
                allowedLatenessMilliseconds: plan.allowedLatenessMilliseconds)
        }
        batch = RowBatch(layout: MergeMetric.layout, capacity: batchSize)
        weights = .allocate(capacity: batchSize)
    }

    deinit { weights.deallocate() }

    /// Adds rows to the deltas, in batches.
    func add(_ rows: [MergeRow]) {
        var start = 0
        while start < rows.count {
            let end = min(start + batch.capacity, rows.count)
            rows[start..<end].fill(batch, weights, symbols)
            let hasTakenBack = rows[start..<end].contains { $0.weight < 0 }
            add(weights: hasTakenBack ? weights : nil)
            start = end
        }
    }

    private func add(weights: UnsafePointer<Int64>?) {
        batchCount += 1
        guard !deltas.isEmpty else {
            for group in plan.groups.indices { merges[0].add(batch, group: group, weights: weights) }
            return
        }
        for group in deltas[batchCount % deltas.count] { group.add(batch, weights: weights) }
    }

    /// Adds one row that takes effect when the watermark reaches an event time.
    func add(_ row: MergeRow, entry: Int64) {
        ArraySlice([row]).fill(batch, weights, symbols)
        for group in tardy { group.add(batch, weights: weights, entry: EventTime(milliseconds: entry)) }
    }

    /// The same, with the event time itself as the block's entry.
    func send(_ row: MergeRow, entry: Int64) {
        let own = PaneDeltas(plan: plan.groups[0], index: 0, symbols: symbols, capacity: 1)
        ArraySlice([row]).fill(batch, weights, symbols)
        own.add(batch, weights: weights)
        var blocks = Array(repeating: [PartialBlock](), count: merges.count)
        own.flush(mergeTasks: merges.count, entry: EventTime(milliseconds: entry), into: &blocks)
        for (merge, blocks) in zip(merges, blocks) { for block in blocks { merge.add(block) } }
    }

    /// How many blocks wait for their entry.
    var heldBlocks: Int { merges.reduce(0) { $0 + $1.heldBlocks } }

    /// Hands all deltas on.
    func commit() {
        var blocks = Array(repeating: [PartialBlock](), count: merges.count)
        for group in deltas.joined() { group.flush(mergeTasks: merges.count, into: &blocks) }
        for group in tardy { group.flush(into: &blocks) }
        for (merge, blocks) in zip(merges, blocks) { for block in blocks { merge.add(block) } }
    }

    func advance(to watermark: Int64) {
        for merge in merges {
            output.symbols = merge.symbols
            merge.advance(
                to: EventTime(milliseconds: watermark), firstEventTime: firstEventTime, output: output)
        }
    }

    var size: (panes: Int, records: Int, instances: Int) {
        merges.map(\.size).reduce((0, 0, 0)) { ($0.0 + $1.panes, $0.1 + $1.records, $0.2 + $1.instances) }
    }
    var rowsWithoutKey: Int { deltas.joined().reduce(0) { $0 + $1.rowsWithoutKey } }

    func told(_ kind: ResultKind) -> [String] { output.told.filter { $0.kind == kind }.map(\.text).sorted() }
}
