import EventModel

/// A regular expression as a tree, with its text and the ends of its matches: the oracle.
indirect enum PatternSample {
    case letter(Character)
    case any
    case start
    case end
    case pair(PatternSample, PatternSample)
    case choice(PatternSample, PatternSample)
    case repetition(PatternSample, least: Int, most: Int?)

    static func random(_ random: inout SplitMix64, depth: Int) -> PatternSample {
        guard depth > 0, !random.once(in: 5) else {
            if random.once(in: 8) { return random.pick([PatternSample.start, .end]) }
            return random.once(in: 5) ? .any : .letter(random.pick(["a", "b", "c"]))
        }
        switch random.next() % 4 {
        case 0, 1:
            return .pair(self.random(&random, depth: depth - 1), self.random(&random, depth: depth - 1))
        case 2: return .choice(self.random(&random, depth: depth - 1), self.random(&random, depth: depth - 1))
        default:
            let least = Int(random.next() % 3)
            let most = random.once(in: 2) ? nil : least + Int(random.next() % 3)
            return .repetition(self.random(&random, depth: depth - 1), least: least, most: most)
        }
    }

    var text: String {
        switch self {
        case .letter(let letter): "\(letter)"
        case .any: "."
        case .start: "^"
        case .end: "$"
        case .pair(let first, let second): first.text + second.text
        case .choice(let first, let second): "(\(first.text)|\(second.text))"
        case .repetition(let part, let least, let most):
            "(?:\(part.text))" + (most.map { "{\(least),\($0)}" } ?? "{\(least),}")
        }
    }

    func isFound(in text: [Character]) -> Bool {
        (0...text.count).contains { !ends(text, from: $0).isEmpty }
    }

    /// Where matches that begin here may end.
    private func ends(_ text: [Character], from place: Int) -> Set<Int> {
        switch self {
        case .letter(let letter): return place < text.count && text[place] == letter ? [place + 1] : []
        case .any: return place < text.count ? [place + 1] : []
        case .start: return place == 0 ? [place] : []
        case .end: return place == text.count ? [place] : []
        case .pair(let first, let second):
            return Set(first.ends(text, from: place).flatMap { second.ends(text, from: $0) })
        case .choice(let first, let second):
            return first.ends(text, from: place).union(second.ends(text, from: place))
        case .repetition(let part, let least, let most):
            var found: Set<Int> = least == 0 ? [place] : []
            var reached: Set<Int> = [place]
            // More rounds than there are letters bring nothing new.
            for round in 1...max(1, min(most ?? Int.max, least + text.count + 1)) where most != 0 {
                reached = Set(reached.flatMap { part.ends(text, from: $0) })
                if round >= least { found.formUnion(reached) }
            }
            return found
        }
    }
}
