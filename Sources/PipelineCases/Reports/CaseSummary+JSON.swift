import Foundation
import PipelineSpec

extension CaseSummary {
    /// All of it as one line of JSON: `passed`, `failed`, and `cases` with their differences.
    public var json: String {
        let report = Report(passed: passed, failed: failed, cases: results.map(Case.init))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(report)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}

private struct Report: Encodable {
    var passed: Int
    var failed: Int
    var cases: [Case]
}

private struct Case: Encodable {
    var file: String
    var line: Int
    var name: String
    var passed: Bool
    var failure: String?
    var differences: [Difference]

    init(_ result: CaseResult) {
        file = result.test.location.file
        line = result.test.location.line
        name = result.test.name
        passed = result.hasPassed
        failure = result.failure
        differences = result.differences.map(Difference.init)
    }
}

private struct Difference: Encodable {
    struct Field: Encodable {
        var name: String
        var expected: String
        var actual: String
        var differs: Bool
    }

    var file: String
    var line: Int
    var column: Int
    var message: String
    var fields: [Field]
    var hint: String

    init(_ difference: CaseDifference) {
        file = difference.location.file
        line = difference.location.line
        column = difference.location.column
        message = difference.message
        fields = difference.fields.map {
            Field(name: $0.name, expected: $0.expected, actual: $0.actual, differs: $0.differs)
        }
        hint = difference.hint
    }
}
