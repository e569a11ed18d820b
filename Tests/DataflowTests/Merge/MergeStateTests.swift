import Dataflow
import EventModel
import Expressions
import Testing

/// A merge task that goes on after a restart beside one that was never interrupted.
@Suite struct MergeStateTests {
    private static func compiled(
        _ text: String, _ variables: [String: ValueType], _ layout: RowLayout
    ) throws -> CompiledExpression {
        try CheckedExpression(text, scope: Scope(variables: variables)).compiled(for: layout)
    }

    private static func score(_ group: MetricGroupPlan, at place: Int) throws -> ScorePlan {
        let inputs = [0, 1].map {
            ScoreInput(
                name: group.metrics[$0].name, group: place, metric: $0,
                columns: [group.metrics[$0].results.valueColumn])
        }
        let layout = ScoreLayout(
            keyNames: group.keyNames, hasLevels: true,
            inputs: inputs.map { ($0, group.metrics[$0.metric].results) })
        return ScorePlan(
            name: "score", inputs: inputs, results: layout,
            value: try compiled("all + ok", layout.variables, layout.rows),
            ratedWhen: try compiled("all > 1", layout.variables, layout.rows), everyMilliseconds: 20,
            compareSteps: 3, forgetAfterMilliseconds: 60,
            levels: [ScoreLevel(name: "low", from: 0), ScoreLevel(name: "high", from: 5)])
    }

    /// Sessions that are read and such that are not, a score with levels, and rules over both.
    private static func plan(_ random: inout SplitMix64) throws -> MergePlan {
        let gap: Int64 = [1, 3, 10, 25].randomElement(using: &random) ?? 1
        let maximum: Int64? = [nil, 16, 48, 160].randomElement(using: &random) ?? nil
        let rule = SessionRule(gapMilliseconds: gap, maximumMilliseconds: maximum)
        var groups = [try NaiveSessions(rule: rule).group]
        if Bool.random(using: &random) { groups.append(groups[0]) }
        guard Bool.random(using: &random) else {
            return MergePlan(
                groups: groups, rules: [], allowedLatenessMilliseconds: 30)
        }
        let score = try score(groups[0], at: 0)
        var rules: [AlertRulePlan] = []
        for number in 0..<3 {
            var alert = NaiveAlert.random(&random)
            alert.fires = 2
            var rule = try alert.plan("sessions\(number)", layout: groups[0].metrics[0].results.rows)
            if number > 0 {
                rule.name = "score\(number)"
                rule.score = 0
                rule.condition = .expression(
                    when: try compiled("value > 3", ["value": .double], score.results.rows), clear: nil)
                rule.noData = number == 1 ? .fire : .resolve
            }
            rules.append(rule)
        }
        return MergePlan(
            groups: groups, scores: [score], rules: rules,
            allowedLatenessMilliseconds: [0, 15, 40].randomElement(using: &random) ?? 0)
    }

    /// One task with its input and what it told.
    private final class Driver {
        let feed: MergeFeed
        let output: MergeHarness.Output
        var states: [any DurableState] { feed.task.durable.map(\.state) }

        init(_ plan: MergePlan, isDirect: Bool) {
            feed = MergeFeed(plan: plan, isDirect: isDirect, batchSize: 7)
            output = MergeHarness.Output(plan: plan)
            output.tellsEnds = true
            output.symbols = feed.task.symbols
        }

        func advance(to watermark: Int64) -> (isThere: Bool, told: [String]) {
            let isThere = feed.task.advance(
                to: EventTime(milliseconds: watermark), beginning: InputBeginning(EventTime(milliseconds: 7)),
                output: output)
            return (isThere, output.take())
        }
    }

    private static func rows(
        _ random: inout SplitMix64, from watermark: Int64, lateness: Int64
    ) -> [MergeRow] {
        let earliest = max(watermark - lateness, 0)
        return MergeRow.random(
            &random, count: Int.random(in: 0...12, using: &random), times: earliest..<watermark + 40,
            withTakingBack: false)
    }

    @Test(arguments: UInt64(0)..<20)
    func `a merge task goes on after a restart as if there had been none`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let plan = try Self.plan(&random)
        let isDirect = Bool.random(using: &random)
        let original = Driver(plan, isDirect: isDirect)
        var (copy, logs, watermark, count) = (Driver?.none, StateLogs(), Int64(0), 0)
        for _ in 0..<50 {
            let rows = Self.rows(&random, from: watermark, lateness: plan.allowedLatenessMilliseconds)
            for driver in [original, copy].compactMap(\.self) {
                driver.feed.add(rows)
                driver.feed.commit()
            }
            // Between rows and the watermark there may be something to withdraw.
            if Bool.random(using: &random) { logs.commit(original.states, using: &random) }
            watermark += Int64.random(in: 0...25, using: &random)
            let told = original.advance(to: watermark).told
            count += told.count
            if let copy {
                #expect(copy.advance(to: watermark).told == told, "seed \(seed) at \(watermark)")
                #expect(copy.feed.task.size == original.feed.task.size, "seed \(seed)")
            }
            if Bool.random(using: &random) {
                let rows = Self.rows(&random, from: watermark, lateness: plan.allowedLatenessMilliseconds)
                for driver in [original, copy].compactMap(\.self) {
                    driver.feed.add(rows)
                    driver.feed.commit()
                }
            }
            logs.commit(original.states, using: &random)
            guard Int.random(in: 0..<5, using: &random) == 0 else { continue }
            try logs.restore(
                {
                    let driver = Driver(plan, isDirect: isDirect)
                    for name in ["s4", "zz", "n"] { _ = driver.feed.task.symbols.intern(name) }
                    copy = driver
                    return driver.states
                }, using: &random)
        }
        let last = original.advance(to: 10_000).told
        if let copy { #expect(copy.advance(to: 10_000).told == last, "seed \(seed)") }
        #expect(count + last.count > 0, "seed \(seed)")
    }

    @Test(arguments: UInt64(0)..<10)
    func `a task with a full output stops, and goes on where it stopped after a restart`(seed: UInt64) throws
    {
        var random = SplitMix64(seed: seed)
        let plan = try Self.plan(&random)
        let rows = MergeRow.random(&random, count: 60, times: 0..<200, withTakingBack: false)
        let whole = Driver(plan, isDirect: true)
        whole.feed.add(rows)
        let expected = whole.advance(to: 5000)
        #expect(expected.isThere)
        var driver = Driver(plan, isDirect: true)
        driver.feed.add(rows)
        var (logs, told, calls) = (StateLogs(), [String](), 0)
        let room = [1, 3, 50].randomElement(using: &random) ?? 1
        while true {
            driver.output.room = room
            let (isThere, part) = driver.advance(to: 5000)
            told += part
            calls += 1
            #expect(driver.feed.task.progress.isBehind == !isThere, "seed \(seed)")
            #expect(isThere || part.count >= room, "seed \(seed)")
            if isThere { break }
            if calls % 4 == 0 { logs.commit(driver.states, using: &random) }
            guard calls % 4 == 0, Int.random(in: 0..<10, using: &random) == 0 else { continue }
            try logs.restore(
                {
                    driver = Driver(plan, isDirect: true)
                    return driver.states
                }, using: &random)
        }
        #expect(told.sorted() == expected.told.sorted(), "seed \(seed)")
        let isAlert = { (line: String) in line.contains(" since ") }
        #expect(told.filter(isAlert) == expected.told.filter(isAlert), "seed \(seed)")
        #expect(calls > 1, "seed \(seed)")
    }

    @Test func `parts keep their names when others come and go`() throws {
        var random = SplitMix64(seed: 3)
        var plan = try Self.plan(&random)
        while plan.rules.isEmpty || plan.groups.count > 1 { plan = try Self.plan(&random) }
        let names = MergeTask(plan: plan).durable.map(\.name)
        #expect(
            names == [
                "told", "held", "metrics/sessions", "scores/score", "alerts/sessions0", "alerts/score1",
                "alerts/score2",
            ])
        plan.rules.removeFirst()
        #expect(MergeTask(plan: plan).durable.map(\.name) == names.filter { $0 != "alerts/sessions0" })
    }

    @Test(arguments: UInt64(0)..<6)
    func `damaged state of a task is refused or does no harm`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let plan = try Self.plan(&random)
        let original = Driver(plan, isDirect: true)
        original.feed.add(MergeRow.random(&random, count: 60, times: 0..<100, withTakingBack: false))
        _ = original.advance(to: 60)
        let bytes = original.states.map(StateLogs.bytes)
        for _ in 0..<5 {
            for (place, bytes) in bytes.enumerated() {
                let copy = Driver(plan, isDirect: true)
                guard bytes.damaged(using: &random).restores(copy.states[place]), place > 0 else { continue }
                copy.feed.add(MergeRow.random(&random, count: 20, times: 60..<200, withTakingBack: false))
                _ = copy.advance(to: 300)
            }
        }
    }
}
