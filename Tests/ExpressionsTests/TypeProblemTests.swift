import Expressions
import Testing

@Suite struct TypeProblemTests {
    static let cases: [(String, [(Range<Int>, String, String?)])] = [
        ("amuont > 1.0", [(0..<6, "unknown name 'amuont'", "amount")]),
        ("(amuont) > 1.0", [(1..<7, "unknown name 'amuont'", "amount")]),
        ("first == True", [(9..<13, "unknown name 'True'", "true")]),
        ("zzzzzz > 1", [(0..<6, "unknown name 'zzzzzz'", nil)]),
        ("siez(note) > 1", [(0..<4, "unknown function 'siez'", "size")]),
        ("note.startWith('a')", [(5..<14, "unknown function 'startWith'", "startsWith")]),
        ("size > 1", [(0..<4, "'size' is a function", nil)]),
        ("note.matches('(')", [(13..<16, "regular expression: a '(' is not closed", nil)]),
        ("count && first", [(0..<5, "'&&' needs bools, not int", nil)]),
        ("count || note", [(0..<5, "'||' needs bools, not int", nil), (9..<13, "'||' needs bools", nil)]),
        ("!count", [(1..<6, "'!' needs a bool, not int", nil)]),
        ("-note == 'a'", [(0..<5, "'-' is not defined for string", nil)]),
        ("count + note == 1", [(0..<12, "'+' is not defined for int and string", nil)]),
        ("amount * 2 > 1.0", [(9..<10, "'*' is not defined for a mix of int and double", "2.0")]),
        ("count * 1.5 > 1.0", [(0..<5, "'*' is not defined for a mix of int and double", "double(count)")]),
        ("amount % 2.0 > 1.0", [(0..<12, "'%' is not defined for double and double", nil)]),
        ("made + due == made", [(0..<10, "'+' is not defined for timestamp and timestamp", nil)]),
        ("null + 1 == 2", [(0..<8, "'+' is not defined for null and int", nil)]),
        ("count < null", [(0..<12, "'<' cannot compare int and null", nil)]),
        ("note == 1", [(0..<9, "'==' cannot compare string and int", nil)]),
        ("count == '1'", [(9..<12, "'==' cannot compare int and string", "1")]),
        ("due - made > 5", [(0..<14, "'>' cannot compare duration and int", nil)]),
        ("due - made > '5m'", [(13..<17, "'>' cannot compare duration and string", "duration(\"5m\")")]),
        (
            "'2026-03-01T08:00:00Z' <= due",
            [
                (0..<22, "'<=' cannot compare string and timestamp", "timestamp(\"2026-03-01T08:00:00Z\")")
            ]
        ),
        ("count ? 1 : 2", [(0..<5, "the condition before '?' is int", nil)]),
        ("first ? 1 : 2.5", [(12..<15, "one side of ':' is int, the other double", nil)]),
        ("count in 5", [(9..<10, "'in' needs a list or a map on its right, not int", nil)]),
        ("count in [1, 'a']", [(13..<16, "the list holds int and string", nil)]),
        ("count in ['a']", [(9..<14, "'in' looks for int among string", nil)]),
        ("[1, 2]", [(0..<6, "lists cannot be kept as a value here", nil)]),
        ("[count] == [1]", [(0..<14, "lists cannot be compared", nil)]),
        ("size(count) > 1", [(5..<10, "'size' cannot take int", nil)]),
        ("size(note, note) > 1", [(0..<16, "'size' takes 1 argument, not 2", nil)]),
        ("note.startsWith() ", [(0..<17, "'startsWith' takes 1 argument, not 0", nil)]),
        ("note.startsWith(1)", [(16..<17, "'startsWith' cannot take int", nil)]),
        ("startsWith(note, 'a')", [(0..<10, "'startsWith' cannot be called this way", nil)]),
        ("has(1)", [(4..<5, "'has' asks whether a name has a value", nil)]),
        ("has(amuont)", [(4..<10, "unknown name 'amuont'", "amount")]),
        ("int(first) == 1", [(4..<9, "'int' cannot take bool", nil)]),
        ("duration('5 minutes') > due - made", [(9..<20, "\"5 minutes\" is no duration", nil)]),
        ("timestamp('yesterday') < due", [(10..<21, "\"yesterday\" is no timestamp", nil)]),
        (
            "amuont > 1.0 || regoin == 'SP' || count == 'x'",
            [
                (0..<6, "unknown name 'amuont'", "amount"), (16..<22, "unknown name 'regoin'", "region"),
                (34..<46, "'==' cannot compare int and string", nil),
            ]
        ),
    ]

    @Test(arguments: cases.indices)
    func `what makes no sense is marked and explained`(index: Int) {
        let (text, expected) = Self.cases[index]
        let found = problems(text)
        #expect(found.map(\.range) == expected.map(\.0), "\(text): \(found)")
        for (problem, wanted) in zip(found, expected) {
            #expect(problem.message.hasPrefix(wanted.1), "\(text): \(problem.message)")
            #expect(problem.suggestion == wanted.2, "\(text)")
        }
    }

    @Test func `a few known names are listed`() {
        let scope = Scope(variables: ["value": .double, "broken": .int])
        #expect(problems("x > 1", scope: scope).map(\.expected) == ["one of broken, value"])
    }

    @Test func `a literal that a name never equals is a problem`() {
        let scope = Scope(
            variables: ["outcome": .string], knownValues: ["outcome": ["kept", "broken", "waived"]])
        let found = problems("outcome == 'brokn' || outcome in ['kept', 'wavied']", scope: scope)
        #expect(found.map(\.range) == [11..<18, 42..<50])
        #expect(
            found.map(\.message) == [
                "'brokn' is not a value of 'outcome'", "'wavied' is not a value of 'outcome'",
            ])
        #expect(found.map(\.expected) == ["one of kept, broken, waived", "one of kept, broken, waived"])
        #expect(found.map(\.suggestion) == ["broken", "waived"])
        #expect(problems("outcome != 'kept' && 'waived' == outcome", scope: scope).isEmpty)
    }

    @Test(arguments: [
        ("count > 1", ValueType.bool), ("count + 1", .int), ("amount / 2.0", .double),
        ("note + 'a'", .string),
        ("due - made", .duration), ("due - duration('1h')", .time), ("duration('1h') + due", .time),
        ("first ? null : 1", .int), ("null", .null), ("int(due)", .int), ("string(due)", .string),
    ])
    func `an expression has a type`(text: String, type: ValueType) throws {
        #expect(try CheckedExpression(text, scope: Table.scope).type == type)
    }

    @Test func `the names that are read are known`() throws {
        let expression = try CheckedExpression("has(note) && count in [1] ? due : made", scope: Table.scope)
        #expect(expression.variables == ["note", "count", "due", "made"])
    }

    @Test func `types are written in words of the language`() {
        #expect("\(ValueType.list(.time))" == "list(timestamp)")
        #expect("\(ValueType.duration)" == "duration")
    }
}
