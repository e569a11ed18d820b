import PipelineSpec
import Testing

@Suite struct CanonicalYAMLTests {
    /// The canonical text; what cannot be laid out is told in a line.
    private func canonical(_ text: String) -> String {
        do throws(SpecProblems) { return try CanonicalYAML.text(of: text, file: "a.yaml") } catch {
            return error.problems.map { "\($0.location): \($0.message)" }.joined(separator: "\n")
        }
    }

    @Test(arguments: [
        ("a:   b\n", "a: b\n"), ("a: b", "a: b\n"), ("a: b  \n\n\n", "a: b\n"), ("\n\na: b\n", "a: b\n"),
        ("a: b\r\nc: d\r\n", "a: b\nc: d\n"), ("\u{FEFF}a: b\n", "a: b\n"),
        ("a:\n    b: c\n    d:\n       e: f\n", "a:\n  b: c\n  d:\n    e: f\n"),
        ("a:\n- b\n- c\nd: e\n", "a:\n  - b\n  - c\nd: e\n"),
        ("a:\n    -   b: c\n        d: e\n    -   f\n", "a:\n  - b: c\n    d: e\n  - f\n"),
        ("- - a\n  - b\n- c\n", "- - a\n  - b\n- c\n"), ("-\n  a: b\n", "- a: b\n"),
        ("a: b\n\n\n\nc: d\n", "a: b\n\nc: d\n"), ("a:\n\n  b: c\n", "a:\n  b: c\n"),
        ("a:\n  b\n", "a: b\n"), ("a:\nb: ~\n", "a:\nb: ~\n"), ("---\na: b\n", "---\na: b\n"),
        ("a:\tb\n", "a: b\n"), ("\"a b\" : 'c'\n", "\"a b\": 'c'\n"),
    ])
    func `lines are indented by two, without more blanks than needed`(text: String, becomes: String) {
        #expect(canonical(text) == becomes)
    }

    @Test(arguments: [
        ("a: {b: c,d: e}\n", "a: { b: c, d: e }\n"), ("a: [ b,c ]\n", "a: [b, c]\n"),
        ("a: { }\nb: [ ]\n", "a: {}\nb: []\n"),
        ("a: {\n  b: c,\n  d: [e,\n  f] }\n", "a: { b: c, d: [e, f] }\n"), ("{a: b}\n", "{ a: b }\n"),
        ("a: {b, c: }\n", "a: { b, c }\n"),
        ("a: { b: \"x, }\", c: 'it''s {' }\n", "a: { b: \"x, }\", c: 'it''s {' }\n"),
        ("a: {b: ${c:x, y}, d: e}\n", "a: { b: ${c:x, y}, d: e }\n"),
        ("a: [{b: c}, [d]]\n", "a: [{ b: c }, [d]]\n"),
        ("a: &x {b: c}\nd: {<<: *x, e: *x}\n", "a: &x { b: c }\nd: { <<: *x, e: *x }\n"),
        (
            "a: { when: b == \"c\" && d, of: [x] }\n",
            "a: { when: b == \"c\" && d, of: [x] }\n"
        ),
        ("a: [b\n  c, d]\n", "a: [b c, d]\n"), ("a: [b,]\n", "a: [b]\n"),
        ("a: {\"b\":c}\n", "a: { \"b\": c }\n"),
    ])
    func `braces and brackets have one form`(text: String, becomes: String) {
        #expect(canonical(text) == becomes)
    }

    @Test(arguments: [
        ("#a\nb: c #d\n", "# a\nb: c  # d\n"), ("a:  # b\n     c: d\n", "a:  # b\n  c: d\n"),
        ("a:\n      # b\n      c: d\n      # e\nf: g\n# h\n", "a:\n  # b\n  c: d\n  # e\nf: g\n# h\n"),
        ("a:\n- b\n# about c\nc: d\n", "a:\n  - b\n# about c\nc: d\n"),
        ("a:\n   - b\n   # more\nc: d\n", "a:\n  - b\n  # more\nc: d\n"),
        ("a: { b: c, # d\n     # e\n     f: g\n   # h\n   }\n", "a:\n  b: c  # d\n  # e\n  f: g\n  # h\n"),
        ("- # a\n  b: c\n", "-  # a\n  b: c\n"), ("-\n  # a\n  b: c\n", "-\n  # a\n  b: c\n"),
        ("#!x\n##\n#    far\na: b#c\n", "#!x\n##\n#    far\na: b#c\n"),
        ("# only\n\n\n# this\n", "# only\n\n# this\n"),
        ("a: # why\n  b\n", "a: b  # why\n"), ("a: b\n\n# end\n\n", "a: b\n\n# end\n"),
        ("# x\n---\n# y\na: b\n", "# x\n---\n# y\na: b\n"),
    ])
    func `comments stay with what they are about`(text: String, becomes: String) {
        #expect(canonical(text) == becomes)
    }

    @Test(arguments: [
        ("a: |\n     b\n       c\n\n     d  \nd: e\n", "a: |\n  b\n    c\n\n  d  \nd: e\n"),
        (
            "a:\n   b: >- # c\n        d\n        # e\n\n\n   f: g\n",
            "a:\n  b: >-  # c\n    d\n    # e\n\n  f: g\n"
        ),
        ("a: |+\n   b\n\n\nc: d\n", "a: |+\n  b\n\n\nc: d\n"),
        ("a: |4\n      b\n     c\n", "a: |2\n    b\n   c\n"),
        ("- |\n  a\n- >\n   b\n", "- |\n  a\n- >\n  b\n"), ("a: b\n     c\n\n     d\n", "a: b\n  c\n\n  d\n"),
        ("a: \"b\n     c \\\n     d\"\n", "a: \"b\n  c \\\n  d\"\n"),
    ])
    func `texts of several lines keep their lines`(text: String, becomes: String) {
        #expect(canonical(text) == becomes)
    }

    @Test func `braces that are too long for a line are broken into lines`() {
        let long = String(repeating: "x", count: 60)
        #expect(
            canonical("a: { b: \(long), c: { d: \(long), e: [f] }, g: { h: \(long), i: \(long) } }\n") == """
                a:
                  b: \(long)
                  c: { d: \(long), e: [f] }
                  g:
                    h: \(long)
                    i: \(long)

                """)
        #expect(canonical("- [\(long), \(long), b]\n") == "- - \(long)\n  - \(long)\n  - b\n")
        #expect(canonical("a: [\(long), \(long)]\n") == "a: [\(long), \(long)]\n")
    }

    @Test(arguments: [
        ("aa: { b: c }\na:  { b: c }\n", "aa: { b: c }\na:  { b: c }\n"),
        ("aa:     { b: c }\na:      { b: c }\n", "aa: { b: c }\na:  { b: c }\n"),
        ("aa: { b: c }\na: { b: c }\n", "aa: { b: c }\na: { b: c }\n"),
        ("aaa: { b: c }\n# d\na:   { b: c }\nx:   e\n", "aaa: { b: c }\n# d\na:   { b: c }\nx: e\n"),
        ("aaa: [b]\na:   &x [b]\nx: { e: f }\n", "aaa: [b]\na:   &x [b]\nx: { e: f }\n"),
        ("a:  { b: c,   d: e }\naa: { b: ccc, d: e }\n", "a:  { b: c,   d: e }\naa: { b: ccc, d: e }\n"),
        ("a:  { b: c, d: e }\naa: { b: ccc, d: e }\n", "a:  { b: c, d: e }\naa: { b: ccc, d: e }\n"),
        ("- {b: c,    d: e }\n- {b: ccc,  d: e }\n", "- { b: c,   d: e }\n- { b: ccc, d: e }\n"),
        ("- { b: c,   x: e }\n- { b: ccc, d: e }\n", "- { b: c, x: e }\n- { b: ccc, d: e }\n"),
    ])
    func `what stands below each other goes on doing so`(text: String, becomes: String) {
        #expect(canonical(text) == becomes)
    }

    @Test(arguments: [
        ("a: [", "a.yaml:1:"), ("a: b\na: c\n", "a.yaml:2:1: the key 'a' is written twice"),
        ("? [a]\n: b\n", "a.yaml:1:"), ("? a\n: b\n", "a.yaml:1:"), ("a: [b: c]\n", "a.yaml:1:"),
        ("a: {b: 'c\n\n  d'}\n", "a.yaml:1:8: cannot lay this out anew"),
        ("%YAML 1.1\n---\na: b\n", "a.yaml:"),
        ("a: b\n...\n", "a.yaml:"), ("a: b\u{2028}  c\n", "a.yaml:1:5: cannot lay this out anew"), ("", ""),
        ("a: { b:\n # c\n d }\n", "a.yaml:2:2: cannot lay this out anew: a comment"),
        ("a: [ # b\n ]\n", "a.yaml:2:2: cannot lay this out anew: there is nothing but"),
    ])
    func `what is broken or too odd is left alone`(text: String, says: String) {
        #expect(canonical(text).hasPrefix(says))
        if !says.isEmpty { #expect(canonical(text).contains(": ")) }
    }

    @Test(arguments: [
        "{", "[", "- ", "a: ", "a: [", "\n", "# a\n", "a: {b: c, ", "'", "\"", "- a\n", "x: |\n", ", ", "${",
        "a b ", "-\n",
    ])
    func `a long row of anything is answered`(piece: String) {
        let text = String(repeating: piece, count: (1 << 18) / piece.utf8.count)
        let once = canonical(text)
        #expect(once.hasPrefix("a.yaml:") || canonical(once) == once)
    }
}
