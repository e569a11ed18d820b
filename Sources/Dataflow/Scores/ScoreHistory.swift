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
        let place = place(slot, at: boundary)
        let previous = values[place]
        values[place] = value ?? .nan
        return previous.isNaN ? nil : previous
    }

    /// Whether ``exchange(_:_:at:)`` would change anything.
    func holdsOther(_ slot: Int, _ value: Double?, at boundary: Int64) -> Bool {
        guard steps > 0 else { return false }
        let known = values[place(slot, at: boundary)]
        return known.bitPattern != (value ?? .nan).bitPattern
    }

    /// Writes a slot's scores.
    func write(_ slot: Int, to writer: StateWriter) {
        for value in values[slot * steps..<(slot + 1) * steps] {
            writer.bool(!value.isNaN)
            if !value.isNaN { writer.double(value) }
        }
    }

    /// Reads them into a slot that there is room for.
    mutating func restore(_ slot: Int, from reader: inout StateReader) throws(StateDamage) {
        for place in slot * steps..<(slot + 1) * steps {
            values[place] = try reader.bool() ? try reader.double() : .nan
        }
    }

    private func place(_ slot: Int, at boundary: Int64) -> Int {
        let number = Pane.index(of: boundary, width: everyMilliseconds)
        return slot * steps + Int(number - Pane.index(of: number, width: Int64(steps)) * Int64(steps))
    }
}
