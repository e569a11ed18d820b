import EventModel
import Expressions
import Testing

@Suite struct ValueLimitTests {
    private func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    @Test(arguments: ["(", "[", "{", "{1: ", "size(", "a[", "a.f(", "-(", "[1].map(x, "])
    func `thousands of brackets are refused`(bracket: String) {
        let found = #expect(throws: ExpressionProblems.self) {
            try ValueExpression(repeated(bracket, 5_000), names: ["a"])
        }
        #expect(found?.problems.contains { $0.message == "the expression is nested too deep" } == true)
    }

    @Test func `a megabyte is refused`() {
        let found = #expect(throws: ExpressionProblems.self) {
            try ValueExpression(repeated("true && ", 131_072) + "true")
        }
        #expect(found?.problems.map(\.message) == ["the text has 1048580 bytes"])
    }

    @Test func `macros within macros end`() throws {
        let depth = 60
        let text = repeated("[1, 2].all(x, ", depth) + "x > 0" + repeated(")", depth)
        let failure = #expect(throws: EvaluationFailure.self) { try ValueExpression(text).evaluate() }
        #expect(failure?.message == "the expression takes too many steps")
        // Too much work is no error that the other side of an `||` could hide.
        let hidden = try ValueExpression("\(text) || true")
        #expect(throws: EvaluationFailure.self) { try hidden.evaluate() }
    }

    @Test func `as many macros as brackets may be nested`() throws {
        let text = repeated("[1].exists(x, ", 63) + "x == 1" + repeated(")", 63)
        #expect(TaggedValue.text(of: try ValueExpression(text).evaluate()) == "{\"bool\":true}")
    }

    @Test(arguments: [
        ("x && ", "x", "{\"bool\":true}"), ("n + ", "n", "{\"int\":\"8001\"}"), ("!", "x", "{\"bool\":true}"),
        ("n == 2 || ", "x", "{\"bool\":true}"), ("1 + ", "1", "{\"int\":\"8001\"}"),
        ("'a' + ", "''", nil as String?),
    ])
    func `long chains cost no stack`(link: String, end: String, expected: String?) throws {
        let links = link.utf8.count > 8 ? 6000 : 8000
        let expression = try ValueExpression(repeated(link, links) + end, names: ["x", "n"])
        let value = TaggedValue.text(of: try expression.evaluate(["x": .bool(true), "n": .int(1)]))
        #expect(value == expected ?? "{\"string\":\"\(repeated("a", links))\"}")
    }

    @Test func `long chains of members and indexes cost no stack`() {
        #expect(throws: EvaluationFailure.self) {
            try ValueExpression("a" + repeated(".b", 20_000), names: ["a"]).evaluate(["a": .int(1)])
        }
        #expect(throws: EvaluationFailure.self) {
            try ValueExpression("a" + repeated("[0]", 20_000), names: ["a"]).evaluate(["a": .int(1)])
        }
    }

    @Test func `strings that grow are stopped`() throws {
        let text = "[1].map(a, s + s).map(b, b + b).map(c, c + c)"
        let expression = try ValueExpression(text, names: ["s"])
        #expect(throws: EvaluationFailure.self) {
            try expression.evaluate(["s": .string(repeated("a", 20_000))])
        }
    }

    @Test(arguments: UInt64(0)..<200)
    func `random text is a problem, an error or a value, never a crash`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let words = [
            "(", ")", "[", "]", "{", "}", "x", "y", "1", "2u", "2.5", "'a'", "b'b'", "&&", "||", "==", "<",
            "in",
            "+", "-", "!", "?", ":", ",", ".", "size(", "has(", ".map(x,", ".all(x,", "null", "true", ".y",
            "`a`",
            ".filter(y,", "matches(", "type(", "timestamp(", "0", "%", "/", "[0]", "{1:", ".exists_one(x,",
            ".transformMap(x, y,",
        ]
        for _ in 0..<100 {
            let text = (0..<random.next() % 16).map { _ in random.pick(words) + random.pick(["", " "]) }
                .joined()
            for isChecked in [true, false] {
                guard let expression = try? ValueExpression(text, names: ["x"], isChecked: isChecked) else {
                    continue
                }
                let value = try? expression.evaluate(["x": .list([.int(1), .string("a")])])
                if let value { #expect(value.isSame(as: value), "seed \(seed): \(text)") }
            }
        }
    }
}
