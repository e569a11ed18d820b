import Dataflow
import EventModel
import Expressions
import Testing

@Suite struct ScoreFunctionsTests {
    /// One expression over `x`, for each value of it.
    private func answers(_ text: String, _ values: [Double], extra: [FunctionDeclaration] = []) throws
        -> [Double?]
    {
        let layout = RowLayout([.init(name: "x", type: .double), .init(name: "n", type: .int)])
        let scope = Scope(
            variables: ["x": .double, "n": .int], functions: ScoreFunctions.declarations + extra)
        let evaluator = ExpressionEvaluator(
            try CheckedExpression(text, scope: scope).compiled(for: layout), symbols: SymbolTable(),
            capacity: values.count)
        let batch = RowBatch(layout: layout, capacity: values.count)
        batch.count = values.count
        for (row, value) in values.enumerated() {
            batch.values[1][row] = Int64(bitPattern: value.bitPattern)
            batch.values[2][row] = Int64(row)
            for column in 0...2 { batch.states[column][row] = CellState.value.rawValue }
        }
        let result = evaluator.evaluate(batch)
        return values.indices.map { row in
            guard result.states[row] == CellState.value.rawValue else { return nil }
            return Double(bitPattern: UInt64(bitPattern: result.values[row]))
        }
    }

    @Test func `a weighted geometric mean is that of its logarithms`() throws {
        let told = try answers("geometric_mean(1, x, 3, 16.0)", [1, 16, 256])
        for (answer, expected) in zip(told, [8, 16, 32]) {
            #expect(abs((answer ?? 0) - Double(expected)) < 1e-9)
        }
        #expect(try answers("geometric_mean(2, x)", [0.25, 0]).map { ($0 ?? 9) } == [0.25, 0])
    }

    @Test func `a number of weight 0 does not count, a negative one has no mean`() throws {
        #expect(try answers("geometric_mean(0, x, 1, 1.0)", [0, 5]) == [1, 1])
        #expect(try answers("geometric_mean(1, x, 1, 4.0)", [-1]) == [nil])
        #expect(try answers("geometric_mean(x, 3.0)", [0, -1]) == [nil, nil])
    }

    @Test func `five parts of a score can be weighted`() throws {
        let text = "geometric_mean(0.25, x, 0.25, x, 0.2, x, 0.15, x, 0.15, x)"
        let answer = try #require(try answers(text, [0.9])[0])
        #expect(abs(answer - 0.9) < 1e-12)
    }

    @Test func `powers and logarithms that are no numbers are errors`() throws {
        #expect(try answers("pow(x, 0.5)", [4, -1]) == [2, nil])
        #expect(try answers("ln(x)", [1, 0, -1]) == [0, nil, nil])
        #expect(try answers("exp(x)", [0, 1000]) == [1, nil])
        #expect(try answers("min(x, 2.0) + max(x, 3.0)", [1, 5]) == [4, 7])
    }

    @Test func `a quantile is asked of the posterior`() throws {
        let quantile = ScoreFunctions.betaQuantile(priorMean: 0.5, weight: 2) { $0.mean * $1 }
        #expect(
            try answers("beta_quantile(0.5, n, 2)", [0, 0, 0, 0], extra: [quantile]) == [
                0.125, 0.25, 0.375, nil,
            ])
        #expect(try answers("beta_quantile(x, 1, 2)", [0, 1, 0.5], extra: [quantile]) == [nil, nil, 0.25])
    }
}
