import EventModel
import Expressions
import Testing

@Suite struct ValueExpressionTests {
    static func value(
        _ text: String, _ variables: [String: CELValue] = [:], isChecked: Bool = true
    ) throws -> String {
        let expression = try ValueExpression(text, names: Set(variables.keys), isChecked: isChecked)
        return TaggedValue.text(of: try expression.evaluate(variables))
    }

    @Test(arguments: [
        ("[1, 2u, 3.5][1] == 2", "true"), ("{'a': {'b': 3}}.a.b == 3", "true"),
        ("'e\\u0301' == 'é'", "false"), ("{1: 'a'}[1.0] + {'k': 'b'}['k'] == 'ab'", "true"),
        ("-0x10 == -16 && 0x10u == 16u", "true"), ("b'\\377' > b'\\376'", "true"),
        ("'\\377' == 'ÿ' && b'ÿ' == b'\\303\\277'", "true"),
        ("[3, 1, 2].filter(x, x > 1).map(x, x * 2) == [6, 4]", "true"),
        ("[1, 2, 3].map(x, x > 1, x + 1) == [3, 4]", "true"),
        ("[1, 0].exists(x, 1 / x > 0)", "true"), ("[0, 1].all(x, 1 / x > 1)", "false"),
        ("[[1, 2], [3]].map(x, x.map(y, y + x[0])) == [[2, 3], [6]]", "true"),
        ("{'a': 1}.transformMap(k, v, v + 1) == {'a': 2}", "true"),
        ("{'a': 1}.transformMapEntry(k, v, {string(v): k}) == {'1': 'a'}", "true"),
        ("[1, 2].exists_one(i, v, i == 0 && v == 1)", "true"),
        ("has({'a': null}.a) && !has({'a': 1}.b)", "true"),
        ("type([]) == list && type(type) == type", "true"),
        ("type(null) == null_type", "true"),
        ("timestamp('2024-02-29T23:30:00Z').getDate('+01:00') == 1", "true"),
        ("timestamp('2024-02-29T23:30:00Z').getDayOfYear() == 59", "true"),
        ("timestamp('2024-03-03T00:00:00Z').getDayOfWeek() == 0", "true"),
        ("timestamp('1969-12-31T23:59:59.5Z').getMilliseconds() == 500", "true"),
        ("timestamp('0001-01-01T00:00:00Z').getFullYear() == 1", "true"),
        ("timestamp('9999-12-31T23:59:59Z').getDayOfYear() == 364", "true"),
        ("duration('-90m').getHours() == -1 && duration('1.25s').getMilliseconds() == 250", "true"),
        ("string(duration('1h1ns')) == '3600.000000001s'", "true"),
        ("false && [1].all(x, x / 0 == 1)", "false"),
        ("true ? 1 : 1 / 0", "1"), ("9223372036854775807u == 9223372036854775807", "true"),
        ("18446744073709551615u > 9223372036854775807", "true"),
        ("size('añ🐱') + 'añ🐱'.size() + size(b'abc') == 9", "true"),
        ("'tacocat'.matches('^t.*t$') && matches('abc', 'b')", "true"),
        ("double('NaN') != double('NaN')", "true"), ("1 in {1u: 2} && !(dyn('a') in [1])", "true"),
        ("[{'z': 0}].exists(y, .y.z == 'far' && y.z == 0)", "true"), ("{'a b': 1}.`a b`", "1"),
    ])
    func `an expression has a value`(text: String, expected: String) throws {
        let value = try Self.value(text, ["y.z": .string("far")])
        #expect(value == (Int(expected) == nil ? "{\"bool\":\(expected)}" : "{\"int\":\"\(expected)\"}"))
    }

    @Test(arguments: [
        ("1 / 0", "division by zero"), ("1 % 0", "modulus by zero"),
        ("0u - 1u", "the result is out of range"),
        ("9223372036854775807 + 1", "the result is out of range"),
        ("1 + 1.0", "'+' is not defined for int and double"),
        ("-(1u)", "'-' is not defined for uint"), ("[1][1]", "index 1 is out of range: the list has 1"),
        ("{'a': 1}.b", "no such key: 'b'"), ("{1: 1, 1: 2}", "a key of the map is repeated"),
        ("{1.5: 1}", "double cannot be a key"), ("int(1e19)", "the double cannot be converted to int"),
        ("uint('-1')", "the string cannot be converted to uint"),
        ("uint(-1)", "the int cannot be converted to uint"),
        ("int(-9223372036854775808.0)", "the double cannot be converted to int"),
        ("string(b'\\xff')", "the bytes cannot be converted to string"),
        (
            "timestamp('9999-12-31T23:59:59Z') + duration('1s')",
            "the timestamp is out of range: years 1 to 9999"
        ),
        (
            "duration('300000h') + duration('2600000h')",
            "the duration is out of range: at most 9223372036854775807 nanoseconds"
        ),
        ("[0] < [1]", "'<' is not defined for list and list"), ("'a' && true", "'&&' needs bools"),
        ("[1, 2].map(x, 1 / (x - 2))", "division by zero"),
        ("5.map(x, x)", "int has no elements to go through"),
        ("'a'.matches('(')", "regular expression: a '(' is not closed"),
        (
            "timestamp(0).getHours('Mars/Olympus')",
            "unknown time zone: write an offset such as +02:00 or a name such as Europe/Berlin"
        ),
        ("[1].exists(x, 'a')", "the condition of the macro is no bool"),
        ("'a' ? 1 : 2", "the condition before '?' is no bool"),
        ("a", "'a' has no value"),
    ])
    func `an expression fails with a reason`(text: String, message: String) throws {
        // Types are left to the evaluation here, so that it is seen to check them.
        let expression = try ValueExpression(text, names: ["a"], isChecked: false)
        let failure = #expect(throws: EvaluationFailure.self) { try expression.evaluate() }
        #expect(failure?.message == message)
    }

    @Test(arguments: [
        ("x", "unknown name 'x'", 0..<1), ("siez('a')", "unknown function 'siez'", 0..<4),
        ("startsWith('a', 'b')", "'startsWith' cannot be called this way", 0..<10),
        ("[1].map(1, 2)", "'map' needs a name here", 8..<9), ("has(1)", "'has' asks", 4..<5),
        ("Foo{a: 1}", "not supported: making messages with { }", 0..<9),
        ("18446744073709551616u", "the unsigned integer is out of range", 0..<21),
        ("b'\\u0041'", "unknown escape '\\u'", 2..<4), ("{1, 2}", "unexpected ','", 2..<3),
        ("{1: 2", "unexpected end", 5..<5),
    ])
    func `a mistake is marked where it is`(text: String, message: String, range: Range<Int>) {
        let found = #expect(throws: ExpressionProblems.self) { try ValueExpression(text) }
        #expect(found?.problems.first?.message.hasPrefix(message) == true, "\(found?.problems ?? [])")
        #expect(found?.problems.first?.range == range)
    }

    @Test func `unchecked names and functions fail only where they are reached`() throws {
        #expect(try Self.value("x.break() || true", isChecked: false) == "{\"bool\":true}")
        #expect(try Self.value("false && f(x)", isChecked: false) == "{\"bool\":false}")
        #expect(throws: EvaluationFailure.self) { try Self.value("f(1)", isChecked: false) }
    }

    @Test func `names are looked for in the container first`() throws {
        let variables: [String: CELValue] = ["a.b.c": .int(1), "a.c": .int(2), "c": .int(3)]
        func value(_ text: String, _ container: String) throws -> String {
            let expression = try ValueExpression(
                text, names: Set(variables.keys), container: container)
            return TaggedValue.text(of: try expression.evaluate(variables))
        }
        #expect(try value("c", "a.b") == "{\"int\":\"1\"}")
        #expect(try value("c", "a.x") == "{\"int\":\"2\"}")
        #expect(try value(".c", "a.b") == "{\"int\":\"3\"}")
        #expect(try value("[5].map(c, c + .c)[0]", "a.b") == "{\"int\":\"8\"}")
    }

    @Test func `a name that is null has no value, as an absent field`() throws {
        #expect(try Self.value("has(a) || a == null", ["a": .null]) == "{\"bool\":true}")
        #expect(try Self.value("has(a)", ["a": .int(1)]) == "{\"bool\":true}")
    }

    @Test func `named zones are looked up`() throws {
        let expression = try ValueExpression("timestamp(0).getHours('Here')")
        let value = try expression.evaluate(zones: { name, _ in name == "Here" ? 7200 : nil })
        #expect(TaggedValue.text(of: value) == "{\"int\":\"2\"}")
    }
}
