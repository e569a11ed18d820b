import Expressions

/// Collects what is wrong with one file and those that it brings in. A class, because all sections of a file write into one.
final class ProblemLog {
    private(set) var source: SourceText
    private var found: [(offset: Int, problem: SpecProblem)] = []
    private var known: Set<SpecProblem> = []
    private var omitted = 0

    init(_ source: SourceText) { self.source = source }

    /// Whether nothing is wrong so far.
    var isEmpty: Bool { found.isEmpty }

    /// All problems in the order of the text.
    var problems: [SpecProblem] {
        var sorted = found.enumerated().sorted {
            ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset)
        }
        .map(\.element.problem)
        if omitted > 0, let last = sorted.last {
            sorted.append(
                SpecProblem(location: last.location, message: "\(omitted) more problems are not shown"))
        }
        return sorted
    }

    /// Adds the text of a file that is brought in at a place.
    func append(file: String, text: String, includedAt: Int?) {
        source.append(file: file, text: text, includedAt: includedAt)
    }

    /// Adds a text that was read for itself.
    ///
    /// - Returns: by how much its places are further behind here.
    func append(_ other: SourceText) -> Int { source.append(other) }

    /// Notes a problem. The same one again is dropped: an alias brings a place up more than once.
    func report(_ message: String, at place: Range<Int>, expected: String = "", suggestion: String? = nil) {
        guard found.count < SpecProblems.limitPerFile else {
            omitted += 1
            return
        }
        let problem = SpecProblem(
            location: source.location(of: place.lowerBound), length: source.length(of: place),
            message: message,
            expected: expected, suggestion: suggestion, sourceLine: source.line(at: place.lowerBound),
            includedFrom: source.part(at: place.lowerBound).includedAt.map(source.location(of:)))
        if known.insert(problem).inserted { found.append((place.lowerBound, problem)) }
    }

    /// Notes a problem with a value.
    func report(_ message: String, at node: YAMLNode, expected: String = "", suggestion: String? = nil) {
        var message = message
        if case .scalar(let scalar) = node.content { message += scalar.variablesInWords() }
        report(message, at: place(of: node), expected: expected, suggestion: suggestion)
    }

    /// Notes what is wrong inside an expression or a template, at its place in the file.
    func report(_ problems: ExpressionProblems, in scalar: YAMLScalar, at start: Int) {
        let alignment = ScalarAlignment(of: scalar, at: start, in: source)
        for problem in problems.problems {
            report(
                problem.message + scalar.variablesInWords(in: problem.range),
                at: alignment.range(of: problem.range), expected: problem.expected,
                suggestion: problem.suggestion)
        }
    }

    /// What is marked when all of a value is wrong: a scalar as written, of others the first character.
    func place(of node: YAMLNode) -> Range<Int> {
        guard case .scalar(let scalar) = node.content else { return node.start..<(node.start + 1) }
        return ScalarAlignment(of: scalar, at: node.start, in: source).extent
    }

    /// A value's place for people.
    func location(of node: YAMLNode) -> SourceLocation { source.location(of: node.start) }

    /// A key's place for people.
    func location(of key: YAMLKey) -> SourceLocation { source.location(of: key.place.lowerBound) }
}
