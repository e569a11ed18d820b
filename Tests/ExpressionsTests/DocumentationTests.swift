import Expressions
import Testing

@Suite struct DocumentationTests {
    @Test func `the documentation lists the functions as they are declared`() throws {
        #expect(try SharedCases.document("docs/expressions.md").contains(FunctionTable.markdown))
    }

    @Test func `no two functions are called alike`() {
        let signatures = FunctionTable.entries.map(\.signature)
        #expect(Set(signatures).count == signatures.count)
    }

    @Test func `every function takes what it says and results in what it says`() throws {
        for function in FunctionTable.entries {
            let operands = function.parameters.map { Self.operand($0 ?? .int, of: function.name) }
            let arguments = (function.style == .receiver ? operands.dropFirst() : operands[...])
                .joined(separator: ", ")
            let receiver = function.style == .receiver ? "(\(operands.first ?? "null"))." : ""
            let text = "\(receiver)\(function.name)(\(arguments))"
            let value = try ValueExpression(text).evaluate()
            #expect(function.result == nil || function.result == value.type, "\(text)")
        }
    }

    private static func operand(_ type: CELType, of name: String) -> String {
        switch (type, name) {
        case (.string, "timestamp"): "'2024-02-29T00:00:00Z'"
        case (.string, "duration"): "'1s'"
        case (.string, _) where name.hasPrefix("get"): "'+02:00'"
        default: operands[type] ?? "null"
        }
    }

    private static let operands: [CELType: String] = [
        .bool: "true", .int: "1", .uint: "1u", .double: "1.5", .string: "'1'", .bytes: "b'1'", .list: "[1]",
        .map: "{1: 2}", .timestamp: "timestamp(0)", .duration: "duration('1s')",
    ]
}
