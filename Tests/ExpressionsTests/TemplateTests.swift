import EventModel
import Expressions
import Testing

@Suite struct TemplateTests {
    private func render(_ text: String, _ row: [String: Cell], scope: Scope = Table.scope) throws -> String {
        let table = Table([[:], row])
        let template = try CheckedTemplate(text, scope: scope)
        let renderer = TemplateRenderer(
            template.compiled(for: Table.layout), symbols: table.symbols, capacity: table.batch.capacity)
        return renderer.render(table.batch, row: 1)
    }

    private func problems(_ text: String) -> [ExpressionProblem] {
        do {
            _ = try CheckedTemplate(text, scope: Table.scope)
            return []
        } catch {
            return error.problems
        }
    }

    @Test func `text and values alternate`() throws {
        let row: [String: Cell] = [
            "region": "SP", "note": "n", "count": 3, "first": true, "due": .time(1000),
        ]
        #expect(try render("{{ region }}/{{note}}: {{ count + 1 }} late", row) == "SP/n: 4 late")
        #expect(
            try render("{{first}} {{due}} {{due - timestamp(-89)}}", row) == "true 1970-01-01T00:00:01Z 1m30s"
        )
        #expect(try render("no piece, } and { and }}", row) == "no piece, } and { and }}")
        #expect(try render("", row).isEmpty)
    }

    @Test func `braces in strings do not end a piece`() throws {
        #expect(try render("{{ \"}}\" + '{{' }}é", [:]) == "}}{{é")
    }

    @Test func `null and errors can be told apart`() throws {
        #expect(try render("{{ region }} {{ count + 1 }}", [:]) == "null error")
    }

    @Test(
        arguments: [
            (0.1, "0.1"), (0, "0"), (-0.0, "0"), (5, "5"), (1234.5678, "1234.57"),
            (0.00012345678, "0.000123457"),
            (1_234_567.0, "1234570"), (1e20, "1e+20"), (1.5e-9, "1.5e-09"), (99.99996, "100"),
            (999_999.5, "1000000"),
            (-2.5, "-2.5"), (123_456, "123456"), (.infinity, "+Inf"), (.nan, "NaN"), (1.0 / 3, "0.333333"),
        ] as [(Double, String)])
    func `doubles have up to six digits`(value: Double, expected: String) throws {
        #expect(try render("{{ amount }}", ["amount": .double(value)]) == expected)
    }

    @Test(
        arguments: [
            (0, "0s"), (250, "0.25s"), (90_000, "1m30s"), (93_600_000, "1d2h"), (-5_400_500, "-1h30m0.5s"),
        ] as [(Int64, String)])
    func `durations are written as people say them`(value: Int64, expected: String) throws {
        #expect(try render("{{ due - made }}", ["due": .time(value), "made": .time(0)]) == expected)
    }

    @Test func `problems of all pieces have places in the whole text`() {
        let found = problems("é {{ coutn }} and {{ amount + 1 }} and {{ }}")
        #expect(found.map(\.range) == [6..<11, 31..<32, 43..<43])
        #expect(found.map(\.suggestion) == ["count", "1.0", nil])
    }

    @Test func `a piece without an end is a problem`() {
        #expect(problems("a {{ count ").map(\.range) == [2..<4])
        #expect(problems("a {{ 'x }}").map(\.range) == [5..<6])
        #expect(problems("{{ [1] }}").map(\.range) == [3..<6])
    }

    @Test func `the names of all pieces are known`() throws {
        let template = try CheckedTemplate("{{ count }} {{ note }}", scope: Table.scope)
        #expect(template.variables == ["count", "note"])
    }
}
