import Dataflow
import EventModel
import Expressions
import Testing

/// Scores inside a merge task, and alert rules over them.
@Suite struct ScoreRuleTests {
    private static func plan(noData: NoData, clear: String? = nil, lateness: Int64 = 0) throws -> MergePlan {
        let metrics = [
            MergeMetric(name: "all", width: 10, numbers: [.count]),
            MergeMetric(name: "ok", width: 20, numbers: [.count], isFiltered: true),
        ]
        let group = try MergeMetric.group(metrics, keys: ["seller"], pane: 10)
        let inputs = group.metrics.enumerated().map {
            ScoreInput(name: $1.name, group: 0, metric: $0, columns: [$1.results.valueColumn])
        }
        let layout = ScoreLayout(
            keyNames: group.keyNames, inputs: inputs.map { ($0, group.metrics[$0.metric].results) })
        let scope = Scope(variables: layout.variables, functions: ScoreFunctions.declarations)
        let ruleScope = Scope(variables: ["change": .double, "rated": .bool, "ok": .double])
        return MergePlan(
            groups: [group],
            scores: [
                ScorePlan(
                    name: "score", inputs: inputs, results: layout,
                    value: try CheckedExpression("ok / all", scope: scope).compiled(
                        for: layout.rows),
                    ratedWhen: nil, everyMilliseconds: 20, compareSteps: 1, forgetAfterMilliseconds: 30)
            ],
            rules: [
                AlertRulePlan(
                    name: "fall", group: 0, metric: 0, score: 0,
                    when: try CheckedExpression("rated && change <= -0.5", scope: ruleScope)
                        .compiled(for: layout.rows),
                    clear: try clear.map {
                        try CheckedExpression($0, scope: ruleScope).compiled(for: layout.rows)
                    },
                    timing: AlertTiming(forMilliseconds: 0, keepFiringForMilliseconds: 0), noData: noData,
                    includesPartial: true)
            ], allowedLatenessMilliseconds: lateness)
    }

    private static func rows(_ oks: [(Int64, Bool)], _ seller: String) -> [MergeRow] {
        oks.map { MergeRow(time: $0.0, seller: seller, isOk: $0.1) }
    }

    private static let fallingAt40 = rows(
        [(15, true), (16, true), (35, true), (36, false), (38, false), (39, false)], "a")

    @Test func `a rule over a score fires when it falls, and resolves when it falls no more`() throws {
        let harness = MergeHarness(plan: try Self.plan(noData: .keep))
        harness.add(Self.fallingAt40)
        harness.commit()
        harness.advance(to: 39)
        #expect(harness.output.transitions.isEmpty)
        harness.advance(to: 1000)
        #expect(
            harness.output.transitions == ["fall a firing @40 since 40", "fall a resolved @60 since 40"])
    }

    @Test(arguments: [NoData.keep, .resolve, .fire])
    func `a rule learns that there is no score any more`(noData: NoData) throws {
        let plan = try Self.plan(noData: noData, clear: "change > 5.0")
        let harness = MergeHarness(plan: plan, mergeTasks: 2)
        harness.add(Self.fallingAt40)
        harness.commit()
        harness.advance(to: 10_000)
        // The last row is that of 80, unrated; at 100 all inputs are too old.
        let end = noData == .resolve ? ["fall a resolved @100 since 40"] : []
        #expect(harness.output.transitions == ["fall a firing @40 since 40"] + end)
        #expect(harness.size.instances == (noData == .resolve ? 0 : 1))
    }

    @Test(arguments: UInt64(0)..<60)
    func `arrival order, commits and the number of tasks do not show`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let noData: NoData = [.keep, .resolve, .fire].randomElement(using: &random) ?? .keep
        let rows = MergeRow.random(&random, count: 150, times: 0..<900, withTakingBack: false)
        var expected: [String]?
        for _ in 0..<4 {
            let lateness: Int64 = [0, 0, 15].randomElement(using: &random) ?? 0
            let harness = MergeHarness(
                plan: try Self.plan(noData: noData, lateness: lateness),
                mergeTasks: Int.random(in: 1...3, using: &random))
            var rest = rows.shuffled(using: &random)
            while !rest.isEmpty {
                let size = Int.random(in: 1...60, using: &random)
                harness.add(Array(rest.prefix(size)))
                rest.removeFirst(min(size, rest.count))
                harness.commit()
                harness.advance(to: rest.map(\.time).min() ?? 10_000)
            }
            harness.advance(to: 10_000)
            let told = harness.output.transitions.sorted()
            #expect(told == expected ?? told, "seed \(seed)")
            expected = told
        }
        #expect(expected?.isEmpty == false, "seed \(seed)")
    }
}
