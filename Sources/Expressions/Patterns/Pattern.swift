/// A regular expression with RE2's syntax and guarantee: it is never slower than text × pattern, whatever it says.
///
/// All places where the pattern may be are followed at once (Thompson, 1968), so there is no going back.
struct Pattern: Sendable {
    /// How long a pattern may be, in bytes.
    static let lengthLimit = 10_000

    private let steps: [PatternStep]

    /// How many steps it has.
    var instructionCount: Int { steps.count }

    /// Compiles a pattern.
    init(_ text: String) throws(PatternFailure) {
        guard text.utf8.count <= Self.lengthLimit else {
            throw PatternFailure("too long: at most \(Self.lengthLimit) bytes")
        }
        var reader = PatternReader(text)
        let node = try reader.read()
        var compiler = PatternCompiler()
        try compiler.compile(node)
        compiler.finish()
        steps = compiler.steps
    }

    /// Whether some part of the text matches.
    ///
    /// - Complexity: O(length of the text × steps).
    func matches(_ text: String) -> Bool {
        var threads = Threads(steps)
        var before: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            threads.add(0, before: before, after: scalar)
            if threads.isMatched { return true }
            threads.advance(by: scalar)
            before = scalar
            threads.settle()
        }
        return threads.ends(before: before)
    }

    /// The steps at which a match may be.
    private struct Threads {
        private let steps: [PatternStep]
        /// Steps that have to be looked into once it is known what comes next.
        private var pending: [Int] = []
        /// Steps that take a character.
        private var takers: [Int] = []
        /// The round in which a step was last reached.
        private var reached: [Int]
        private var round = 1
        private var stack: [Int] = []
        private(set) var isMatched = false

        init(_ steps: [PatternStep]) {
            self.steps = steps
            reached = Array(repeating: 0, count: steps.count)
        }

        /// Follows everything that takes no character, from where the last character led and from a start.
        mutating func add(_ start: Int, before: Unicode.Scalar?, after: Unicode.Scalar?) {
            stack.append(contentsOf: pending)
            stack.append(start)
            pending.removeAll(keepingCapacity: true)
            while let place = stack.popLast() {
                guard reached[place] != round else { continue }
                reached[place] = round
                switch steps[place] {
                case .take: takers.append(place)
                case .check(let assertion):
                    if assertion.holds(before: before, after: after) { stack.append(place + 1) }
                case .fork(let first, let second):
                    stack.append(second)
                    stack.append(first)
                case .jump(let target): stack.append(target)
                case .match: isMatched = true
                }
            }
        }

        mutating func advance(by scalar: Unicode.Scalar) {
            for place in takers {
                if case .take(let set) = steps[place], set.contains(scalar) { pending.append(place + 1) }
            }
        }

        mutating func settle() {
            takers.removeAll(keepingCapacity: true)
            round += 1
        }

        mutating func ends(before: Unicode.Scalar?) -> Bool {
            add(0, before: before, after: nil)
            return isMatched
        }
    }
}
