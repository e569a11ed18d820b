import Expressions
import Testing

@Suite struct ConformanceTests {
    @Test(.enabled(if: SharedCases.isThere, "\(SharedCases.comment)"))
    func `the public suite passes`() throws {
        for line in try #require(SharedCases.lines) {
            let found = try #require(ConformanceCase(line), "malformed: \(line)")
            let failure = found.failure(zones: SharedCases.zones)
            #expect(failure == nil, "\(found.name): \(found.text)")
            if let type = found.deducedType { #expect(found.type.map { "\($0)" } == type, "\(found.text)") }
        }
    }

    @Test func `declared types are checked`() throws {
        let line = """
            {"expr":"x.a + 1 == 2","type_env":{"x":"map(string, string)"},"expect":{"error":true}}
            """
        let found = try #require(ConformanceCase(line))
        #expect(found.failure() == nil)
        #expect(found.type == nil)
    }

    @Test func `a case passes or says what is wrong`() throws {
        func failure(_ expression: String, _ expect: String) throws -> String? {
            let line =
                "{\"file\":\"a\",\"section\":\"b\",\"name\":\"c\",\"expr\":\"\(expression)\",\"expect\":\(expect)}"
            return try #require(ConformanceCase(line)).failure()
        }
        #expect(try failure("1 + 1", "{\"value\":{\"int\":\"2\"}}") == nil)
        #expect(
            try failure("1 + 1", "{\"value\":{\"uint\":\"2\"}}")
                == "expected {\"uint\":\"2\"}, found {\"int\":\"2\"}")
        #expect(try failure("1 / 0", "{\"error\":true}") == nil)
        #expect(try failure("1", "{\"error\":true}") == "expected an error, found {\"int\":\"1\"}")
        #expect(
            try failure("1 / 0", "{\"value\":{\"int\":\"2\"}}")
                == "expected {\"int\":\"2\"}, found error: division by zero")
        #expect(try failure("x", "{\"value\":{\"int\":\"2\"}}")?.contains("unknown name 'x'") == true)
    }

    @Test(arguments: [
        "", "{}", "[1]", "{\"expr\":\"1\"}", "{\"expr\":\"1\",\"expect\":{\"value\":{\"int\":1}}}",
        "{\"expr\":\"1\",\"expect\":{\"error\":false}}", "{\"expr\":\"1\",\"expect\":{\"error\":true}",
        "{\"expr\":\"1\",\"expect\":{\"value\":{\"map\":[[{\"list\":[]},{\"int\":\"1\"}]]}}}",
    ])
    func `a malformed case is none`(line: String) {
        #expect(ConformanceCase(line) == nil)
    }

    @Test(arguments: [
        "{\"map\":[[{\"string\":\"a\"},{\"list\":[{\"int\":\"1\"},{\"uint\":\"2\"}]}],[{\"bool\":true},{\"null\":null}]]}",
        "{\"bytes\":\"AP8=\"}", "{\"bytes\":\"YWJj\"}", "{\"bytes\":\"\"}", "{\"double\":\"NaN\"}",
        "{\"double\":\"-Infinity\"}",
        "{\"timestamp\":\"2009-02-13T23:31:20.123456789Z\"}", "{\"duration\":\"-1.5s\"}",
        "{\"type\":\"null_type\"}",
        "{\"string\":\"\\\"\\\\é\\u0001\"}",
    ])
    func `tagged values keep through reading and writing`(json: String) throws {
        let line = "{\"expr\":\"x\",\"bindings\":{\"x\":\(json)},\"expect\":{\"value\":\(json)}}"
        let found = try #require(ConformanceCase(line))
        #expect(found.failure() == nil)
        guard case .value(let value) = found.expectation else { return #expect(Bool(false)) }
        #expect(TaggedValue.text(of: value) == json)
    }
}
