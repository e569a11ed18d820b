import Dataflow
import EventModel
import Expressions
import Testing

/// Alert rules as a merge task runs them: over results, deadlines and silence.
@Suite struct AlertRuleTests {
    private struct Rule {
        var when = "count >= 3"
        var clear: String?
        var forMilliseconds: Int64 = 0
        var keepFiring: Int64 = 0
        var noData = NoData.keep
        var includesPartial = false
    }

    private static let metric = MergeMetric(name: "m", width: 10, numbers: [.count])

    private func harness(
        _ rules: [Rule], metric: MergeMetric = metric, lateness: Int64 = 0, mergeTasks: Int = 1
    ) throws -> MergeHarness {
        let group = try MergeMetric.group([metric], keys: ["seller"], pane: 10)
        let layout = group.metrics[0].results.rows
        let scope = Scope(variables: ["count": .int, "value": .double, "seller": .string, "partial": .bool])
        func compiled(_ text: String) throws -> CompiledExpression {
            try CheckedExpression(text, scope: scope).compiled(for: layout)
        }
        return MergeHarness(
            plan: MergePlan(
                groups: [group],
                rules: try rules.enumerated().map { number, rule in
                    AlertRulePlan(
                        name: "r\(number)", group: 0, metric: 0, when: try compiled(rule.when),
                        clear: try rule.clear.map(compiled),
                        timing: AlertTiming(
                            forMilliseconds: rule.forMilliseconds, keepFiringForMilliseconds: rule.keepFiring),
                        noData: rule.noData, includesPartial: rule.includesPartial)
                }, allowedLatenessMilliseconds: lateness), mergeTasks: mergeTasks)
    }

    private func rows(_ count: Int, at time: Int64, seller: String = "a") -> [MergeRow] {
        Array(repeating: MergeRow(time: time, seller: seller), count: count)
    }

    @Test func `a rule sees each window once, when it ends`() throws {
        let harness = try harness([Rule()], lateness: 100)
        harness.add(rows(3, at: 5) + rows(1, at: 15) + rows(4, at: 25))
        harness.commit()
        harness.advance(to: 35)
        #expect(
            harness.output.transitions == [
                "r0 a firing @10 since 10", "r0 a resolved @20 since 10", "r0 a firing @30 since 30",
            ])
        // The final result of the first window differs now; the alert is told and stays told.
        harness.add(rows(1, at: 5))
        harness.commit()
        harness.advance(to: 1000)
        #expect(harness.output.transitions.count == 3)
        #expect(harness.told(.final).contains("m a 0 n=4 whole 4.0"))
    }

    @Test func `deadlines between windows fire at their own time`() throws {
        let harness = try harness([Rule(clear: "count < 2", forMilliseconds: 3, keepFiring: 14)])
        harness.add(rows(3, at: 5) + rows(2, at: 15) + rows(1, at: 25) + rows(1, at: 35))
        harness.commit()
        harness.advance(to: 12)
        #expect(harness.output.transitions.isEmpty)
        harness.advance(to: 13)
        #expect(harness.output.transitions == ["r0 a firing @13 since 10"])
        harness.advance(to: 43)
        #expect(harness.output.transitions.count == 1)
        harness.advance(to: 44)
        #expect(harness.output.transitions.last == "r0 a resolved @44 since 10")
        #expect(harness.size.instances == 0)
    }

    @Test func `a condition that does not last does not fire`() throws {
        let harness = try harness([Rule(forMilliseconds: 11)])
        harness.add(rows(3, at: 5) + rows(1, at: 15))
        harness.commit()
        harness.advance(to: 1000)
        #expect(harness.output.transitions.isEmpty)
        #expect(harness.size.instances == 0)
    }

    @Test func `silence keeps an alert, or resolves it, as the rule says`() throws {
        let harness = try harness([
            Rule(noData: .keep), Rule(noData: .resolve), Rule(keepFiring: 25, noData: .resolve),
            Rule(forMilliseconds: 15, noData: .resolve),
        ])
        harness.add(rows(3, at: 5))
        harness.commit()
        harness.advance(to: 1_000_000)
        #expect(
            harness.output.transitions.sorted() == [
                "r0 a firing @10 since 10", "r1 a firing @10 since 10", "r1 a resolved @20 since 10",
                "r2 a firing @10 since 10", "r2 a resolved @45 since 10",
            ])
        #expect(harness.size.instances == 1)
        #expect(harness.output.order.filter { $0.contains(" m ") } == ["final m a 0"])
    }

    @Test func `silence of one entity is seen while others speak`() throws {
        for mergeTasks in 1...3 {
            let harness = try harness([Rule(noData: .resolve)], lateness: 15, mergeTasks: mergeTasks)
            harness.add(rows(3, at: 5) + (0..<20).flatMap { rows(1, at: $0 * 10 + 5, seller: "b") })
            harness.commit()
            harness.advance(to: 500)
            #expect(harness.output.transitions == ["r0 a firing @10 since 10", "r0 a resolved @20 since 10"])
        }
    }

    @Test func `partial windows fire nothing unless the rule asks for it`() throws {
        let metric = MergeMetric(name: "m", width: 20, numbers: [.count])
        let harness = try harness([Rule(), Rule(includesPartial: true)], metric: metric)
        harness.firstEventTime = EventTime(milliseconds: 13)
        harness.add(rows(3, at: 13))
        harness.commit()
        harness.advance(to: 100)
        #expect(harness.output.transitions == ["r1 a firing @20 since 20"])
    }

    @Test func `a condition that is an error does not hold`() throws {
        let harness = try harness([
            Rule(when: "count / (count - 3) > 0"), Rule(clear: "count / (count - 1) > 100"),
        ])
        harness.add(rows(3, at: 5) + rows(1, at: 15))
        harness.commit()
        harness.advance(to: 100)
        // Neither the condition nor the one to resolve: what fires goes on.
        #expect(harness.output.transitions == ["r1 a firing @10 since 10"])
    }

    @Test(arguments: UInt64(0)..<60)
    func `neither order nor commits nor the number of merge tasks show in an alert`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let rules = [
            Rule(forMilliseconds: 12, keepFiring: 7, noData: .resolve),
            Rule(clear: "count < 2", forMilliseconds: 0, keepFiring: 31),
            Rule(when: "count >= 2", forMilliseconds: 5, noData: .resolve),
        ]
        let metric = MergeMetric(name: "m", width: 20, numbers: [.count])
        let all = MergeRow.random(&random, count: 200, times: 0..<900, withTakingBack: false)
        var expected: [String]?
        for _ in 0..<4 {
            let harness = try harness(
                rules, metric: metric, lateness: [0, 10].randomElement(using: &random) ?? 0,
                mergeTasks: Int.random(in: 1...3, using: &random))
            var rest = all.shuffled(using: &random)
            while !rest.isEmpty {
                harness.add(Array(rest.prefix(17)))
                rest.removeFirst(min(17, rest.count))
                harness.commit()
                harness.advance(to: rest.map(\.time).min() ?? 10_000)
            }
            let told = harness.output.transitions
            #expect(told.sorted() == expected ?? told.sorted(), "seed \(seed)")
            expected = told.sorted()
            for instance in Set(told.map { $0.split(separator: " ").prefix(2).joined(separator: " ") }) {
                let own = told.filter { $0.hasPrefix(instance + " ") }
                for (place, text) in own.enumerated() {
                    #expect(
                        text.contains(place.isMultiple(of: 2) ? " firing " : " resolved "),
                        "seed \(seed): \(own)")
                }
            }
        }
        #expect(expected?.isEmpty == false, "seed \(seed)")
    }
}
