import EventModel

/// How far the commits of a tracker have come.
struct VisitCommits {
    /// The slots of visitors that have changed since the last commit; some may have been forgotten.
    var changed: [UInt32] = []
    /// What was known at the last commit beside the visitors.
    var watermark = Int64.min
    var tally = VisitCounts()
    /// The slot with which the round goes on, and where it ends.
    var slice = 0
    var roundEnd: Int?
}

/// An entry is a visitor with all visits that are remembered, and one more is the watermark with the counts.
///
/// What is forgotten need not be written as removed: it follows from the watermark. Nor do timers.
extension VisitTracker: DurableState {
    /// Whether anything has changed since the last commit.
    public var hasChanges: Bool {
        !commits.changed.isEmpty || commits.watermark != watermark || commits.tally != tally
    }

    /// Writes the visitors that have changed.
    public func writeChanges(to writer: StateWriter) {
        writeCommon(to: writer)
        for slot in commits.changed {
            tails[Int(slot)].isChanged = false
            if tails[Int(slot)].tail >= 0 { writeVisitor(Int(slot), to: writer) }
        }
        writer.bool(false)
        commits.changed.removeAll(keepingCapacity: true)
        commits.watermark = watermark
        commits.tally = tally
    }

    /// Writes the next visitors.
    ///
    /// - Parameters:
    ///   - bytes: after how many to stop.
    ///   - writer: takes them.
    /// - Returns: whether those that were there when the round began are through.
    public func writeSlice(bytes: Int, to writer: StateWriter) -> Bool {
        let end = commits.roundEnd ?? tails.count
        // A slot without a visitor costs time, too.
        var budget = bytes
        writeCommon(to: writer)
        while commits.slice < end {
            let before = writer.count
            if tails[commits.slice].tail >= 0 { writeVisitor(commits.slice, to: writer) }
            commits.slice += 1
            budget -= max(writer.count - before, 1)
            if budget <= 0 { break }
        }
        writer.bool(false)
        let isComplete = commits.slice >= end
        commits.roundEnd = isComplete ? nil : end
        if isComplete { commits.slice = 0 }
        return isComplete
    }

    /// Takes over visitors.
    ///
    /// - Throws: when they are not of this plan.
    public func restore(from reader: inout StateReader) throws(StateDamage) {
        while !reader.isAtEnd {
            reader.beginSymbols()
            try readCommon(&reader)
            while try reader.bool() { try readVisitor(&reader) }
        }
    }

    /// Forgets what has been forgotten, and sets the timers of all that is left.
    public func finishRestore() {
        // The wheel goes to the watermark while it is empty.
        var budget = Int.max
        _ = timers.next(through: watermark, budget: &budget)
        for slot in 0..<tails.count {
            var place = tails[slot].tail
            while place >= 0 {
                let visit = store.visit(containing: place)
                place = store[visit.first].previous
                if cut.forgetAt(store[visit.last].end) <= watermark { forget(visit) } else { arm(visit) }
            }
        }
        commits = VisitCommits()
        commits.watermark = watermark
        commits.tally = tally
    }

    private func writeCommon(to writer: StateWriter) {
        writer.beginSymbols()
        writer.integer(watermark)
        for count in [
            tally.events, tally.withoutVisitor, tally.late, tally.told, tally.bots, tally.takenBack,
            tally.funnelsCutShort, store.leftOut,
        ] { writer.integer(Int64(count)) }
    }

    private func readCommon(_ reader: inout StateReader) throws(StateDamage) {
        watermark = try reader.integer()
        tally.events = try Self.count(&reader)
        tally.withoutVisitor = try Self.count(&reader)
        tally.late = try Self.count(&reader)
        tally.told = try Self.count(&reader)
        tally.bots = try Self.count(&reader)
        tally.takenBack = try Self.count(&reader)
        tally.funnelsCutShort = try Self.count(&reader)
        store.leftOut = try Self.count(&reader)
    }

    private static func count(_ reader: inout StateReader) throws(StateDamage) -> Int {
        let count = try reader.integer()
        guard -1 << 60...1 << 60 ~= count else { throw StateDamage("\(count) is too much to be counted") }
        return Int(count)
    }

    private func writeVisitor(_ slot: Int, to writer: StateWriter) {
        writer.bool(true)
        writer.bytes(visitors.key(of: slot))
        var place = tails[slot].tail
        var count = 1
        while store[place].previous >= 0 {
            place = store[place].previous
            count += 1
        }
        writer.count(count)
        while place >= 0 {
            coding.write(place, of: store, to: writer)
            place = store[place].next
        }
    }

    private func readVisitor(_ reader: inout StateReader) throws(StateDamage) {
        let name = try reader.bytes()
        let count = try reader.count(ofEntriesWithBytes: 12)
        guard count > 0 else { throw StateDamage("a visitor without visits") }
        let slot = visitor(name)
        removeFragments(of: slot)
        for _ in 0..<count {
            tails[slot].tail = try coding.read(
                &reader, visitor: slot, after: tails[slot].tail, into: &store)
        }
    }

    private func removeFragments(of slot: Int) {
        while tails[slot].tail >= 0 {
            let last = tails[slot].tail
            tails[slot].tail = store[last].previous
            store.remove(last)
        }
    }
}
