/// One step of a compiled regular expression. Steps that take nothing go on to the next one.
enum PatternStep: Sendable {
    case take(ScalarSet)
    case check(PatternAssertion)
    /// Goes on at both.
    case fork(Int, Int)
    case jump(Int)
    case match
}

/// Lays out a regular expression as steps: counts are written out, up to a limit.
struct PatternCompiler {
    /// How many steps there may be, and how many parts may be laid out on the way.
    static let limit = 10_000

    private(set) var steps: [PatternStep] = []
    private var visited = 0

    mutating func compile(_ node: PatternNode) throws(PatternFailure) {
        visited += 1
        guard visited <= 2 * Self.limit, steps.count <= Self.limit else {
            throw PatternFailure("too large: more than \(Self.limit) steps")
        }
        switch node {
        case .empty: break
        case .set(let set): steps.append(.take(set))
        case .assertion(let assertion): steps.append(.check(assertion))
        case .sequence(let parts): for part in parts { try compile(part) }
        case .choice(let choices): try compileChoice(choices)
        case .repetition(let part, let least, let most): try compileRepetition(part, least, most)
        }
    }

    mutating func finish() { steps.append(.match) }

    private mutating func compileChoice(_ choices: [PatternNode]) throws(PatternFailure) {
        var exits: [Int] = []
        for (index, choice) in choices.enumerated() {
            guard index < choices.count - 1 else {
                try compile(choice)
                break
            }
            let fork = steps.count
            steps.append(.jump(0))
            try compile(choice)
            exits.append(steps.count)
            steps.append(.jump(0))
            steps[fork] = .fork(fork + 1, steps.count)
        }
        for exit in exits { steps[exit] = .jump(steps.count) }
    }

    private mutating func compileRepetition(
        _ part: PatternNode, _ least: Int, _ most: Int?
    ) throws(PatternFailure) {
        for _ in 0..<least { try compile(part) }
        guard let most else {
            let fork = steps.count
            steps.append(.jump(0))
            try compile(part)
            steps.append(.jump(fork))
            steps[fork] = .fork(fork + 1, steps.count)
            return
        }
        var forks: [Int] = []
        for _ in least..<most {
            forks.append(steps.count)
            steps.append(.jump(0))
            try compile(part)
        }
        for fork in forks { steps[fork] = .fork(fork + 1, steps.count) }
    }
}
