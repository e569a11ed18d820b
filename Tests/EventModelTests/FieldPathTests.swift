import EventModel
import Testing

@Suite struct FieldPathTests {
    @Test(
        arguments: [
            ("a", [.key("a")]), ("payload.order.id", [.key("payload"), .key("order"), .key("id")]),
            ("items[0].sku", [.key("items"), .item(0), .key("sku")]),
            ("grid[1][20]", [.key("grid"), .item(1), .item(20)]),
            (#"payload."order.id""#, [.key("payload"), .key("order.id")]),
            (#""say \"hi\" \\ "[3]"#, [.key(#"say "hi" \ "#), .item(3)]),
            (#"a."".b"#, [.key("a"), .key(""), .key("b")]),
            ("größe.@type.xs:id/x-y.$ref", [.key("größe"), .key("@type"), .key("xs:id/x-y"), .key("$ref")]),
        ] as [(String, [FieldPath.Step])])
    func `a path is read and written the same`(text: String, steps: [FieldPath.Step]) throws {
        let path = try FieldPath(parsing: text)
        #expect(path.steps == steps)
        #expect(path.description == text)
    }

    @Test(arguments: [
        ("", "the end of the path", 0..<0), ("a.", "the end of the path", 2..<2),
        (".a", "'.' stands where a key", 0..<1), ("a..b", "'.' stands where a key", 2..<3),
        ("a b", "' ' cannot stand", 1..<2), ("[0].a", "'[' stands where a key", 0..<1),
        ("a[", "the bracket is not closed", 1..<2), ("a[x]", "'[x]' is no place", 1..<4),
        ("a[-1]", "'[-1]' is no place", 1..<5), ("a[]", "'[]' is no place", 1..<3),
        ("a[10000]", "is no place", 1..<8), ("ü.[1]", "'[' stands where a key", 3..<4),
        (#"a."b"#, "the quotes are not closed", 2..<4), (#""\n""#, "a backslash stands", 1..<2),
        (#""a"b"#, "'b' cannot stand", 3..<4),
        ("a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a", "more than 16 steps", 31..<33),
    ])
    func `what is no path is refused at its place`(text: String, message: String, range: Range<Int>) throws {
        let problem = #expect(throws: FieldPath.Problem.self) { try FieldPath(parsing: text) }
        #expect(problem?.message.contains(message) == true, "\(String(describing: problem))")
        #expect(problem?.range == range)
        #expect(problem?.expected.isEmpty == false)
    }

    @Test
    func `paths contradict each other where one needs a value, an object or a list and another does not`()
        throws
    {
        func found(_ texts: String...) throws -> [String] {
            FieldPath.contradictions(among: try texts.map { try FieldPath(parsing: $0) }).map {
                "\($0.first) \($0.second) \($0.common): \($0.kindOfFirst), \($0.kindOfSecond)"
            }
        }
        #expect(try found("a.b", "a.b", "a.c", "d[0]", "d[1].e", "d[1].f").isEmpty)
        #expect(try found("a", "a.b") == ["0 1 a: a value, an object"])
        #expect(
            try found("x.a[0]", "y", "x.a.b", "x.a") == [
                "0 2 x.a: a list, an object", "0 3 x.a: a list, a value",
            ])
    }
}
