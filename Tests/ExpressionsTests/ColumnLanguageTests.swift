import EventModel
import Expressions
import Testing

/// Lists, maps, macros, patterns and times over columns.
@Suite struct ColumnLanguageTests {
    private static let berlin: ZoneTable.Lookup = { name in
        guard name == "Europe/Berlin" else { return nil }
        // Summer time of 2024.
        return ZoneTable(
            firstOffsetMilliseconds: 3_600_000,
            changes: [(1_711_846_800_000, 7_200_000), (1_729_990_800_000, 3_600_000)])
    }
    private static let scope = Scope(variables: Table.variables, zones: berlin)

    private func results(_ text: String, _ rows: [[String: Cell]]) throws -> [Cell] {
        try Table(rows).results(text, scope: Self.scope)
    }

    @Test(
        arguments: [
            ("[1, count, 7].exists(x, x > 3)", [true, true, true, .error]),
            ("[count, rating].all(x, x > 0)", [true, false, .error, .error]),
            ("[count, rating].exists_one(x, x == 5)", [true, false, false, .error]),
            ("[count, rating].map(x, x * 2)[0] == 10", [true, false, .error, .error]),
            ("[1, 2, 3].filter(x, x > 1).exists(x, x == count)", [false, false, false, .error]),
            ("size([1, 2, 3].filter(x, x > 1)) == 2", [true, true, true, true]),
            ("count in [rating, 5]", [true, false, true, .error]),
            ("count in [1, 2] || rating in {0: true}", [false, true, false, .error]),
            ("{'SP': 1, 'RJ': 2}[region] == 1", [true, false, .error, .error]),
            ("region in {'SP': 1, 'RJ': 2}", [true, true, false, .error]),
            ("{'SP': count, 'RJ': 0}.SP == 5", [true, false, false, .error]),
            ("has({'a': 1}.a) && !has({'a': 1}.b)", [true, true, true, true]),
            ("['a', 'b', 'c', 'd', 'e', 'f'][count] == 'f'", [true, false, .error, .error]),
            ("(first ? [1, 5] : [2, 3]).exists(x, x == count)", [true, false, .error, .error]),
            ("{1: 'a', 2: 'b'}.exists(k, v, k == rating && v == 'a')", [false, false, false, .error]),
            ("[1, 2].transformMap(i, v, v + count)[1] == 7", [true, false, .error, .error]),
            ("[[1, 2], [5, 6]].exists(l, count in l)", [true, true, false, .error]),
            ("region.matches('^S')", [true, false, .error, .error]),
            ("note.matches('[0-9]+$') && size(note) > 2", [true, false, .error, .error]),
            ("(note + region).matches('7SP$')", [true, false, .error, .error]),
            ("made.getHours('Europe/Berlin') == 3", [true, false, .error, .error]),
            (
                "made.getHours('+05:30') == 6 && made.getMinutes('+05:30') == 30",
                [true, false, .error, .error]
            ),
            ("made.getDayOfWeek() == 0", [true, false, .error, .error]),
            ("(due - made).getMinutes() == 90", [true, false, .error, .error]),
            ("size(b'abc') == 3 && 1u + 2u == 3u && int(5u) == 5", [true, true, true, true]),
            ("type(1) == int && type('a') != int", [true, true, true, true]),
            ("count == 5u", [true, false, false, .error]),
            ("[1, 2] + [3] == [1, 2, 3]", [true, true, true, true]),
            ("[1, count / 0].exists(x, x == 1)", [.error, .error, .error, .error]),
            ("has(note) ? note.matches('x') : true", [false, true, true, .error]),
        ] as [(String, [Cell])])
    func `what can be taken apart before rows are read is computed over columns`(
        text: String, expected: [Cell]
    ) throws {
        let rows: [[String: Cell]] = [
            [
                "count": 5, "rating": 2, "region": "SP", "note": "ab-17", "first": true,
                // The first hour of summer time in Berlin, a Sunday.
                "made": .time(1_711_846_800_000), "due": .time(1_711_852_200_000),
            ],
            [
                "count": 1, "rating": 0, "region": "RJ", "note": "x", "first": false, "made": .time(0),
                "due": .time(0),
            ],
            [:],
            Dictionary(
                uniqueKeysWithValues: Table.variables.keys.filter { $0 != "event_time" }.map {
                    ($0, Cell.error)
                }),
        ]
        #expect(try results(text, rows) == expected, "\(text)")
        // Single values mean the same.
        let value = try ValueExpression(text, types: Table.variables)
        for (row, wanted) in zip(rows, expected) {
            var variables = row.compactMapValues { CELValue($0) }
            for name in Table.variables.keys where row[name] == nil { variables[name] = .null }
            let found = try? value.evaluate(variables) { name, seconds in
                name == "Europe/Berlin" ? (seconds >= 1_711_846_800 ? 7200 : 3600) : nil
            }
            #expect(found.map { Cell($0) } ?? .error == wanted, "\(text) of \(row)")
        }
    }

    @Test(arguments: [
        ("[count, 1]", 0..<10, "lists cannot be kept as a value here"),
        ("first ? [1] : [1, 2]", 0..<20, "the lists on both sides of ':' are of different length"),
        ("{'a': 1}", 0..<8, "maps cannot be kept as a value here"),
        ("1u", 0..<2, "unsigned integers cannot be kept"),
        ("b'a'", 0..<4, "bytes cannot be kept"),
        ("type(count)", 0..<11, "'type' cannot be computed from fields"),
        ("uint(count) == 1u", 0..<11, "'uint' cannot be computed from fields"),
        ("note.matches(region)", 13..<19, "the pattern of 'matches' must be known"),
        ("note.matches('(a')", 13..<17, "regular expression: a '(' is not closed"),
        ("made.getHours(region) == 1", 14..<20, "the time zone must be known"),
        ("made.getHours('Mars') == 1", 14..<20, "unknown time zone 'Mars'"),
        ("[count].filter(x, x > 1).size() == 1", 18..<23, "which elements are left must be known"),
        ("{note: 1}['a'] == 1", 1..<5, "the keys of a map must be known"),
        ("{'aa': 1}.ab == 1", 0..<12, "the map has no such key"),
        ("[1, 2][2] == 1", 7..<8, "the index is out of range: the list has 2"),
        ("[count].all(x, x + 'a' == 'b')", 15..<22, "'+' is not defined for int and string"),
        ("[count].all(x, y > 1)", 15..<16, "unknown name 'y'"),
        ("[count].map(x, x > 1).all(x, x > 1)", 29..<34, "'>' cannot compare bool and int"),
        ("{'a': count}.exists(k, k == 1)", 23..<29, "'==' cannot compare string and int"),
        ("count.all(x, x > 1)", 0..<5, "'all' cannot go through int"),
        ("[1].all(x, x)", 11..<12, "the condition of 'all' is int"),
        ("[1].map(1, 2)", 8..<9, "'map' needs a name here"),
        ("all([1], true)", 0..<3, "'all' cannot be called this way"),
        ("[1]['a'] == 1", 4..<7, "the index of a list is string"),
        ("{1.5: 1}[1] == 1", 1..<4, "double cannot be a key"),
        ("made.getHours(1) == 1", 14..<15, "'getHours' cannot take int"),
        ("[['a', 1]].size() == 1", 7..<8, "the list holds string and int"),
        ("note.size", 0..<9, "string has no member 'size'"),
    ])
    func `what cannot be is marked where it is`(text: String, range: Range<Int>, message: String) {
        let found = problems(text, scope: Self.scope)
        #expect(found.map(\.range) == [range], "\(text): \(found)")
        #expect(found.first?.message.hasPrefix(message) == true, "\(text): \(found)")
    }

    @Test func `a pattern is remembered for each symbol, also for new ones`() throws {
        let table = Table([["region": "SP"], ["region": "RJ"], ["region": "SP"]])
        let compiled = try CheckedExpression("region.matches('P$')", scope: Table.scope)
            .compiled(for: Table.layout)
        let evaluator = ExpressionEvaluator(compiled, symbols: table.symbols, capacity: 3)
        func cells() -> [Cell] {
            let column = evaluator.evaluate(table.batch)
            return (0..<table.batch.count).map { Cell(column, row: $0) }
        }
        #expect(cells() == [true, false, true])
        let column = try #require(Table.layout.index(of: "region"))
        for row in 0..<3 {
            table.batch.values[column][row] = Int64(
                table.symbols.intern("X\(row)P\(row % 2 == 0 ? "" : "q")"))
        }
        #expect(cells() == [true, false, true])
    }
}
