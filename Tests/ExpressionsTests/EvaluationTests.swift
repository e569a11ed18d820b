import EventModel
import Expressions
import Testing

@Suite struct EvaluationTests {
    @Test(
        arguments: [
            // Literals.
            ("0x1F", 31), ("-0x10", -16), ("-9223372036854775808", .int(.min)), (".5", 0.5), ("1e3", 1000.0),
            ("'a\\tb\\x41\\u00e9\\101\\''", "a\tbAéA'"), ("r'a\\d'", "a\\d"),
            ("'''it's\n\"so\"'''", "it's\n\"so\""),
            ("\"\"\"a\"b\"\"\"", "a\"b"), ("1 // one", 1), ("(((7)))", 7),
            // Precedence.
            ("1 + 2 * 3", 7), ("(1 + 2) * 3", 9), ("10 - 4 - 3", 3), ("true || false && false", true),
            ("!false == true", true), ("false ? 1 : true ? 2 : 3", 2), ("1 + 1 == 2 && 3 > 2", true),
            ("--5", 5),
            // Integers and doubles.
            ("7 / -2", -3), ("-7 % 3", -1), ("1 / 0", .error), ("1 % 0", .error),
            ("9223372036854775807 + 1", .error),
            ("-(-9223372036854775807 - 1)", .error), ("1.0 / 0.0", .double(.infinity)), ("1 == 1.0", true),
            ("9007199254740993 == 9007199254740992.0", true),
            ("9007199254740993 > 9007199254740992.0", false),
            ("2 in [1.5, 2.0]", true), ("2.5 in [2, 3]", false), ("size([1, 2, 3])", 3),
            // Null and errors.
            ("null == null", true), ("count == null", true), ("count != null", false), ("count > 1", .error),
            ("count + 1", .error), ("note != 'seller'", true), ("note == reason", true),
            ("count in [1]", false),
            ("count in [1, null]", true), ("null in [1]", false), ("false && 1 / 0 == 1", false),
            ("1 / 0 == 1 || true", true), ("true && 1 / 0 == 1", .error), ("!first", .error),
            ("first || false", .error),
            ("first ? 1 : 2", .error), ("true ? null : 1", .null), ("has(count)", false),
            ("size(note)", .error),
            // Strings.
            ("'a' + 'b' == 'ab'", true), ("'a' < 'b'", true), ("'é' > 'z'", true), ("size('sé')", 2),
            ("'seller'.contains('ell')", true), ("'seller'.endsWith('er')", true), ("''.contains('')", true),
            // Times.
            (
                "timestamp('2026-03-01T08:30:00Z') - timestamp('2026-03-01T08:00:00+00:00')",
                .duration(1_800_000)
            ),
            ("timestamp('1970-01-01T00:00:00Z') + duration('1.5s')", .time(1500)),
            ("duration('1h30m')", .duration(5_400_000)),
            ("duration('-1d2h')", .duration(-93_600_000)), ("duration('1w') == duration('7d')", true),
            ("timestamp(2)", .time(2000)), ("duration('0')", .duration(0)),
            ("duration('1500us') == null", .error),
            // Conversions.
            ("int(-2.9)", -2), ("int('12')", 12), ("int(1e30)", .error), ("double('1.5')", 1.5),
            ("string(1.0)", "1"),
            ("string(0.1)", "0.1"), ("string(duration('90s'))", "90s"),
            ("string(duration('250ms'))", "0.25s"),
            ("string(true)", "true"), ("string(timestamp(0))", "1970-01-01T00:00:00Z"),
            ("int(timestamp(-1))", -1),
        ] as [(String, Cell)])
    func `constants and nulls mean what CEL says`(text: String, expected: Cell) throws {
        // What cannot be read is found before it runs.
        if text.contains("1500us") { return #expect(problems(text).count == 1) }
        let result = try Table.result(text)
        #expect(result.isSame(as: expected), "\(text) gave \(result)")
    }

    @Test func `strings are compared by id and by bytes`() throws {
        let table = Table([
            ["region": "SP", "fault": "SP", "note": "SP", "reason": "RJ"],
            ["region": "RJ", "fault": "SP", "note": "a longer string", "reason": "a longer string"],
            ["note": ""],
        ])
        #expect(try table.results("region == 'SP'") == [true, false, false])
        #expect(try table.results("'SP' != region") == [false, true, true])
        #expect(try table.results("note == 'a longer string'") == [false, true, false])
        #expect(try table.results("note != ''") == [true, true, false])
        #expect(try table.results("region == fault") == [true, false, true])
        #expect(try table.results("region == note") == [true, false, false])
        #expect(try table.results("note == reason") == [false, true, false])
        #expect(try table.results("region in ['RJ', 'MG']") == [false, true, false])
        #expect(try table.results("note in ['', 'x', 'SP']") == [true, false, true])
        #expect(try table.results("region < note") == [false, true, .error])
    }

    @Test func `long lists are searched`() throws {
        let members = (0..<100).map { "\($0 * 3)" }
        let table = Table(
            (0..<300).map {
                [
                    "count": .int(Int64($0)), "amount": .double(Double($0)), "note": .string("\($0)"),
                    "region": .string("\($0)"),
                ]
            })
        let expected = (0..<300).map { Cell.bool($0 % 3 == 0) }
        let list = members.joined(separator: ", ")
        let strings = members.map { "'\($0)'" }.joined(separator: ", ")
        #expect(try table.results("count in [\(list)]") == expected)
        #expect(try table.results("amount in [\(list)]") == expected)
        #expect(try table.results("note in [\(strings)]") == expected)
        #expect(try table.results("region in [\(strings)]") == expected)
    }

    @Test func `a choice among strings of different homes is one column`() throws {
        let table = Table([
            ["region": "SP", "note": "n", "first": true], ["region": "SP", "note": "n", "first": false],
            ["note": "n"],
        ])
        #expect(try table.results("first ? region : note") == ["SP", "n", .error])
        #expect(try table.results("has(region) ? region : 'none'") == ["SP", "SP", "none"])
        #expect(try table.results("has(region) ? note + '!' : null") == ["n!", "n!", .null])
        #expect(try table.results("(has(region) ? note : null) == 'n'") == [true, true, false])
        #expect(try table.results("(has(region) ? note + '' : region) == null") == [false, false, true])
    }

    @Test func `a string longer than the limit is an error`() throws {
        let long = String(repeating: "x", count: 40_000)
        #expect(try Table.result("note + 'y'", ["note": .string(long)]) == .string(long + "y"))
        #expect(try Table.result("note + note", ["note": .string(long)]) == .error)
    }

    @Test func `selecting counts true rows only`() throws {
        let table = Table([["count": 5], [:], ["count": 1], ["count": .error], ["count": 7]])
        let compiled = try CheckedExpression("count > 2", scope: Table.scope).compiled(for: Table.layout)
        let evaluator = ExpressionEvaluator(compiled, symbols: table.symbols, capacity: 8)
        var rows = [UInt32](repeating: 99, count: 8)
        let count = rows.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { evaluator.select(table.batch, into: $0) } ?? -1
        }
        #expect(count == 2)
        #expect(rows.prefix(2) == [0, 4])
    }

    @Test func `an empty batch has no results`() throws {
        let table = Table([])
        #expect(try table.results("count > 2 && note == 'a' ? note + 'b' : region") == [])
    }

    @Test func `the bytes of strings are at hand after an evaluation`() throws {
        let table = Table([["region": "SP"], [:]])
        let compiled = try CheckedExpression("region + '!'", scope: Table.scope).compiled(for: Table.layout)
        let evaluator = ExpressionEvaluator(compiled, symbols: table.symbols, capacity: 2)
        #expect(evaluator.stringBytes(row: 0, batch: table.batch) == nil)
        _ = evaluator.evaluate(table.batch)
        #expect(evaluator.stringBytes(row: 0, batch: table.batch).map { Array($0) } == Array("SP!".utf8))
        #expect(evaluator.stringBytes(row: 1, batch: table.batch) == nil)
    }
}
