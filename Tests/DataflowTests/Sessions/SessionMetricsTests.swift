import Dataflow
import EventModel
import Expressions
import Testing

@Suite struct SessionMetricsTests {
    private static func plan(_ rule: SessionRule, lateness: Int64, withRule: Bool = false) throws -> MergePlan
    {
        let group = try NaiveSessions(rule: rule).group
        let scope = Scope(variables: ["count": .int])
        let alert = AlertRulePlan(
            name: "r", group: 0, metric: 0,
            when: try CheckedExpression("count >= 3", scope: scope).compiled(
                for: group.metrics[0].results.rows),
            clear: nil, timing: AlertTiming(forMilliseconds: 0, keepFiringForMilliseconds: 0),
            noData: .resolve,
            includesPartial: true)
        return MergePlan(
            groups: [group], rules: withRule ? [alert] : [], allowedLatenessMilliseconds: lateness)
    }

    private static func harness(
        _ plan: MergePlan, mergeTasks: Int = 1, batchSize: Int = 64, gatherTasks: Int = 1,
        isDirect: Bool = false
    ) -> MergeHarness {
        let harness = MergeHarness(
            plan: plan, mergeTasks: isDirect ? 1 : mergeTasks, batchSize: batchSize, gatherTasks: gatherTasks,
            isDirect: isDirect)
        harness.output.tellsEnds = true
        return harness
    }

    private static func random(_ random: inout SplitMix64) -> (rows: [MergeRow], rule: SessionRule) {
        let rows = MergeRow.random(
            &random, count: Int.random(in: 0...150, using: &random), times: -130..<400, withTakingBack: false)
        let gap: Int64 = [1, 3, 10, 25].randomElement(using: &random) ?? 1
        let maximum: Int64? = [nil, nil, 16, 48, 160].randomElement(using: &random) ?? nil
        return (rows, SessionRule(gapMilliseconds: gap, maximumMilliseconds: maximum))
    }

    /// Rows in any order, commits and watermarks at any time; a row may come after the watermark has passed it, by
    /// the allowed lateness at most.
    private static func run(
        _ rows: [MergeRow], _ plan: MergePlan, firstInput: Int64, random: inout SplitMix64
    ) -> MergeHarness {
        let harness = harness(
            plan, mergeTasks: Int.random(in: 1...3, using: &random),
            batchSize: [1, 2, 7, 64].randomElement(using: &random) ?? 1,
            gatherTasks: Int.random(in: 1...3, using: &random), isDirect: Bool.random(using: &random))
        harness.firstEventTime = EventTime(milliseconds: firstInput)
        let order = rows.shuffled(using: &random)
        var bounds = Array(repeating: Int64(10_000), count: order.count + 1)
        // Sorted in part, so that watermarks move on while rows come.
        let late = plan.allowedLatenessMilliseconds
        let disorder = Int64.random(in: 0...200, using: &random)
        let sorted = order.map { ($0, $0.time + Int64.random(in: 0...disorder, using: &random)) }
            .sorted { $0.1 < $1.1 }.map(\.0)
        let arrival = Bool.random(using: &random) ? order : sorted
        for place in arrival.indices.reversed() {
            bounds[place] = min(bounds[place + 1], arrival[place].time)
        }
        var start = 0
        while start < arrival.count {
            let end = min(arrival.count, start + Int.random(in: 1...30, using: &random))
            harness.add(Array(arrival[start..<end]))
            start = end
            guard Bool.random(using: &random) else { continue }
            harness.commit()
            harness.advance(to: bounds[start] + Int64.random(in: -5...late, using: &random))
        }
        harness.commit()
        harness.advance(to: 10_000)
        return harness
    }

    @Test(arguments: UInt64(0)..<300)
    func `final results are those of the rows, whatever the order, the batches and the commits`(seed: UInt64)
        throws
    {
        var random = SplitMix64(seed: seed)
        let (rows, rule) = Self.random(&random)
        let firstInput = rows.map(\.time).min() ?? 0
        let lateness: Int64 = [0, 15, 40, 200].randomElement(using: &random) ?? 0
        let expected = NaiveSessions(rule: rule).results(rows, firstInput: firstInput)
        var sketched: [String]?
        for _ in 0..<3 {
            let plan = try Self.plan(rule, lateness: lateness, withRule: Bool.random(using: &random))
            let harness = Self.run(rows, plan, firstInput: firstInput, random: &random)
            let told = harness.told(.final)
            let plain = told.filter { !$0.hasPrefix(NaiveSessions.sketched) }
            #expect(plain == expected, "seed \(seed), \(rule)")
            let others = told.filter { $0.hasPrefix(NaiveSessions.sketched) }
            #expect(others == sketched ?? others, "seed \(seed)")
            sketched = others
            #expect(harness.size.panes == 0 && harness.size.records == 0, "seed \(seed)")
        }
        #expect(sketched?.count == expected.count { $0.hasPrefix("all") }, "seed \(seed)")
    }

    @Test(arguments: UInt64(0)..<200)
    func `one provisional result of a key and start stands at most, and none beside a final one`(seed: UInt64)
        throws
    {
        var random = SplitMix64(seed: seed)
        let (rows, rule) = Self.random(&random)
        let plan = try Self.plan(rule, lateness: 100, withRule: Bool.random(using: &random))
        let harness = Self.run(rows, plan, firstInput: 0, random: &random)
        var seen: [String: [String]] = [:]
        for line in harness.output.order where !line.hasPrefix("r ") {
            let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
            seen[parts[1], default: []].append(parts[0])
        }
        for (window, kinds) in seen {
            var kinds = kinds
            if kinds.last == "final" {
                kinds.removeLast()
                if kinds.last == "provisional" { kinds.append("withdrawn") }
            }
            let isPaired = kinds.indices.allSatisfy { kinds[$0] == ["provisional", "withdrawn"][$0 % 2] }
            #expect(isPaired && kinds.count % 2 == 0, "seed \(seed): \(window) was told as \(kinds)")
            #expect(kinds.count <= 2 || rule.maximumMilliseconds != nil, "seed \(seed): \(window) \(kinds)")
        }
    }

    @Test(arguments: UInt64(0)..<50)
    func `a watermark that jumps tells the same as one that creeps`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let (rows, rule) = Self.random(&random)
        let lateness: Int64 = [0, 30].randomElement(using: &random) ?? 0
        let harnesses = [Int64(1), 7, 1000].map { step in
            try? Self.plan(rule, lateness: lateness, withRule: true).run {
                let harness = Self.harness($0)
                harness.add(rows)
                harness.commit()
                for time in stride(from: Int64(-200), through: 1800, by: Int(step)) {
                    harness.advance(to: time)
                }
                return harness
            }
        }
        for harness in harnesses {
            #expect(harness?.output.transitions == harnesses[0]?.output.transitions, "seed \(seed)")
            #expect(harness?.told(.provisional) == harnesses[0]?.told(.provisional), "seed \(seed)")
            #expect(harness?.told(.final) == harnesses[0]?.told(.final), "seed \(seed)")
        }
        #expect(harnesses[0] != nil)
    }

    private static func texts(_ harness: MergeHarness, _ kind: ResultKind) -> [String] {
        harness.told(kind).filter { $0.hasPrefix("all") }.map {
            $0.split(separator: " ").prefix(5).dropFirst().joined(separator: " ")
        }
    }

    private static func rows(_ times: Int64...) -> [MergeRow] {
        times.map { MergeRow(time: $0, seller: "a") }
    }

    @Test(arguments: [false, true])
    func `a silence of the gap is within a session, and it is told once that is over`(isDirect: Bool) throws {
        let harness = Self.harness(try Self.plan(.init(gapMilliseconds: 5), lateness: 0), isDirect: isDirect)
        harness.add(Self.rows(5, 0, 11))
        harness.commit()
        harness.advance(to: 10)
        #expect(harness.output.told.isEmpty)
        harness.advance(to: 11)
        #expect(Self.texts(harness, .final) == ["a 0-5 n=2 whole"])
        harness.advance(to: 17)
        #expect(Self.texts(harness, .final) == ["a 0-5 n=2 whole", "a 11-11 n=1 whole"])
        #expect(harness.told(.provisional).isEmpty)
    }

    @Test(arguments: [false, true])
    func `what late rows take the start from is withdrawn`(isDirect: Bool) throws {
        let harness = Self.harness(
            try Self.plan(.init(gapMilliseconds: 5), lateness: 100), isDirect: isDirect)
        harness.add(Self.rows(0, 20, 40))
        harness.commit()
        harness.advance(to: 60)
        let told = ["a 0-0 n=1 whole", "a 20-20 n=1 whole", "a 40-40 n=1 whole"]
        #expect(Self.texts(harness, .provisional) == told)
        // The first two become one; the third begins earlier.
        harness.add(Self.rows(10, 15, 5, 38))
        harness.commit()
        harness.advance(to: 61)
        #expect(Self.texts(harness, .withdrawn) == ["a 20-20 n=0 whole", "a 40-40 n=0 whole"])
        #expect(Self.texts(harness, .provisional) == (told + ["a 38-40 n=2 whole"]).sorted())
        harness.advance(to: 200)
        #expect(Self.texts(harness, .final) == ["a 0-20 n=5 whole", "a 38-40 n=2 whole"])
        #expect(harness.size.records == 0)
    }

    @Test func `a session that may have begun before the input is partial`() throws {
        let harness = Self.harness(try Self.plan(.init(gapMilliseconds: 5), lateness: 0))
        harness.firstEventTime = EventTime(milliseconds: 100)
        harness.add([MergeRow(time: 104, seller: "a"), MergeRow(time: 105, seller: "b")])
        harness.commit()
        harness.advance(to: 200)
        #expect(Self.texts(harness, .final) == ["a 104-104 n=1 partial", "b 105-105 n=1 whole"])
    }

    @Test func `a rule sees a session when it is told first, and silence means nothing to it`() throws {
        let plan = try Self.plan(.init(gapMilliseconds: 5), lateness: 1000, withRule: true)
        let harness = Self.harness(plan)
        harness.add(Self.rows(0, 4, 8) + [MergeRow(time: 30, seller: "b")] + Self.rows(50))
        harness.commit()
        harness.advance(to: 40)
        #expect(harness.output.transitions == ["r a firing @14 since 14"])
        harness.advance(to: 60)
        #expect(harness.output.transitions == ["r a firing @14 since 14", "r a resolved @56 since 14"])
        // Late rows make a session of three; it is told anew at once, as of the time that has come.
        harness.add([MergeRow(time: 28, seller: "b"), MergeRow(time: 29, seller: "b")])
        harness.commit()
        harness.advance(to: 61)
        #expect(harness.output.transitions.last == "r b firing @60 since 60")
        harness.advance(to: 5000)
        #expect(harness.output.transitions.count == 3)
    }

    @Test func `more sessions than fit a batch of results are told in the order of their ends`() throws {
        let harness = Self.harness(try Self.plan(.init(gapMilliseconds: 5), lateness: 50))
        harness.add((0..<3000).map { MergeRow(time: Int64($0 * 7 % 3000 * 10), seller: "a") })
        harness.commit()
        harness.advance(to: 100_000)
        for kind in ["provisional", "final"] {
            let starts = harness.output.order.filter { $0.hasPrefix("\(kind) all") }
                .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }
            #expect(starts == (0..<3000).map { $0 * 10 })
        }
        #expect(harness.size.records == 0)
    }
}

extension MergePlan {
    fileprivate func run(_ body: (MergePlan) -> MergeHarness) -> MergeHarness { body(self) }
}
