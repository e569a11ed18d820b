import Dataflow
import EventModel
import Testing

/// Windows of every shape with every aggregate: panes are combined incrementally, and must come to what each window
/// comes to when it is computed anew from its rows.
@Suite struct WindowTests {
    private static let shapes: [WindowShape] = [
        .tumbling(panes: 1), .tumbling(panes: 3), .hopping(panes: 3, every: 1), .hopping(panes: 4, every: 2),
        .hopping(panes: 5, every: 2), .hopping(panes: 60, every: 1), .sliding(panes: 1), .sliding(panes: 7),
        .unbounded(every: 2),
    ]

    /// A zone that is an hour ahead and puts its clocks forward and back again.
    private static func zone() throws -> ZoneOffsets {
        let day: Int64 = 86_400_000
        return try ZoneOffsets(
            name: "Test/Zone", firstOffsetMilliseconds: 3_600_000,
            transitions: [
                .init(utcMilliseconds: 20 * day + 3_600_000, offsetMilliseconds: 7_200_000),
                .init(utcMilliseconds: 60 * day + 3_600_000, offsetMilliseconds: 3_600_000),
            ])
    }

    private static func random(_ random: inout SplitMix64, isCorrected: Bool, unit: Int64) -> [MergeRow] {
        let count = Int.random(in: 0...120, using: &random)
        // Prices are multiples of a cent, so that sums of doubles round the same.
        return MergeRow.random(&random, count: count, times: -130..<400, withTakingBack: isCorrected).map {
            var row = $0
            row.time *= unit
            return row
        }
    }

    /// Rows in any order, by partials or as they are, with a watermark that creeps or jumps and never passes a row by
    /// more than the allowed lateness.
    private static func run(
        _ trial: WindowTrial, _ rows: [MergeRow], firstInput: Int64, unit: Int64, _ random: inout SplitMix64
    ) throws -> (output: WindowTrialOutput, size: (panes: Int, records: Int, instances: Int)) {
        let plan = try trial.plan()
        let feed = MergeFeed(
            plan: plan, isDirect: Bool.random(using: &random),
            batchSize: [1, 3, 64].randomElement(using: &random) ?? 1)
        let output = WindowTrialOutput(symbols: feed.task.symbols)
        let order = rows.shuffled(using: &random)
        var bounds = Array(repeating: Int64(10_000) * unit, count: order.count + 1)
        for place in order.indices.reversed() { bounds[place] = min(bounds[place + 1], order[place].time) }
        let first = EventTime(milliseconds: firstInput)
        var start = 0
        while start < order.count {
            let end = min(order.count, start + Int.random(in: 1...30, using: &random))
            feed.add(Array(order[start..<end]))
            start = end
            guard Bool.random(using: &random) else { continue }
            feed.commit()
            let watermark =
                bounds[start] + Int64.random(in: -5 * unit...trial.allowedLateness, using: &random)
            feed.task.advance(to: EventTime(milliseconds: watermark), firstEventTime: first, output: output)
            // What is told before the end is what has come in until then, late or not.
            let sofar = Set(trial.naive(Array(order[..<start]), firstInput: firstInput))
            #expect(output.provisional.allSatisfy { sofar.contains($0) }, "\(trial.shape)")
            output.provisional.removeAll()
        }
        feed.commit()
        feed.task.advance(to: EventTime(milliseconds: 100_000 * unit), firstEventTime: first, output: output)
        return (output, feed.task.size)
    }

    private static func check(_ trial: WindowTrial, unit: Int64, seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let rows = Self.random(&random, isCorrected: trial.isCorrected, unit: unit)
        let firstInput = rows.map(\.time).min() ?? 0
        let expected = trial.naive(rows, firstInput: firstInput)
        for _ in 0..<2 {
            let (output, size) = try run(trial, rows, firstInput: firstInput, unit: unit, &random)
            #expect(output.finals.sorted() == expected, "seed \(seed), \(trial.shape)")
            #expect(size.panes == 0 && size.records == 0, "seed \(seed), \(trial.shape)")
            for (window, kinds) in output.told {
                #expect(
                    kinds.filter { $0 == .final }.count <= 1
                        && kinds.filter { $0 == .provisional }.count <= 1,
                    "seed \(seed), \(trial.shape): \(window) was told as \(kinds)")
            }
        }
    }

    @Test(arguments: shapes, UInt64(0)..<25)
    func `windows come to what their rows come to`(shape: WindowShape, seed: UInt64) throws {
        let lateness: Int64 = seed % 3 == 0 ? 0 : 40
        let trial = WindowTrial(
            grid: .fixed(widthMilliseconds: 10), shape: shape, isFiltered: seed % 4 == 3,
            allowedLateness: lateness)
        // Of a sliding window it shows in which panes a key had rows, also rows that the metric leaves out.
        try Self.check(trial, unit: 1, seed: seed)
    }

    @Test(arguments: shapes.filter { !Self.tellsChanges($0) }, UInt64(0)..<15)
    func `rows that are taken back leave windows as if they had never been`(shape: WindowShape, seed: UInt64)
        throws
    {
        let trial = WindowTrial(
            grid: .fixed(widthMilliseconds: 10), shape: shape, allowedLateness: seed % 2 == 0 ? 0 : 40,
            isCorrected: true)
        try Self.check(trial, unit: 1, seed: seed)
    }

    @Test(
        arguments: [
            WindowShape.tumbling(panes: 1), .calendar(.week), .calendar(.month), .hopping(panes: 3, every: 1),
        ],
        UInt64(0)..<10)
    func `days, weeks and months are those of a time zone`(shape: WindowShape, seed: UInt64) throws {
        let trial = WindowTrial(
            grid: .days(try Self.zone()), shape: shape, allowedLateness: seed % 2 == 0 ? 0 : 86_400_000)
        try Self.check(trial, unit: 6 * 3_600_000, seed: seed)
    }

    private static func tellsChanges(_ shape: WindowShape) -> Bool {
        switch shape {
        case .sliding, .unbounded: true
        case .hopping, .calendar: false
        }
    }
}
