import EventModel
import Expressions
import Testing

@Suite struct OracleTests {
    @Test(arguments: UInt64(0)..<400)
    func `random expressions over random rows mean what the oracle says`(seed: UInt64) throws {
        var source = SampleSource(seed: seed)
        let rows = (0..<37).map { _ in source.row() }
        let table = Table(rows)
        for _ in 0..<10 {
            let kind = source.random.pick(SampleSource.Kind.allCases)
            let sample = source.expression(kind, depth: 4)
            let results = try table.results(sample.text)
            for (row, result) in zip(rows, results) {
                let expected = sample.value(row)
                #expect(
                    result.isSame(as: expected),
                    "seed \(seed): \(sample.text) of \(row) gave \(result), not \(expected)")
                if !result.isSame(as: expected) { return }
            }
        }
    }

    @Test(arguments: UInt64(0)..<50)
    func `an evaluator forgets one batch before the next`(seed: UInt64) throws {
        var source = SampleSource(seed: seed)
        let sample = source.expression(.bool, depth: 5)
        let expression = try CheckedExpression(sample.text, scope: Table.scope)
        let first = Table((0..<20).map { _ in source.row() })
        let rows = (0..<20).map { _ in source.row() }
        let evaluator = ExpressionEvaluator(
            expression.compiled(for: Table.layout), symbols: first.symbols, capacity: 20)
        _ = evaluator.evaluate(first.batch)
        first.batch.removeAll()
        for row in rows { first.append(row) }
        let selected = UnsafeMutablePointer<UInt32>.allocate(capacity: 20)
        defer { selected.deallocate() }
        let count = evaluator.select(first.batch, into: selected)
        let expected = rows.indices.filter { sample.value(rows[$0]) == .bool(true) }
        #expect((0..<count).map { Int(selected[$0]) } == expected, "seed \(seed): \(sample.text)")
    }
}
