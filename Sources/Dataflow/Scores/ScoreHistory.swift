/// The last scores of each key, in a ring of as many steps as a score is compared over.
struct ScoreHistory {
    private let steps: Int
    private let everyMilliseconds: Int64
    // `steps` values per slot, NaN for an unrated one: a score is always finite.
    private var values: [Double] = []

    init(steps: Int, everyMilliseconds: Int64) {
        self.steps = steps
        self.everyMilliseconds = everyMilliseconds
    }

    /// Makes room for a slot, or forgets what was there.
    mutating func reset(_ slot: Int) {
        let end = (slot + 1) * steps
        if values.count < end { values.append(contentsOf: repeatElement(.nan, count: end - values.count)) }
        for place in slot * steps..<end { values[place] = .nan }
    }

    /// Puts in the score of a step, the one after that of the last call, and gives the one it is compared with.
    mutating func exchange(_ slot: Int, _ value: Double?, at boundary: Int64) -> Double? {
        guard steps > 0 else { return nil }
        let number = Pane.index(of: boundary, width: everyMilliseconds)
        let place = slot * steps + Int(number - Pane.index(of: number, width: Int64(steps)) * Int64(steps))
        let previous = values[place]
        values[place] = value ?? .nan
        return previous.isNaN ? nil : previous
    }
}
