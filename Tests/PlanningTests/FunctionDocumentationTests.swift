import Dataflow
import EventModel
import Expressions
import Foundation
import Planning
import Testing

/// The functions of alerts and scores stand in the same page as those of CEL.
@Suite struct FunctionDocumentationTests {
    @Test(arguments: [AlertFunctions.section.markdown, ScoreFunctions.section.markdown])
    func `the documentation lists them as they are declared`(section: String) throws {
        let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: repository.appending(path: "docs/expressions.md"), encoding: .utf8)
        #expect(page.contains(section), "\(section)")
    }

    @Test func `an example comes to what it says where it needs nothing else`() throws {
        let functions = AlertFunctions.section.functions + ScoreFunctions.declarations
        let layout = RowLayout([])
        let batch = RowBatch(layout: layout, capacity: 1)
        batch.count = 1
        for function in functions where function.implicit.isEmpty {
            let example = try #require(function.example, "\(function.signature)")
            let text = "\(example.call) == \(example.result)"
            let compiled = try CheckedExpression(text, scope: Scope(variables: [:], functions: functions))
                .compiled(for: layout)
            let column = ExpressionEvaluator(compiled, symbols: SymbolTable(), capacity: 1).evaluate(batch)
            #expect(column.states[0] == CellState.value.rawValue && column.values[0] == 1, "\(text)")
        }
    }
}
