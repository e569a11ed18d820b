import EventModel
public import Expressions

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The functions that scores may call besides CEL's own.
public enum ScoreFunctions {
    /// How many values a mean may have.
    static let meanLimit = 12

    /// Those that need nothing but their arguments.
    public static let declarations: [FunctionDeclaration] =
        [
            function("pow", 2, "a number to the power of another", .init("pow(2, 10)", "1024.0")) {
                pow($0[0], $0[1])
            },
            function("ln", 1, "the natural logarithm of a number above 0", .init("ln(1)", "0.0")) {
                log($0[0])
            },
            function("exp", 1, "e to the power of a number", .init("exp(0)", "1.0")) { exp($0[0]) },
            function("min", 2, "the smaller of two numbers", .init("min(1, 2.5)", "1.0")) {
                $0[0] < $0[1] ? $0[0] : $0[1]
            },
            function("max", 2, "the larger of two numbers", .init("max(1, 2.5)", "2.5")) {
                $0[0] > $0[1] ? $0[0] : $0[1]
            },
        ]
        + (1...meanLimit).map { pairs in
            function(
                "geometric_mean", 2 * pairs,
                "the weighted geometric mean of numbers of 0 or more: weight, number, weight, number …",
                .init("geometric_mean(1, 4, 1, 4)", "4.0"), geometricMean)
        }

    /// What they are, for the documentation; of the means the first two.
    public static let section = FunctionSection(
        title: "Functions of scores",
        note:
            "They may be called in the expressions of scores; `geometric_mean` takes up to \(meanLimit) pairs. A result that is not finite is an error.",
        functions: declarations.filter { $0.name != "geometric_mean" || $0.parameters.count <= 4 } + [
            betaQuantile(priorMean: 0.05, weight: 50) { _, _ in .nan }
        ])

    /// `beta_quantile(p, of, among)`: what a rate is below with probability `p` after `of` of `among` trials.
    ///
    /// - Parameters:
    ///   - priorMean: the mean of the prior.
    ///   - weight: how many trials the prior is worth, above 0.
    ///   - quantile: the quantile of a distribution at a probability above 0 and below 1.
    /// - Returns: the function, for the scope of a score.
    public static func betaQuantile(
        priorMean: Double, weight: Double,
        quantile: @escaping @Sendable (_ distribution: BetaDistribution, _ probability: Double) -> Double
    ) -> FunctionDeclaration {
        FunctionDeclaration(
            name: "beta_quantile", parameters: [.double, .int, .int], result: .double,
            summary: "what the true rate is below with a probability, given what was counted",
            example: .init("beta_quantile(0.05, of, among)", "0.031")
        ) { arguments, count, result in
            for row in 0..<count where result.states[row] == CellState.value.rawValue {
                let p = AggregateWords.double(arguments[0].values[row])
                let (k, n) = (arguments[1].values[row], arguments[2].values[row])
                guard p > 0, p < 1, k >= 0, k <= n else {
                    result.setError(row: row)
                    continue
                }
                let posterior = BetaDistribution(
                    priorMean: priorMean, weight: weight, successes: k, trials: n)
                result.values[row] = AggregateWords.slot(quantile(posterior, p))
            }
        }
    }

    /// ∏ xᵢ^(wᵢ / Σ w), by logarithms; NaN where a weight or a number is negative or all weights are 0.
    @Sendable private static func geometricMean(_ pairs: UnsafeBufferPointer<Double>) -> Double {
        var (weights, sum) = (0.0, 0.0)
        for pair in stride(from: 0, to: pairs.count, by: 2) {
            let (weight, number) = (pairs[pair], pairs[pair + 1])
            guard weight >= 0, number >= 0 else { return .nan }
            // A number of weight 0 must not count, also where its logarithm is infinite.
            guard weight > 0 else { continue }
            weights += weight
            sum += weight * log(number)
        }
        return weights > 0 ? exp(sum / weights) : .nan
    }

    /// A function of doubles; what is not finite is an error.
    private static func function(
        _ name: String, _ parameters: Int, _ summary: String, _ example: FunctionDeclaration.Example,
        _ body: @escaping @Sendable (UnsafeBufferPointer<Double>) -> Double
    ) -> FunctionDeclaration {
        FunctionDeclaration(
            name: name, parameters: Array(repeating: .double, count: parameters), result: .double,
            summary: summary, example: example
        ) { arguments, count, result in
            withUnsafeTemporaryAllocation(of: Double.self, capacity: parameters) { numbers in
                for row in 0..<count where result.states[row] == CellState.value.rawValue {
                    for place in 0..<parameters {
                        let slot = arguments[place].values[row]
                        numbers.initializeElement(at: place, to: AggregateWords.double(slot))
                    }
                    let answer = body(UnsafeBufferPointer(numbers))
                    result.values[row] = AggregateWords.slot(answer)
                    if !answer.isFinite { result.setError(row: row) }
                }
            }
        }
    }
}
