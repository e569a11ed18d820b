import Dataflow
import EventModel
import Testing

/// The windows of a group are written, commit by commit, and built again: what is told from then on is the same.
@Suite struct WindowStateTests {
    private static let shapes: [WindowShape] = [
        .tumbling(panes: 1), .tumbling(panes: 3), .hopping(panes: 3, every: 1), .hopping(panes: 4, every: 2),
        .hopping(panes: 5, every: 2), .hopping(panes: 60, every: 1), .sliding(panes: 1), .sliding(panes: 7),
        .unbounded(every: 2),
    ]

    private static func zone() throws -> ZoneOffsets {
        try ZoneOffsets(
            name: "Test/Zone", firstOffsetMilliseconds: 3_600_000,
            transitions: [
                .init(utcMilliseconds: 20 * 86_400_000 + 3_600_000, offsetMilliseconds: 7_200_000)
            ])
    }

    @Test(arguments: shapes, UInt64(0)..<4)
    func `a restored task tells the same from then on`(shape: WindowShape, seed: UInt64) throws {
        let trial = WindowTrial(
            grid: .fixed(widthMilliseconds: 10), shape: shape, isFiltered: seed % 4 == 3,
            allowedLateness: seed % 3 == 0 ? 0 : 40)
        var twins = try WindowTwins(plan: trial.plan(), unit: 1, isCorrected: false, seed: seed)
        try twins.run()
    }

    @Test(arguments: shapes, UInt64(0)..<3)
    func `also where rows are taken back`(shape: WindowShape, seed: UInt64) throws {
        let trial = WindowTrial(
            grid: .fixed(widthMilliseconds: 10), shape: shape, allowedLateness: seed % 3 == 0 ? 0 : 40,
            isCorrected: true)
        var twins = try WindowTwins(plan: trial.plan(), unit: 1, isCorrected: true, seed: seed)
        try twins.run()
    }

    @Test(
        arguments: [
            WindowShape.tumbling(panes: 1), .calendar(.week), .calendar(.month), .hopping(panes: 3, every: 1),
        ],
        UInt64(0)..<2)
    func `also over days, weeks and months`(shape: WindowShape, seed: UInt64) throws {
        let trial = WindowTrial(
            grid: .days(try Self.zone()), shape: shape, allowedLateness: seed % 2 == 0 ? 0 : 86_400_000)
        var twins = try WindowTwins(plan: trial.plan(), unit: 6 * 3_600_000, isCorrected: false, seed: seed)
        try twins.run()
    }

    @Test(arguments: UInt64(0)..<8)
    func `also where windows of several shapes share panes`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let isCorrected = seed % 2 == 0
        var group = MetricGroupPlan(
            name: "g", keyColumns: [1, 2], keyNames: ["seller", "region"],
            grid: .fixed(widthMilliseconds: 10), isCorrected: isCorrected)
        for (number, shape) in Self.shapes.shuffled(using: &random).prefix(3).enumerated() {
            let own = try WindowTrial(
                grid: group.grid, shape: shape, isFiltered: number == 1, isCorrected: isCorrected
            ).plan().groups[0].metrics[0]
            group.add(name: "m\(number)", filter: own.filter, aggregates: own.aggregates, window: shape)
        }
        let plan = MergePlan(groups: [group], rules: [], allowedLatenessMilliseconds: seed % 3 == 0 ? 0 : 40)
        var twins = try WindowTwins(plan: plan, unit: 1, isCorrected: isCorrected, seed: seed)
        try twins.run()
    }

    @Test(arguments: UInt64(0)..<60)
    func `damaged state is refused or does no harm`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let shape = Self.shapes[Int(seed) % Self.shapes.count]
        let plan = try WindowTrial(
            grid: .fixed(widthMilliseconds: 10), shape: shape, allowedLateness: 40, isCorrected: seed % 2 == 0
        ).plan()
        var bytes = try Self.written(plan, &random)
        // Cut off inside of an entry it is refused; otherwise it may be anything.
        #expect(throws: StateDamage.self) { try Self.restore(Array(bytes.dropLast()), plan) }
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        _ = try? Self.restore(bytes, plan)
    }

    /// What a task with some rows writes.
    private static func written(_ plan: MergePlan, _ random: inout SplitMix64) throws -> [UInt8] {
        let task = MergeTask(plan: plan)
        let rows = MergeRow.random(&random, count: 50, times: 0..<100, withTakingBack: false)
        let batch = RowBatch(layout: MergeMetric.layout, capacity: rows.count)
        let weights = UnsafeMutablePointer<Int64>.allocate(capacity: rows.count)
        defer { weights.deallocate() }
        rows[...].fill(batch, weights, task.symbols)
        task.add(batch, group: 0)
        let told = ToldText()
        told.symbols = task.symbols
        task.advance(
            to: EventTime(milliseconds: 60), firstEventTime: EventTime(milliseconds: 0), output: told)
        let writer = StateWriter()
        try #require(task.windowState(ofGroup: 0)).writeChanges(to: writer)
        return Array(writer.bytes)
    }

    private static func restore(_ bytes: [UInt8], _ plan: MergePlan) throws {
        let state = try #require(MergeTask(plan: plan).windowState(ofGroup: 0))
        try bytes.withUnsafeBytes { bytes in
            var reader = StateReader(bytes)
            try state.restore(from: &reader)
        }
        state.finishRestore()
    }
}
