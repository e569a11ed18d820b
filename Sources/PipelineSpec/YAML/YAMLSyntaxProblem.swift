import Yams

extension ProblemLog {
    /// Notes what the YAML parser stumbled over, with what usually helps.
    func report(_ error: YamlError, part: Int) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            report(YAMLSyntaxProblem(problem: problem, context: context, mark: mark), part: part)
        default:
            let start = source.parts[part].range.lowerBound
            report("not YAML: \(error)", at: start..<(start + 1))
        }
    }

    private func report(_ problem: YAMLSyntaxProblem, part: Int) {
        let offset = source.offset(
            line: problem.place.line, column: problem.place.column, part: part)
        report(
            problem.message, at: offset..<(offset + 1),
            expected: problem.hint(at: offset < source.scalars.count ? source.scalars[offset] : nil))
    }
}

/// A syntax error in the words of libyaml, and where to point.
private struct YAMLSyntaxProblem {
    var problem: String
    var context: YamlError.Context?
    var mark: Mark

    /// Where something begins that is never closed says more than the end of the file.
    var place: Mark {
        guard let context else { return mark }
        let isUnfinished = problem.contains("end of stream") || problem.contains("stream end")
        return isUnfinished || context.text.contains("simple key") || context.text.contains("quoted scalar")
            || context.text.contains("scanning an a") ? context.mark : mark
    }

    var message: String {
        if problem.contains("nesting level") { return YAMLComposition.tooDeep }
        if problem.contains("another document") { return "a second document begins here" }
        guard let context, !context.text.isEmpty else { return "not YAML: \(problem)" }
        let isHere = context.mark.line == place.line && context.mark.column == place.column
        let begin = isHere ? "" : " that begins at \(context.mark)"
        return "not YAML: \(problem) \(context.text)\(begin)"
    }

    func hint(at scalar: Unicode.Scalar?) -> String {
        if scalar == "\t" { return "spaces: YAML is not indented with tabs" }
        return Self.hints.first { problem.contains($0.sign) || (context?.text.contains($0.sign) ?? false) }?
            .hint
            ?? ""
    }

    private static let hints: [(sign: String, hint: String)] = [
        ("mapping values are not allowed", "quotes around text that contains ': '"),
        ("cannot start any token", "quotes around text that begins with @, ` or %"),
        ("',' or '}'", "a comma or '}'; and quotes around text with , [ ] { } inside braces"),
        ("',' or ']'", "a comma or ']'; and quotes around text with , [ ] { } inside brackets"),
        ("scanning an anchor", "quotes around text that begins with '&'"),
        ("quoted scalar", "a closing quote"),
        ("simple key", "'key: value' on one line"),
        ("expected key", "a key, as far to the right as those above it"),
        ("another document", "one document per file, without '---' further down"),
    ]
}
