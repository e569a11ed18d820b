/// A part of a regular expression.
indirect enum PatternNode {
    case empty
    case set(ScalarSet)
    case assertion(PatternAssertion)
    case sequence([PatternNode])
    case choice([PatternNode])
    /// `most` is `nil` for any number.
    case repetition(PatternNode, least: Int, most: Int?)
}

/// What must hold between two characters.
enum PatternAssertion: Sendable {
    case textStart, textEnd, lineStart, lineEnd, wordBoundary, noWordBoundary

    func holds(before: Unicode.Scalar?, after: Unicode.Scalar?) -> Bool {
        switch self {
        case .textStart: before == nil
        case .textEnd: after == nil
        case .lineStart: before == nil || before == "\n"
        case .lineEnd: after == nil || after == "\n"
        case .wordBoundary: Self.isWord(before) != Self.isWord(after)
        case .noWordBoundary: Self.isWord(before) == Self.isWord(after)
        }
    }

    private static func isWord(_ scalar: Unicode.Scalar?) -> Bool {
        scalar.map(ScalarSet.wordCharacters.contains) ?? false
    }
}

/// Why a text is no regular expression.
struct PatternFailure: Error, Equatable {
    var message: String

    init(_ message: String) { self.message = "regular expression: " + message }
}
