import Dataflow
import EventModel
import Expressions
import Testing

#if os(Linux)
    /// Metrics whose memory may go to a file tell what any others tell.
    @Suite struct PagedMetricTests {
        static let shapes: [WindowShape] = [
            .tumbling(panes: 1), .hopping(panes: 4, every: 1), .sliding(panes: 3), .unbounded(every: 1),
        ]

        /// Everything but the smallest pieces lies in the file, and is let go of at each look.
        private static func space() throws -> StateSpace {
            StateSpace(pool: try PagePool(directory: "/tmp", budgetBytes: 1), leastPooledBytes: 512)
        }

        private static func rows(_ random: inout SplitMix64, from start: Int64) -> [MergeRow] {
            (0..<400).map { _ in
                MergeRow(
                    time: start + Int64.random(in: 0..<20, using: &random),
                    seller: "seller \(Int.random(in: 0..<900, using: &random))",
                    region: ["n", "s"].randomElement(using: &random),
                    amount: Int64.random(in: -9...9, using: &random),
                    price: Double(Int.random(in: -999...999, using: &random)) / 100)
            }
        }

        /// Sums, a fold of one word, one of three and a list that is told as text.
        private static func plan(_ shape: WindowShape, lateness: Int64) throws -> MergePlan {
            func expression(_ text: String) throws -> CompiledExpression { try MergeMetric.expression(text) }
            var group = MetricGroupPlan(
                name: "g", keyColumns: [1], keyNames: ["seller"], grid: .fixed(widthMilliseconds: 10),
                isCorrected: false)
            group.add(
                name: "m",
                aggregates: [
                    AggregatePlan(name: "value", form: .sum(.integer), operand: try expression("amount")),
                    AggregatePlan(
                        name: "least", form: .extreme(.integer, smallest: true),
                        operand: try expression("amount")),
                    AggregatePlan(
                        name: "last", form: .edge(.double, latest: true), operand: try expression("price")),
                    AggregatePlan(
                        name: "top", form: .top(2, counters: 16), operand: try expression("region")),
                ], window: shape)
            return MergePlan(groups: [group], rules: [], allowedLatenessMilliseconds: lateness)
        }

        private static func compare(
            _ plan: MergePlan, isDirect: Bool, seed: UInt64, times: StrideTo<Int64>
        ) throws {
            var random = SplitMix64(seed: seed)
            let space = try Self.space()
            let plain = MergeHarness(plan: plan, isDirect: isDirect)
            let paged = MergeHarness(plan: plan, isDirect: isDirect, space: space)
            for start in times {
                let rows = Self.rows(&random, from: start)
                for harness in [plain, paged] {
                    harness.add(rows)
                    harness.commit()
                    harness.advance(to: start)
                }
                space.pool?.keepToBudget()
                let told = plain.output.take()
                #expect(told == paged.output.take(), "seed \(seed)")
            }
            for harness in [plain, paged] { harness.advance(to: 100_000) }
            let told = plain.output.take()
            #expect(!told.isEmpty)
            #expect(told == paged.output.take(), "seed \(seed)")
            #expect((space.pool?.figures.relievedBytes ?? 0) > 0)
        }

        @Test(arguments: shapes, UInt64(0)..<2)
        func `windows that were let go of come back for their rows and their results`(
            shape: WindowShape, seed: UInt64
        ) throws {
            try Self.compare(
                try Self.plan(shape, lateness: seed % 2 == 0 ? 0 : 40), isDirect: seed % 2 == 1, seed: seed,
                times: stride(from: 0, to: 100, by: 20)
            )
        }

        @Test(arguments: UInt64(0)..<2)
        func `sessions that were let go of come back`(seed: UInt64) throws {
            var group = MetricGroupPlan(
                name: "sessions", keyColumns: [1], keyNames: ["seller"],
                sessions: SessionRule(gapMilliseconds: 15))
            group.add(
                name: "m",
                aggregates: [
                    AggregatePlan(
                        name: "value", form: .sum(.integer), operand: try MergeMetric.expression("amount"))
                ])
            let plan = MergePlan(groups: [group], rules: [], allowedLatenessMilliseconds: 10)
            try Self.compare(
                plan, isDirect: seed == 1, seed: seed, times: stride(from: 0, to: 200, by: 20))
        }
    }
#endif
