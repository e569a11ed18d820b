/// Collects problems while a text is read; what exceeds the limit is dropped.
struct ProblemList {
    private(set) var problems: [ExpressionProblem] = []

    var isEmpty: Bool { problems.isEmpty }
    /// Whether more would be dropped, so that there is no point in looking for suggestions.
    var isFull: Bool { problems.count >= ExpressionProblems.limit }

    mutating func add(
        _ range: Range<Int>, _ message: String, expected: String = "", suggestion: String? = nil
    ) {
        guard !isFull else { return }
        problems.append(
            ExpressionProblem(range: range, message: message, expected: expected, suggestion: suggestion))
    }

    /// Throws what was collected, in the order of the text, if there is anything.
    func throwIfAny() throws(ExpressionProblems) {
        guard !problems.isEmpty else { return }
        // The place in the list breaks ties, so that the order is the same every time.
        let ordered = problems.enumerated().sorted {
            ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
        }
        throw ExpressionProblems(problems: ordered.map(\.element))
    }
}
