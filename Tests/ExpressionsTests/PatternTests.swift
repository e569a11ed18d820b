import EventModel
import Expressions
import Testing

@Suite struct PatternTests {
    private func matches(_ text: String, _ pattern: String) throws -> Bool {
        let expression = try ValueExpression("text.matches(pattern)", names: ["text", "pattern"])
        let value = try expression.evaluate(["text": .string(text), "pattern": .string(pattern)])
        return value.isSame(as: .bool(true))
    }

    @Test(
        arguments: [
            ("abc", "b", true), ("abc", "^b", false), ("abc", "c$", true), ("abc", "^a.c$", true),
            ("", "", true),
            ("", "^$", true), ("a\nb", "a.b", false), ("a\nb", "(?s)a.b", true), ("a\nb", "^b", false),
            ("a\nb", "(?m)^b$", true), ("a\nb", "\\Ab", false), ("a\n", "a$", false), ("a", "a\\z", true),
            ("ABC", "(?i)abc", true), ("ABC", "abc", false), ("aBc", "a(?i)b(?-i)c", true),
            ("aBC", "a(?i:b)c", false),
            ("ÉCOLE", "(?i)école", true), ("ς", "(?i)Σ", true), ("mañana", "a+ñ+a+", true),
            ("🐱", "^.$", true),
            ("aaa", "^a{3}$", true), ("aaa", "^a{4,}$", false), ("aaa", "^a{1,2}$", false),
            ("aaa", "^a{2,}?$", true),
            ("a{,2}", "^a{,2}$", true), ("a{x}", "a{x}", true), ("", "^(a*)*$", true),
            ("aab", "^(a|b)*?b$", true),
            ("x1_", "^\\w+$", true), ("é", "^\\w$", false), (" \t", "^\\s+$", true), ("\u{B}", "\\s", false),
            ("12", "^\\d\\d$", true), ("a1", "^\\D\\d$", true), ("foo bar", "\\bbar\\b", true),
            ("foobar", "\\bbar", false),
            ("foobar", "\\Bbar", true), ("]", "[]]", true), ("-", "[a-]", true), ("b", "[^a]", true),
            ("a", "[^a]", false),
            ("é", "[^\\W]", false), ("_", "[[:word:]]", true), ("5", "[[:^digit:]]", false),
            ("x", "[\\d\\Dx]", true),
            ("é", "\\pL", true), ("É", "^\\p{Lu}$", true), ("1", "\\PN", false), ("1", "\\p{^L}", true),
            ("a.b", "a\\.b", true), ("axb", "a\\.b", false), ("a.b", "\\Qa.b\\E", true), ("A", "\\x41", true),
            ("🐱", "\\x{1F431}", true), ("A", "\\101", true), ("ab", "(?P<x>a)(?<y>b)", true),
            ("b", "a|b|", true),
            ("k", "(?i)^\u{212A}$", true), ("B", "(?i)[a-c]", true), ("b", "(?i)[^B]", false),
        ] as [(String, String, Bool)])
    func `a pattern matches as in RE2`(text: String, pattern: String, expected: Bool) throws {
        #expect(try matches(text, pattern) == expected)
    }

    @Test(arguments: [
        "(", ")", "a**", "*", "a{2}{3}", "a{1001}", "a{2,1}", "[a", "[b-a]", "\\1", "(a)\\1", "(?=a)",
        "(?!a)", "(?<=a)",
        "(?P=x)", "\\", "\\y", "\\Z", "[[:foo:]]", "\\p{Greek}", "\\x{110000}", "\\x4", "(?i",
        "((a{100}){100}){100}",
        "((){1000}){1000}", "[\\d-z]]]]",
    ])
    func `what RE2 has not is refused with a reason`(pattern: String) throws {
        guard pattern != "[\\d-z]]]]" else { return #expect(try matches("-]]]", pattern)) }
        let failure = #expect(throws: EvaluationFailure.self) { _ = try matches("a", pattern) }
        #expect(failure?.message.hasPrefix("regular expression: ") == true)
    }

    @Test func `patterns that blow up elsewhere do not`() throws {
        let text = String(repeating: "a", count: 3_000)
        for pattern in ["^(a+)+$", "^(a|aa)+$", "^(a*)*b$", "(x+x+)+y", "^(([a-z])+.)+[A-Z]([a-z])+$"] {
            #expect(try matches(text + "!", pattern) == false)
        }
    }

    @Test(arguments: [
        String(repeating: "(", count: 5000), String(repeating: "a?", count: 6000),
        String(repeating: "(a|", count: 200),
        String(repeating: "[", count: 9000),
    ])
    func `absurd patterns are refused`(pattern: String) {
        #expect(throws: EvaluationFailure.self) { _ = try matches("a", pattern) }
    }

    @Test(arguments: UInt64(0)..<300)
    func `random patterns match what a search with going back finds`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<20 {
            let sample = PatternSample.random(&random, depth: 3)
            let text = (0..<random.next() % 6).map { _ in random.pick(["a", "b", "c"]) }.joined()
            let expected = sample.isFound(in: Array(text))
            #expect(try matches(text, sample.text) == expected, "seed \(seed): \(sample.text) in \(text)")
        }
    }
}
