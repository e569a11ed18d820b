import Expressions
import PipelineSpec
import Testing

@Suite struct AggregateSectionTests {
    private func read(_ text: String) throws -> AggregateDeclaration {
        let pipeline = Fixture.pipeline.replacing("    count: true\n", with: "    \(text)\n")
        return try #require(
            try Fixture.load(Fixture.files.merging([Fixture.path: pipeline]) { $1 }).metric(
                named: "orders_daily")?.value)
    }

    @Test func `what is not written has a usual value`() throws {
        guard case .distinct(let of, 12) = try read("distinct: region") else { return #expect(Bool(false)) }
        #expect(of.text == "region")
        guard case .quantile(_, 0.9, 0.01) = try read("quantile: { of: amount, q: 0.9 }") else {
            return #expect(Bool(false))
        }
        guard case .top(_, 5, 64) = try read("top: { of: region, k: 5 }") else { return #expect(Bool(false)) }
        guard case .top(_, 50, 200) = try read("top: { of: region, k: 50 }") else {
            return #expect(Bool(false))
        }
    }

    @Test func `what is written counts`() throws {
        guard case .distinct(_, 8) = try read("distinct: { of: region, precision: 8 }") else {
            return #expect(Bool(false))
        }
        guard case .quantile(_, 0.5, 0.2) = try read("quantile: { of: items, q: 0.5, error: 0.2 }") else {
            return #expect(Bool(false))
        }
        guard case .top(_, 5, 7) = try read("top: { of: region, k: 5, counters: 7 }") else {
            return #expect(Bool(false))
        }
        guard case .sample(_, 20) = try read("sample: { of: region, k: 20 }") else {
            return #expect(Bool(false))
        }
        guard case .decayedSum(_, 7_776_000_000) = try read("decayed_sum: { of: amount, half_life: 90d }")
        else { return #expect(Bool(false)) }
    }

    @Test(arguments: [
        ("count: true", ValueType.int, ValueType.double), ("sum: items", .int, .double),
        ("sum: amount", .double, .double),
        ("variance: items", .double, .double), ("distinct: region", .int, .double),
        ("first: region", .string, .string),
        ("last: occurred_at", .time, .time), ("last: items > 2", .bool, .bool), ("first: items", .int, .int),
        ("top: { of: region, k: 3 }", .string, .string), ("sample: { of: region, k: 3 }", .string, .string),
        ("quantile: { of: items, q: 0.5 }", .double, .double),
    ])
    func `alerts see each by its type`(text: String, type: ValueType, asValue: ValueType) throws {
        let aggregate = try read(text)
        #expect(aggregate.valueType == type)
        #expect(aggregate.metricValueType == asValue)
    }

    @Test(arguments: broken)
    func `a broken aggregate is reported at its place`(file: BrokenFile) throws { try file.check() }

    static let broken: [BrokenFile] = [
        aggregate(
            "a misspelt form", "§quantle: { of: amount, q: 0.9 }", says: "unknown key 'quantle'",
            hint: "quantile", count: 2),
        aggregate(
            "a quantile beyond all", "quantile: { of: amount, q: §1.5 }", says: "'1.5' is no 'q'",
            hint: "from 0 to 1"),
        aggregate(
            "an error of nothing", "quantile: { of: amount, q: 0.5, error: §0 }", says: "'0' is no 'error'",
            hint: "0.0001"),
        aggregate(
            "a quantile of what", "quantile: §amount",
            says: "'quantile' of metric 'orders_daily' is a single value", hint: "of"),
        aggregate(
            "a quantile of text", "quantile: { of: §region, q: 0.5 }", says: "'of' yields string",
            hint: "int, double or duration"),
        aggregate(
            "too many registers", "distinct: { of: region, precision: §17 }",
            says: "17 is too much for 'precision'", hint: "4 to 16"),
        aggregate(
            "fewer counters than told", "top: { of: region, k: 9, counters: §5 }",
            says: "'5' is no 'counters'", hint: "from 9 on"),
        aggregate("the top of numbers", "top: { of: §items, k: 5 }", says: "'of' yields int", hint: "string"),
        aggregate("a sample of nobody", "sample: { of: region, k: §0 }", says: "'0' is no 'k'"),
        aggregate("no half-life", "§decayed_sum: { of: amount }", says: "'half_life' is missing"),
        aggregate(
            "a half-life of nothing", "decayed_sum: { of: amount, half_life: §0s }",
            says: "must be longer than 0"),
        BrokenFile(
            "a decayed sum that would lose panes",
            ["total: { sum: amount }": "§total: { decayed_sum: { of: amount, half_life: 1d } }"],
            says: "a decayed sum cannot be taken over windows that overlap", hint: "all_time"),
    ]

    private static func aggregate(
        _ name: String, _ text: String, says: String, hint: String = "", count: Int = 1
    ) -> BrokenFile {
        BrokenFile(name, ["    count: true\n": "    \(text)\n"], says: says, hint: hint, count: count)
    }
}
