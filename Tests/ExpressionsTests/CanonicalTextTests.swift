import Expressions
import Testing

@Suite struct CanonicalTextTests {
    private static let scope = Scope(variables: [
        "a": .int, "b": .int, "x": .double, "s": .string, "p": .bool, "q": .bool, "r": .bool, "t": .time,
    ])

    private func canonical(_ text: String) throws -> String {
        try CheckedExpression(text, scope: Self.scope).canonicalText
    }

    @Test(arguments: [
        ("a>1", "a > 1"), ("( a ) > ( 1 )", "a > 1"), ("a > 1 // why\n", "a > 1"), ("x > 1.50", "x > 1.5"),
        ("x > 1e2", "x > 100.0"), ("a == 0x10", "a == 16"), ("s == 'it\\'s'", "s == \"it's\""),
        ("s == r\"\\d\"", "s == \"\\\\d\""), ("s in ['a','b']", "s in [\"a\", \"b\"]"),
        ("p&&(q||r)", "p && (q || r)"), ("(p&&q)||r", "p && q || r"), ("(p && q) && r", "p && q && r"),
        ("!(p&&q)", "!(p && q)"), ("-(a+b)*2 < 3", "-(a + b) * 2 < 3"), ("a-(b-1) == 2", "a - (b - 1) == 2"),
        ("(a-b)-1 == 2", "a - b - 1 == 2"), ("(p?a:b)>1", "(p ? a : b) > 1"),
        ("p?a:(q?b:1)", "p ? a : q ? b : 1"), ("s.startsWith( 'x' )", "s.startsWith(\"x\")"),
        ("size(s)<3", "size(s) < 3"), ("has(s)", "has(s)"),
        ("t+duration('1h')<t", "t + duration(\"1h\") < t"),
    ])
    func `there is one way of writing`(text: String, expected: String) throws {
        let canonical = try canonical(text)
        #expect(canonical == expected)
        #expect(try self.canonical(canonical) == canonical)
    }

    @Test(arguments: [
        ("a > 1", "a >= 1"), ("a - (b - 1) > 0", "a - b - 1 > 0"), ("p && (q || r)", "p && q || r"),
        ("s == \"a b\"", "s == \"ab\""), ("x > 1.0", "x > 1.00001"), ("s == \"\\\"\"", "s == \"\\\\\""),
    ])
    func `what means something else is written otherwise`(left: String, right: String) throws {
        #expect(try canonical(left) != canonical(right))
    }

    @Test func `conditions are the parts of all conjunctions in their order`() throws {
        let expression = try CheckedExpression("p && (q && (a>1)) && (q || r)", scope: Self.scope)
        #expect(expression.canonicalConditions == ["p", "q", "a > 1", "q || r"])
        #expect(try CheckedExpression("p || q", scope: Self.scope).canonicalConditions == ["p || q"])
    }

    @Test func `a long chain takes its time but no stack`() throws {
        let text = Array(repeating: "a > 1", count: 2000).joined(separator: "&&")
        #expect(try canonical(text) == text.replacing("&&", with: " && "))
    }
}
