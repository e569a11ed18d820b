import Dataflow
import EventModel
import Testing

/// Tasks of one plan that get the same random input: one that was there from the beginning, and others that are built
/// again from what it, or one of them, has written. All must tell the same.
struct WindowTwins {
    /// A task, what has told, and its changelog.
    private struct Twin {
        let task: MergeTask
        let told = ToldText()
        var changelog = Changelog()

        init(plan: MergePlan) { task = MergeTask(plan: plan) }

        var state: any DurableState {
            get throws { try #require(task.windowState(ofGroup: 0)) }
        }
    }

    private let plan: MergePlan
    private let unit: Int64
    private let seed: UInt64
    private var random: SplitMix64
    private var rows: [MergeRow]
    private var twins: [Twin]
    private var watermark = Int64.min
    private let symbols = SymbolTable()
    private let first = EventTime(milliseconds: -50)
    /// How many tasks were restored.
    private(set) var restored = 0

    init(plan: MergePlan, unit: Int64, isCorrected: Bool, seed: UInt64) throws {
        self.plan = plan
        self.unit = unit
        self.seed = seed
        var random = SplitMix64(seed: seed)
        let spread = MergeRow.random(
            &random, count: Int.random(in: 40...120, using: &random), times: -130..<400,
            withTakingBack: isCorrected)
        // About in the order of time, so that keys and panes come and go.
        let named = spread.map { row in
            var row = row
            row.time *= unit
            row.seller = row.seller.map { "\($0)-\(row.time / (unit * 150))" }
            return row
        }
        let disorder = named.map { _ in Int64.random(in: 0...60, using: &random) * unit }
        rows = zip(named, disorder).sorted { $0.0.time + $0.1 < $1.0.time + $1.1 }.map(\.0)
        let first = Twin(plan: plan)
        if Bool.random(using: &random) { try first.state.finishRestore() }
        twins = [first]
        self.random = random
    }

    mutating func run() throws {
        var start = 0
        while start < rows.count {
            let end = min(rows.count, start + Int.random(in: 1...12, using: &random))
            try add(Array(rows[start..<end]))
            start = end
            for _ in 0..<Int.random(in: 0...2, using: &random) { try commit() }
            if Bool.random(using: &random) { try advance(next: start < rows.count ? rows[start].time : nil) }
            if Int.random(in: 0..<4, using: &random) == 0 { try commit() }
            if Int.random(in: 0..<6, using: &random) == 0 { try restore() }
        }
        try commit()
        try restore()
        try advance(next: nil)
        for twin in twins {
            let size = twin.task.size
            #expect(size.panes == 0 && size.records == 0, "seed \(seed)")
        }
        #expect(restored > 0)
    }

    private mutating func add(_ rows: [MergeRow]) throws {
        let batch = RowBatch(layout: MergeMetric.layout, capacity: rows.count)
        let weights = UnsafeMutablePointer<Int64>.allocate(capacity: rows.count)
        defer { weights.deallocate() }
        let isTardy = watermark > .min && Int.random(in: 0..<5, using: &random) == 0
        // As they are, or as partials: of tardy rows and others.
        if !isTardy, Bool.random(using: &random) {
            for twin in twins {
                rows[...].fill(batch, weights, twin.task.symbols)
                let hasTakenBack = rows.contains { $0.weight < 0 }
                twin.task.add(batch, group: 0, weights: hasTakenBack ? weights : nil)
            }
            return
        }
        rows[...].fill(batch, weights, symbols)
        let deltas = PaneDeltas(plan: plan.groups[0], index: 0, symbols: symbols, capacity: rows.count)
        deltas.add(batch, weights: weights)
        var blocks: [[PartialBlock]] = [[]]
        let entry = isTardy ? EventTime(milliseconds: watermark + 3 * unit) : nil
        deltas.flush(mergeTasks: 1, entry: entry, into: &blocks)
        for twin in twins { for block in blocks[0] { twin.task.add(block) } }
        // What is held is not the windows' to write.
        if isTardy { try tell(upTo: watermark + 3 * unit) }
    }

    private mutating func advance(next: Int64?) throws {
        guard let next else { return try tell(upTo: 1_000_000 * unit) }
        let lateness = plan.allowedLatenessMilliseconds
        let jump = Int64.random(in: -30 * unit...max(lateness, 10 * unit), using: &random)
        try tell(upTo: next + jump)
    }

    private mutating func tell(upTo time: Int64) throws {
        guard time > watermark else { return }
        watermark = time
        for twin in twins {
            twin.told.symbols = twin.task.symbols
            twin.task.advance(
                to: EventTime(milliseconds: time), firstEventTime: first, output: twin.told)
        }
        let expected = twins[0].told.take()
        for (number, twin) in twins.enumerated().dropFirst() {
            let told = twin.told.take()
            let (more, less) = (
                told.filter { !expected.contains($0) }, expected.filter { !told.contains($0) }
            )
            #expect(
                more.isEmpty && less.isEmpty && told.count == expected.count,
                "seed \(seed), twin \(number) at \(time): \(more.prefix(3)), not \(less.prefix(3))")
        }
    }

    private mutating func commit() throws {
        for place in twins.indices {
            let bytes = [1, 50, 300, 3000, 100_000].randomElement(using: &random) ?? 1
            try twins[place].changelog.commit(twins[place].state, sliceBytes: bytes)
        }
    }

    /// Builds another task from what one of them has written.
    private mutating func restore() throws {
        try commit()
        // What was restored itself is whole in its own changelog after one round.
        let whole = twins.indices.filter { $0 == 0 || twins[$0].changelog.rounds > 0 }
        let source = twins[whole.randomElement(using: &random) ?? 0]
        let from = Int.random(in: 0...source.changelog.neededFrom, using: &random)
        let twin = Twin(plan: plan)
        try source.changelog.restore(twin.state, from: from)
        restored += 1
        if twins.count > 2 { twins.remove(at: Int.random(in: 1..<twins.count, using: &random)) }
        twins.append(twin)
    }
}

/// Takes down all results as text, cell by cell.
final class ToldText: MergeOutput {
    var symbols = SymbolTable()
    private var told: [String] = []

    /// What was told since the last call, in an order of its own.
    func take() -> [String] {
        defer { told.removeAll() }
        return told.sorted()
    }

    func tell(_ results: RowBatch, group: Int, metric: Int, kind: ResultKind) {
        for row in 0..<results.count {
            var text = "\(kind) \(metric)"
            for column in results.layout.columns.indices { text += " " + cell(results, column, row) }
            told.append(text)
        }
    }

    func tell(_ transition: AlertTransition, entity: UnsafeRawBufferPointer) {}

    private func cell(_ batch: RowBatch, _ column: Int, _ row: Int) -> String {
        guard batch.states[column][row] == CellState.value.rawValue else { return "null" }
        let kind = batch.layout.columns[column]
        switch (kind.type, kind.storage) {
        case (.string, .text):
            return String(decoding: batch.textBytes(row: row, column: column), as: UTF8.self)
        case (.string, .symbol): return symbols.string(of: UInt32(batch.values[column][row]))
        default: return "\(batch.values[column][row])"
        }
    }
}
