import EventModel
import Expressions
import FuzzerRun

/// Expressions: read, checked, folded, evaluated by value, laid out over columns and evaluated there, and as templates.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzExpressions(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    for isChecked in [true, false] {
        do throws(ExpressionProblems) {
            let expression = try ValueExpression(
                text, types: isChecked ? Row.types : [:], container: "a.b", isChecked: isChecked)
            _ = try? TaggedValue.text(of: expression.evaluate(Row.values) { _, _ in 3600 })
        } catch {
            check(error, text)
        }
    }
    do throws(ExpressionProblems) {
        let expression = try CheckedExpression(text, scope: Row.scope)
        let evaluator = ExpressionEvaluator(
            expression.compiled(for: Row.layout), symbols: Row.batch.symbols, capacity: 4)
        _ = evaluator.evaluate(Row.batch.rows)
    } catch {
        check(error, text)
    }
    do throws(ExpressionProblems) {
        let template = try CheckedTemplate(text, scope: Row.scope).compiled(for: Row.layout)
        _ = TemplateRenderer(template, symbols: Row.batch.symbols, capacity: 4).render(Row.batch.rows, row: 0)
    } catch {
        check(error, text)
    }
    return 0
}

/// Problems lie in the text and say something.
private func check(_ problems: ExpressionProblems, _ text: String) {
    precondition(!problems.problems.isEmpty)
    for problem in problems.problems {
        precondition(problem.range.upperBound <= text.utf8.count && !problem.message.isEmpty)
    }
}

/// What expressions may read.
private enum Row {
    static let layout = RowLayout([
        .init(name: "n", type: .int), .init(name: "d", type: .double), .init(name: "b", type: .bool),
        .init(name: "s", type: .string), .init(name: "t", type: .string, storage: .text),
        .init(name: "w", type: .time),
    ])
    static let types: [String: ValueType] = Dictionary(
        layout.columns.map { ($0.name, ValueType($0.type)) }, uniquingKeysWith: { first, _ in first })
    static let scope = Scope(
        variables: types, knownValues: ["s": ["x", "y"]],
        zones: {
            $0 == "Europe/Berlin" ? ZoneTable(firstOffsetMilliseconds: 0, changes: [(0, 3_600_000)]) : nil
        })
    static let values: [String: CELValue] = [
        "n": .int(7), "d": .double(0.5), "b": .bool(true), "s": .string("x"), "t": .null,
        "w": .timestamp(nanoseconds: 1_709_249_415_250_000_000),
    ]

    /// A row with values, one without, and one of errors.
    struct Batch: @unchecked Sendable {
        // The fuzzer runs one input after the other on one thread.
        let symbols = SymbolTable()
        let rows = RowBatch(layout: Row.layout, capacity: 4)

        init() {
            rows.count = 3
            let text = Array("some text".utf8).withUnsafeBytes { rows.text.append($0) }
            let symbol = Int64(symbols.intern("x"))
            for (index, column) in Row.layout.columns.enumerated() {
                for row in 0..<3 {
                    let isSymbol = column.storage == .symbol && column.type == .string
                    rows.values[index][row] =
                        column.type == .string
                        ? (isSymbol ? symbol : text.slot) : column.type == .bool ? 1 : 7
                    rows.states[index][row] = [CellState.value, .null, .error][row].rawValue
                }
            }
        }
    }

    static let batch = Batch()
}

/// Hands over to libFuzzer.
@_cdecl("ExpressionsFuzz_main")
public func main(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
    FuzzerRun.start(count, arguments)
}
