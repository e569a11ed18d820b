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
        var copy = text
        return copy.withUTF8 { matches(UnsafeRawBufferPointer($0), PatternScratch(self)) }
    }

    /// The same for UTF-8, with memory that can be used again.
    func matches(_ text: UnsafeRawBufferPointer, _ scratch: PatternScratch) -> Bool {
        scratch.start()
        var decoder = UTF8()
        var bytes = text.makeIterator()
        var before: Unicode.Scalar?
        while true {
            let scalar: Unicode.Scalar
            switch decoder.decode(&bytes) {
            case .scalarValue(let value): scalar = value
            case .error: scalar = "\u{FFFD}"
            case .emptyInput: return scratch.add(steps, before: before, after: nil)
            }
            if scratch.add(steps, before: before, after: scalar) { return true }
            scratch.advance(steps, by: scalar)
            before = scalar
        }
    }
}

/// The steps of a pattern at which a match may be; one thread owns it.
final class PatternScratch {
    /// Steps that have to be looked into once it is known what comes next.
    private var pending: [Int] = []
    /// Steps that take a character.
    private var takers: [Int] = []
    /// The round in which a step was last reached.
    private var reached: [Int]
    private var round = 1
    private var stack: [Int] = []

    init(_ pattern: Pattern) { reached = Array(repeating: 0, count: pattern.instructionCount) }

    /// Forgets the last text.
    func start() {
        pending.removeAll(keepingCapacity: true)
        settle()
    }

    private func settle() {
        takers.removeAll(keepingCapacity: true)
        round += 1
    }

    /// Follows everything that takes no character, from where the last character led and from a start; whether that
    /// completes a match.
    func add(_ steps: [PatternStep], before: Unicode.Scalar?, after: Unicode.Scalar?) -> Bool {
        stack.removeAll(keepingCapacity: true)
        stack.append(0)
        stack.append(contentsOf: pending)
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
            case .match: return true
            }
        }
        return false
    }

    func advance(_ steps: [PatternStep], by scalar: Unicode.Scalar) {
        for place in takers {
            if case .take(let set) = steps[place], set.contains(scalar) { pending.append(place + 1) }
        }
        settle()
    }
}
