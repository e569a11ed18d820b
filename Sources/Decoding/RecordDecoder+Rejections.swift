import CSimdJSON
import EventModel

extension RecordDecoder {
    /// Puts a problem into words.
    func rejection(of problem: csj_problem, record: Int, payload: UnsafeRawBufferPointer) -> RejectedRecord {
        let code = RejectionCode(problem)
        return RejectedRecord(record: record, code: code, message: message(for: problem, code, payload))
    }

    private func message(
        for problem: csj_problem, _ code: RejectionCode, _ payload: UnsafeRawBufferPointer
    ) -> String {
        let place = Int(problem.found_offset)
        let bytes = UnsafeRawBufferPointer(rebasing: payload[place..<place + Int(problem.found_count)])
        let found = Excerpt(bytes)
        if problem.field >= 0 { return message(for: problem, code, fields[Int(problem.field)], found) }
        switch code {
        case .tooLarge:
            return "record: found \(payload.count) bytes, expected at most \(limits.maxRecordBytes)"
        case .duplicateKey:
            return "key \(found): found at byte \(problem.other) and again at byte \(place), expected it once"
        case .notAnObject:
            return "record: found \(found), expected an object"
        case .tooDeep:
            return
                "byte \(place): found level \(limits.maxDepth + 1) of nesting, expected at most \(limits.maxDepth)"
        default:
            let expected = problem.expected.map { String(cString: $0) } ?? "JSON"
            let what = problem.found_count == 0 ? "the end of the record" : found.description
            return "byte \(place): found \(what), expected \(expected)"
        }
    }

    private func message(
        for problem: csj_problem, _ code: RejectionCode, _ field: DecodedField, _ found: Excerpt
    ) -> String {
        let name = name(of: field)
        let steps = Int(problem.steps)
        switch code {
        case .missingField:
            let what = problem.other == 1 ? "null" : "nothing"
            return "field \(name): found \(what), expected \(expectation(of: field))"
        case .tooLarge:
            return
                "field \(name): found \(found), expected a string of at most \(limits.maxStringBytes) bytes when decoded"
        case _ where steps < field.path.steps.count:
            let parent = Self.printable(field.path.prefix(steps))
            var expected = "an object"
            if case .item = field.path.steps[steps] { expected = "a list" }
            return "field \(name): found \(found) at \(parent), expected \(expected)"
        default: return "field \(name): found \(found), expected \(expectation(of: field))"
        }
    }

    /// The path as a schema writes it, a single key just as it is.
    private func name(of field: DecodedField) -> String {
        if field.path.steps.count == 1, case .key(let key) = field.path.steps[0] {
            return Self.printable(key)
        }
        return Self.printable(field.path.description)
    }

    private static func printable(_ name: String) -> String {
        var copy = name
        return copy.withUTF8 { Excerpt(UnsafeRawBufferPointer($0)).description }
    }
}

extension RejectionCode {
    fileprivate init(_ problem: csj_problem) {
        switch Int(problem.code) {
        case CSJ_TRUNCATED: self = .truncated
        case CSJ_NOT_AN_OBJECT: self = .notAnObject
        case CSJ_TOO_DEEP: self = .tooDeep
        case CSJ_RECORD_TOO_LARGE, CSJ_STRING_TOO_LONG: self = .tooLarge
        case CSJ_INVALID_UTF8: self = .invalidUTF8
        case CSJ_DUPLICATE_KEY: self = .duplicateKey
        case CSJ_MISSING_FIELD: self = .missingField
        case CSJ_WRONG_TYPE: self = .wrongType
        case CSJ_BAD_TIME: self = .badTime
        case CSJ_OUT_OF_RANGE: self = .outOfRange
        default: self = .notJSON
        }
    }
}
