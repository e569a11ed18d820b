import Expressions

extension AggregateForm {
    /// `distinct: <expression>` or `distinct: { of: <expression>, precision: 12 }`
    static let distinct = AggregateForm(
        key: .optional("distinct", "an expression, or { of: an expression, precision: 4 to 16, optional }")
    ) { section, scope in
        if case .mapping = section.entry("distinct")?.value.content {
            let precision: SectionKey = .optional("precision", "a whole number from 4 to 16")
            guard let inner = section.inner("distinct", of: .yielding(values), precision) else { return nil }
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
        key: .optional("quantile", "{ of: an expression, q: 0.9, error: 0.01, optional }")
    ) { section, scope in
        let keys: [SectionKey] = [
            .required("q", "a number from 0 to 1: 0.5 is the median"),
            .optional("error", "a number from 0.0001 to 0.5: how far off a value may be, as a part of it"),
        ]
        guard let inner = section.inner("quantile", of: .yielding(numbers), keys[0], keys[1]) else {
            return nil
        }
        let q = inner.number("q") { $0 >= 0 && $0 <= 1 }
        let error = inner.number("error") { $0 >= 0.0001 && $0 <= 0.5 } ?? standardError
        guard let of = inner.expression("of", scope: scope, yields: numbers), let q else { return nil }
        return .quantile(of: of, q: q, error: error)
    }

    /// `top: { of: <expression>, k: 5, counters: 64 }`
    static let top = AggregateForm(
        key: .optional("top", "{ of: an expression that yields string, k: 5, counters: 64, optional }")
    ) { section, scope in
        let keys: [SectionKey] = [
            .required("k", "a whole number from 1 to 1000: how many are told"),
            .optional("counters", "a whole number from k to 10000: how many are watched"),
        ]
        guard let inner = section.inner("top", of: .yielding([.string]), keys[0], keys[1]) else { return nil }
        let count = inner.has("k") ? inner.integer("k", in: 1...1000, default: 1) : 1
        let usual = Swift.max(64, count * 4)
        let counters = inner.integer("counters", in: count...10_000, default: usual)
        return inner.expression("of", scope: scope, yields: [.string]).map {
            .top(of: $0, count: count, counters: counters)
        }
    }

    /// `sample: { of: <expression>, k: 20 }`
    static let sample = AggregateForm(
        key: .optional("sample", "{ of: an expression that yields string, k: 20 }")
    ) { section, scope in
        let size: SectionKey = .required("k", "a whole number from 1 to 1000: how many are told at most")
        guard let inner = section.inner("sample", of: .yielding([.string]), size) else { return nil }
        let count = inner.integer("k", in: 1...1000, default: 1)
        return inner.expression("of", scope: scope, yields: [.string]).map { .sample(of: $0, count: count) }
    }

    /// `decayed_sum: { of: <expression>, half_life: 90d }`
    static let decayedSum = AggregateForm(
        key: .optional("decayed_sum", "{ of: an expression that yields double, half_life: 90d }")
    ) { section, scope in
        let halfLife: SectionKey = .required(
            "half_life", "after how long a row weighs half as much, such as 90d")
        guard let inner = section.inner("decayed_sum", of: .yielding([.double]), halfLife) else { return nil }
        let time = inner.duration("half_life", mustBePositive: true)
        guard let of = inner.expression("of", scope: scope, yields: [.double]), let time else { return nil }
        return .decayedSum(of: of, halfLifeMilliseconds: time)
    }

    /// Errors of some 1.6 % in 4 kB.
    private static let standardPrecision = 12
    private static let standardError = 0.01
}

extension Section {
    /// The mapping under an aggregate's key: `of` and some more.
    fileprivate func inner(_ name: String, of expected: String, _ further: SectionKey...) -> Section? {
        section(name, keys: [.required("of", expected)] + further)
    }

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
