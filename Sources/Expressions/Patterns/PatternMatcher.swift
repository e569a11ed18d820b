import EventModel

/// Matches the strings of columns against one pattern; one thread owns it.
///
/// What a symbol comes to is remembered, so that each different string of a symbol column is matched once.
final class PatternMatcher {
    private let pattern: Pattern
    private let scratch: PatternScratch
    /// By the symbol: 0 for what was not asked yet, 1 for a match, 2 for none.
    private var known: [UInt8] = []

    init(_ pattern: Pattern) {
        self.pattern = pattern
        scratch = PatternScratch(pattern)
    }

    /// Whether each string matches; null is an error.
    func match(_ operand: Lane, _ out: Output) -> Bool {
        guard case .symbols = operand.strings else {
            return out.compute(operand) { pattern.matches(operand.bytes($0), scratch) ? 1 : 0 }
        }
        return out.compute(operand) { matchSymbol(operand, $0) ? 1 : 0 }
    }

    private func matchSymbol(_ operand: Lane, _ row: Int) -> Bool {
        let symbol = Int(truncatingIfNeeded: operand.values[row])
        if symbol >= known.count {
            known.append(contentsOf: repeatElement(0, count: symbol + 1 - known.count + known.count / 2))
        }
        if known[symbol] == 0 { known[symbol] = pattern.matches(operand.bytes(row), scratch) ? 1 : 2 }
        return known[symbol] == 1
    }
}
