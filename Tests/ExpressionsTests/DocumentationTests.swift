import Expressions
import Testing

@Suite struct DocumentationTests {
    @Test func `the documentation lists the functions as they are declared`() throws {
        let document = try SharedCases.document("docs/expressions.md")
        #expect(document.contains(FunctionTable.section.markdown))
    }

    @Test func `no two functions are called alike`() {
        let signatures = FunctionTable.entries.map(\.signature)
        #expect(Set(signatures).count == signatures.count)
    }

    @Test(arguments: FunctionTable.entries.indices)
    func `an example comes to what it says, by value and over columns`(index: Int) throws {
        let function = FunctionTable.entries[index]
        let example = try #require(function.example)
        let text = "\(example.call) == \(example.result)"
        let expression = try ValueExpression(text)
        #expect(expression.type == .bool)
        guard case .bool(true) = try expression.evaluate() else {
            Issue.record("\(text) is not true")
            return
        }
        // What is different in the two worlds: columns know types before they run.
        guard function.name != "dyn" else { return }
        #expect(try Table.result(text) == true, "\(text)")
    }

    @Test func `every function has a summary and is called in its example`() {
        for function in FunctionTable.entries {
            #expect(!function.summary.isEmpty)
            #expect(function.example?.call.contains(function.name + "(") == true, "\(function.signature)")
        }
    }
}
