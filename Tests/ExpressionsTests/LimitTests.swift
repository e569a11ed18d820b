import EventModel
import Expressions
import Testing

@Suite struct LimitTests {
    private func repeated(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    @Test func `sixty-four levels of brackets are fine`() throws {
        #expect(try Table.result(repeated("(", 64) + "1" + repeated(")", 64)) == 1)
        let chain = repeated("first ? 1 : ", 64) + "2"
        #expect(try Table.result(chain, ["first": false]) == 2)
    }

    @Test(arguments: ["(", "[", "{", "size(", "note[", "note.f("])
    func `deeper brackets are a problem at the first that is too deep`(bracket: String) {
        let found = problems(repeated(bracket, 9_000))
        let place = bracket.utf8.count * 65
        #expect(
            found.contains {
                $0.range == place - 1..<place && $0.message == "the expression is nested too deep"
            })
        #expect(found.filter { $0.message == "the expression is nested too deep" }.count == 1)
    }

    @Test func `long chains of conditions are nesting too`() {
        let found = problems(repeated("first ? 1 : ", 5000) + "2")
        #expect(found.map(\.range) == [12 * 64 + 6..<12 * 64 + 7])
    }

    @Test func `a megabyte is refused`() {
        let text = repeated("first && ", 120_000) + "first"
        let found = problems(text)
        #expect(found.map(\.range) == [65_536..<1_080_005])
        #expect(found.map(\.expected) == ["at most 65536 bytes"])
        #expect(throws: ExpressionProblems.self) { try CheckedTemplate(text, scope: Table.scope) }
    }

    @Test(
        arguments: [
            ("first && ", "first", Cell.bool(true)), ("1 + ", "1", .int(16_001)),
            ("!", "!first", .bool(false)),
            ("count + ", "count", .int(16_001)), ("-", "-count", .int(-1)),
            ("count == 1 || ", "first", .bool(true)),
            ("note + ", "''", .error), ("'a' + ", "'a'", .string(String(repeating: "a", count: 8_001))),
        ] as [(String, String, Cell)])
    func `long chains cost neither stack nor much memory`(link: String, end: String, expected: Cell) throws {
        let links =
            switch (link, expected) {
            case (_, .int(16_001)): link == "1 + " ? 16_000 : 8_000
            case (_, .string): 8_000
            default: 60_000 / link.utf8.count / 2 * 2
            }
        let row: [String: Cell] = ["first": true, "count": 1, "note": "0123456789"]
        let result = try Table.result(repeated(link, links) + end, row)
        let wanted = link == "count + " ? .int(8_001) : expected
        #expect(result == wanted)
    }

    @Test func `at most twenty problems are reported`() {
        #expect(problems(repeated("coutn > 1 && ", 4000) + "first").count == ExpressionProblems.limit)
        #expect(problems(repeated("# ", 30_000)).count == ExpressionProblems.limit)
    }

    @Test(arguments: UInt64(0)..<300)
    func `random text is a problem or an expression, never a crash`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let words = [
            "(", ")", "[", "]", "{", "}", "count", "note", "first", "1", "2.5", "'a'", "\"", "'''", "&&",
            "||", "==",
            "<", "in", "+", "-", "!", "?", ":", ",", ".", "size(", "has(", "é", "\\", "duration(", "null",
            "{{", "}}",
            "0x", "1e", "r'", "if", "not", "and", "//", "\n",
        ]
        for _ in 0..<50 {
            let text = (0..<random.next() % 20).map { _ in random.pick(words) + random.pick(["", " "]) }
                .joined()
            for problem in problems(text) {
                #expect(problem.range.upperBound <= text.utf8.count, "seed \(seed): \(text)")
                #expect(!problem.message.isEmpty)
            }
            if let expression = try? CheckedExpression(text, scope: Table.scope) {
                #expect(Table([[:]]).results(expression).count == 1)
            }
            _ = try? CheckedTemplate(text, scope: Table.scope)
        }
    }
}
