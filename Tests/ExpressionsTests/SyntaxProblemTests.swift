import Expressions
import Testing

@Suite struct SyntaxProblemTests {
    /// A text, and for each problem its place, its beginning and the suggestion.
    static let cases: [(String, [(Range<Int>, String, String?)])] = [
        ("", [(0..<0, "the expression is empty", nil)]),
        ("  // nothing", [(12..<12, "the expression is empty", nil)]),
        ("count >", [(7..<7, "unexpected end", nil)]),
        ("count > > 1", [(8..<9, "unexpected '>'", nil)]),
        ("(count > 1", [(10..<10, "unexpected end", nil)]),
        ("count > 1)", [(9..<10, "unexpected ')'", nil)]),
        ("count 1", [(6..<7, "unexpected '1'", nil)]),
        ("first ? 1", [(9..<9, "unexpected end", nil)]),
        ("count in [1, 2", [(14..<14, "unexpected end", nil)]),
        ("size(note", [(9..<9, "unexpected end", nil)]),
        ("count = 1", [(6..<7, "unknown operator '='", "==")]),
        ("count <> 1", [(6..<8, "unknown operator '<>'", "!=")]),
        ("first & bot", [(6..<7, "unknown operator '&'", "&&")]),
        ("first | bot", [(6..<7, "unknown operator '|'", "||")]),
        (
            "first and bot or first",
            [
                (6..<9, "unknown operator 'and'", "&&"), (14..<16, "unknown operator 'or'", "||"),
            ]
        ),
        ("not first", [(0..<3, "unknown operator 'not'", "!")]),
        ("not(first)", [(0..<3, "unknown function 'not'", "!")]),
        ("count > 1 ; 2", [(10..<11, "unexpected ';'", nil)]),
        ("note == “a”", [(8..<11, "unexpected '“'", nil), (12..<15, "unexpected '”'", nil)]),
        ("count > 12abc", [(8..<13, "malformed number '12abc'", nil)]),
        ("count > 9223372036854775808", [(8..<27, "the integer is out of range", nil)]),
        ("count > -9223372036854775809", [(8..<28, "the integer is out of range", nil)]),
        ("count > 0x10000000000000000", [(8..<27, "the integer is out of range", nil)]),
        ("amount > 1e999", [(9..<14, "the number is out of range", nil)]),
        ("note == \"abc", [(8..<9, "the string is not closed", nil)]),
        (
            "note == 'a\n' || first",
            [(8..<9, "the string is not closed", nil), (11..<12, "the string is", nil)]
        ),
        ("note == '''abc'", [(8..<11, "the string is not closed", nil)]),
        ("note == \"a\\d\"", [(10..<12, "unknown escape '\\d'", nil)]),
        ("note == \"\\é\"", [(9..<12, "unknown escape '\\é'", nil)]),
        ("note == \"\\ud800\"", [(9..<15, "unknown escape '\\ud800'", nil)]),
        ("if > 1", [(0..<2, "'if' is reserved", nil)]),
        ("count > 18446744073709551615u", [(0..<29, "unsigned integers cannot be compared", nil)]),
        ("note == b'a'", [(0..<12, "'==' cannot compare string and bytes", nil)]),
        ("note.length > 1", [(0..<11, "string has no member 'length'", nil)]),
        ("note[0] == 'a'", [(0..<7, "string has no elements", nil)]),
        ("{1: 2}", [(0..<6, "maps cannot be kept as a value here", nil)]),
        ("note. == 1", [(6..<8, "unexpected '=='", nil)]),
        ("&& first && || bot", [(0..<2, "unexpected '&&'", nil), (12..<14, "unexpected '||'", nil)]),
        (
            "coutn > 1 && && amuont > 2.0",
            [
                (0..<5, "unknown name 'coutn'", "count"), (13..<15, "unexpected '&&'", nil),
                (16..<22, "unknown name 'amuont'", "amount"),
            ]
        ),
    ]

    @Test(arguments: cases.indices)
    func `a mistake is marked where it is`(index: Int) {
        let (text, expected) = Self.cases[index]
        let found = problems(text)
        #expect(found.map(\.range) == expected.map(\.0), "\(text): \(found)")
        for (problem, wanted) in zip(found, expected) {
            #expect(problem.message.hasPrefix(wanted.1), "\(text): \(problem.message)")
            #expect(problem.suggestion == wanted.2, "\(text)")
        }
    }

    @Test func `places are counted in bytes`() {
        #expect(problems("note == \"é\" && foo").map(\.range) == [16..<19])
    }

    @Test func `what a bracket lacks is said`() {
        #expect(problems("(count > 1").map(\.expected) == ["')' for the '('"])
    }
}
