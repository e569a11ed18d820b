import Expressions

extension AggregateForm {
    /// `distinct: <expression>` or `distinct: { of: <expression>, precision: 12 }`
    static let distinct = AggregateForm(
        key: .optional(
            "distinct", "an expression, or { of: an expression, precision: 4 to 16, optional }",
            .either([.expression(values), .section(distinctKeys)]),
            "How many different values there are, estimated by HyperLogLog.")
    ) { section, scope in
        if case .mapping = section.entry("distinct")?.value.content {
            guard let inner = section.section("distinct", keys: distinctKeys) else { return nil }
            let digits = inner.integer("precision", in: 4...16, default: standardPrecision)
            return inner.expression("of", scope: scope, yields: values).map {
                .distinct($0, precision: digits)
            }
        }
        return section.expression("distinct", scope: scope, yields: values).map {
            .distinct($0, precision: standardPrecision)
        }
    }

    /// `quantile: { of: <expression>, q: 0.9, error: 0.01 }`
    static let quantile = AggregateForm(
        key: .optional(
            "quantile", "{ of: an expression, q: 0.9, error: 0.01, optional }", .section(quantileKeys),
            "The value that a part of the rows stays below, estimated by DDSketch.")
    ) { section, scope in
        guard let inner = section.section("quantile", keys: quantileKeys) else { return nil }
        let q = inner.number("q") { $0 >= 0 && $0 <= 1 }
        let error = inner.number("error") { $0 >= 0.0001 && $0 <= 0.5 } ?? standardError
        guard let of = inner.expression("of", scope: scope, yields: numbers), let q else { return nil }
        return .quantile(of: of, q: q, error: error)
    }

    /// `top: { of: <expression>, k: 5, counters: 64 }`
    static let top = AggregateForm(
        key: .optional(
            "top", "{ of: an expression that yields string, k: 5, counters: 64, optional }",
            .section(topKeys),
            "The most frequent values with their counts, estimated by space-saving.")
    ) { section, scope in
        guard let inner = section.section("top", keys: topKeys) else { return nil }
        let count = inner.has("k") ? inner.integer("k", in: 1...1000, default: 1) : 1
        let usual = Swift.max(64, count * 4)
        let counters = inner.integer("counters", in: count...10_000, default: usual)
        return inner.expression("of", scope: scope, yields: [.string]).map {
            .top(of: $0, count: count, counters: counters)
        }
    }

    /// `sample: { of: <expression>, k: 20 }`
    static let sample = AggregateForm(
        key: .optional(
            "sample", "{ of: an expression that yields string, k: 20 }", .section(sampleKeys),
            "Some of the different values, chosen by hash: the same ones whatever the order.")
    ) { section, scope in
        guard let inner = section.section("sample", keys: sampleKeys) else { return nil }
        let count = inner.integer("k", in: 1...1000, default: 1)
        return inner.expression("of", scope: scope, yields: [.string]).map { .sample(of: $0, count: count) }
    }

    /// `decayed_sum: { of: <expression>, half_life: 90d }`
    static let decayedSum = AggregateForm(
        key: .optional(
            "decayed_sum", "{ of: an expression that yields double, half_life: 90d }",
            .section(decayedSumKeys), "A sum in which what is long ago weighs less.")
    ) { section, scope in
        guard let inner = section.section("decayed_sum", keys: decayedSumKeys) else { return nil }
        let time = inner.duration("half_life", mustBePositive: true)
        guard let of = inner.expression("of", scope: scope, yields: [.double]), let time else { return nil }
        return .decayedSum(of: of, halfLifeMilliseconds: time)
    }

    /// Errors of some 1.6 % in 4 kB.
    private static let standardPrecision = 12
    private static let standardError = 0.01

    private static let distinctKeys: [SectionKey] = [
        .of(values),
        .optional(
            "precision", "a whole number from 4 to 16", .integer(4...16), default: "\(standardPrecision)",
            "How finely is counted: one more halves the variance and doubles the memory."),
    ]
    private static let quantileKeys: [SectionKey] = [
        .of(numbers),
        .required(
            "q", "a number from 0 to 1: 0.5 is the median", .number(0...1),
            "The part of the rows below the value: 0.5 is the median."),
        .optional(
            "error", "a number from 0.0001 to 0.5: how far off a value may be, as a part of it",
            .number(0.0001...0.5), default: "\(standardError)",
            "How far off the value may be, as a part of it."),
    ]
    private static let topKeys: [SectionKey] = [
        .of([.string]),
        .required(
            "k", "a whole number from 1 to 1000: how many are told", .integer(1...1000), "How many are told."),
        .optional(
            "counters", "a whole number from k to 10000: how many are watched", .integer(1...10_000),
            default: "4 × k, at least 64", "How many values are watched: more make the counts more exact."),
    ]
    private static let sampleKeys: [SectionKey] = [
        .of([.string]),
        .required(
            "k", "a whole number from 1 to 1000: how many are told at most", .integer(1...1000),
            "How many are told at most."),
    ]
    private static let decayedSumKeys: [SectionKey] = [
        .of([.double]),
        .required(
            "half_life", "after how long a row weighs half as much, such as 90d", .duration,
            "After how long a row weighs half as much."),
    ]
}

extension SectionKey {
    /// What an aggregate is computed of.
    fileprivate static func of(_ types: [ValueType]) -> SectionKey {
        .required("of", .yielding(types), .expression(types), "What it is computed of.")
    }
}

extension Section {
    /// A whole number between two bounds.
    func integer(_ name: String, in range: ClosedRange<Int>, default standard: Int) -> Int {
        guard let number = integer(name, atLeast: range.lowerBound) else { return standard }
        if range.contains(number) { return number }
        report(
            "\(number) is too much for '\(name)'", under: name,
            expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        return standard
    }
}
