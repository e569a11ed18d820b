/// A promise as state: which facts there are, then times as distances from the first, which take few bytes.
extension PromiseRecord {
    private struct Marks: OptionSet {
        var rawValue: UInt8
        static let made = Marks(rawValue: 1)
        static let fulfilled = Marks(rawValue: 2)
        static let waived = Marks(rawValue: 4)
        static let untold = Marks(rawValue: 8)
        static let pastDue = Marks(rawValue: 16)
        static let gathered = Marks(rawValue: 32)
        static let all = Marks(rawValue: 63)
    }

    /// The fewest bytes that a promise takes.
    static let fewestBytes = 3

    private var marks: Marks {
        var marks: Marks = []
        if facts.isMade { marks.insert(.made) }
        if facts.fulfilledAt != PromiseFacts.never { marks.insert(.fulfilled) }
        if facts.waivedAt != PromiseFacts.never { marks.insert(.waived) }
        if facts.gatheredAt != PromiseFacts.never { marks.insert(.gathered) }
        if isUntold { marks.insert(.untold) }
        if isPastDue { marks.insert(.pastDue) }
        return marks
    }

    /// Writes the facts and what was told.
    func write(to writer: StateWriter) {
        let marks = marks
        let first = facts.firstAt
        writer.byte(marks.rawValue)
        writer.integer(first)
        if marks.contains(.made) {
            writer.integer(facts.madeAt &- first)
            writer.word(facts.madeTie)
            writer.integer(facts.dueAt &- first)
        }
        if marks.contains(.fulfilled) { writer.integer(facts.fulfilledAt &- first) }
        if marks.contains(.waived) { writer.integer(facts.waivedAt &- first) }
        if marks.contains(.gathered) { writer.integer(facts.gatheredAt &- first) }
        writer.integer(facts.lastAt &- first)
    }

    /// Reads what ``write(to:)`` has written.
    init(from reader: inout StateReader) throws(StateDamage) {
        self.init()
        let marks = Marks(rawValue: try reader.byte())
        guard Marks.all.isSuperset(of: marks) else { throw StateDamage("\(marks.rawValue) marks no promise") }
        let first = try reader.integer()
        if marks.contains(.made) {
            facts.madeAt = first &+ (try reader.integer())
            facts.madeTie = try reader.word()
            facts.dueAt = first &+ (try reader.integer())
        }
        if marks.contains(.fulfilled) { facts.fulfilledAt = first &+ (try reader.integer()) }
        if marks.contains(.waived) { facts.waivedAt = first &+ (try reader.integer()) }
        if marks.contains(.gathered) { facts.gatheredAt = first &+ (try reader.integer()) }
        facts.lastAt = first &+ (try reader.integer())
        isUntold = marks.contains(.untold)
        isPastDue = marks.contains(.pastDue)
    }
}
