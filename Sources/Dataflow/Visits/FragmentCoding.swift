import EventModel

/// How fragments are written as state, and read.
///
/// One event takes some 40 bytes. What follows from the times is not written: the cell and the length of what is empty.
struct FragmentCoding {
    // Beyond it a number of events is damage, and sums of it might overflow.
    private static let mostEvents: Int64 = 1 << 48

    private let shape: FragmentShape
    private let cut: VisitCut
    private let fields: [FieldType]
    private let symbols: SymbolTable

    init(_ plan: VisitPlan, symbols: SymbolTable) {
        shape = FragmentShape(plan)
        cut = VisitCut(plan)
        let columns = plan.rows.rows.columns[plan.rows.firstEntry...]
        fields = columns.prefix(plan.rows.entryCount + plan.rows.exitCount).map(\.type)
        self.symbols = symbols
    }

    func write(_ place: Int32, of store: borrowing FragmentStore, to writer: StateWriter) {
        let fragment = store[place]
        writer.integer(fragment.events)
        writer.integer(fragment.start)
        writer.word(fragment.startTie)
        if fragment.events > 1 {
            writer.integer(fragment.end)
            writer.word(fragment.endTie)
        }
        writer.integer(fragment.cell &- fragment.anchor)
        writer.integer(Int64(bitPattern: fragment.mask))
        let words = store.words(of: place)
        for count in 0..<shape.bits.countedCount { writer.integer(words[count]) }
        writer.integer(words[shape.known])
        for field in fields.indices where words[shape.known] >> Int64(field) & 1 != 0 {
            write(words[shape.firstEntry + field], fields[field], to: writer)
        }
        writeTrail(fragment, store.pool, to: writer)
        guard shape.hasDistinct else { return }
        writer.bool(fragment.isDistinctBeyond)
        writer.count(Int(fragment.distinct.count))
        let hashes = store.pool.words(of: fragment.distinct)
        for place in 0..<Int(fragment.distinct.count) { writer.word(hashes[place]) }
    }

    /// Reads a fragment of a visitor that lies behind the visitor's last one.
    func read(
        _ reader: inout StateReader, visitor: Int, after previous: Int32, into store: inout FragmentStore
    ) throws(StateDamage) -> Int32 {
        var fragment = try readTimes(&reader)
        if previous >= 0, fragment.start <= store[previous].end {
            throw StateDamage("a visitor's events are out of order")
        }
        fragment.mask = UInt64(bitPattern: try reader.integer())
        let place = store.make(
            visitor: visitor, cell: fragment.cell, anchor: fragment.anchor, between: previous,
            and: VisitFragment.none)
        try readWords(&reader, store.words(of: place))
        try readTrail(&reader, &fragment, &store.pool)
        try readDistinct(&reader, &fragment, &store.pool)
        store.fill(place, with: fragment)
        return place
    }

    private func write(_ value: Int64, _ type: FieldType, to writer: StateWriter) {
        switch type {
        case .string: writer.symbol(UInt32(truncatingIfNeeded: value), of: symbols)
        case .double: writer.word(UInt64(bitPattern: value))
        default: writer.integer(value)
        }
    }

    private func writeTrail(_ fragment: VisitFragment, _ pool: borrowing WordPool, to writer: StateWriter) {
        guard shape.bits.stepCount > 0 else { return }
        writer.count(Int(fragment.stepsBeyond))
        writer.count(Int(fragment.trail.count) / StepTrail.width)
        let words = pool.words(of: fragment.trail)
        for word in stride(from: 0, to: Int(fragment.trail.count), by: StepTrail.width) {
            writer.integer(Int64(bitPattern: words[word]) &- fragment.start)
            writer.word(words[word + 1])
            writer.count(Int(words[word + 2]))
        }
    }

    private func readTimes(_ reader: inout StateReader) throws(StateDamage) -> VisitFragment {
        var fragment = VisitFragment()
        fragment.events = try reader.integer()
        fragment.start = try reader.integer()
        fragment.startTie = try reader.word()
        (fragment.end, fragment.endTie) = (fragment.start, fragment.startTie)
        if fragment.events > 1 {
            fragment.end = try reader.integer()
            fragment.endTie = try reader.word()
        }
        fragment.cell = cut.cell(of: fragment.start)
        fragment.anchor = fragment.cell &- (try reader.integer())
        guard 1...Self.mostEvents ~= fragment.events, fragment.start <= fragment.end,
            cut.cell(of: fragment.end) == fragment.cell
        else { throw StateDamage("\(fragment.events) events from \(fragment.start) to \(fragment.end)") }
        return fragment
    }

    private func readWords(
        _ reader: inout StateReader, _ words: UnsafeMutablePointer<Int64>
    ) throws(StateDamage) {
        for count in 0..<shape.bits.countedCount {
            words[count] = try reader.integer()
            guard 0...Self.mostEvents ~= words[count] else { throw StateDamage("\(words[count]) events") }
        }
        words[shape.known] = try reader.integer()
        for field in fields.indices where words[shape.known] >> Int64(field) & 1 != 0 {
            words[shape.firstEntry + field] =
                switch fields[field] {
                case .string: Int64(try reader.symbol(in: symbols))
                case .double: Int64(bitPattern: try reader.word())
                default: try reader.integer()
                }
        }
    }

    private func readTrail(
        _ reader: inout StateReader, _ fragment: inout VisitFragment, _ pool: inout WordPool
    ) throws(StateDamage) {
        guard shape.bits.stepCount > 0 else { return }
        fragment.stepsBeyond = try readSteps(&reader)
        let count = try reader.count(ofEntriesWithBytes: 10)
        guard count <= shape.limits.eventsPerStep * shape.bits.stepCount else {
            throw StateDamage("\(count) events of steps are more than the limit")
        }
        pool.reserve(count * StepTrail.width, in: &fragment.trail)
        let words = pool.words(of: fragment.trail)
        for place in 0..<count {
            let time = fragment.start &+ (try reader.integer())
            words[place * StepTrail.width] = UInt64(bitPattern: time)
            words[place * StepTrail.width + 1] = try reader.word()
            words[place * StepTrail.width + 2] = UInt64(try readSteps(&reader))
        }
        fragment.trail.count = UInt32(count * StepTrail.width)
    }

    private func readSteps(_ reader: inout StateReader) throws(StateDamage) -> UInt32 {
        let steps = try reader.count()
        guard UInt64(steps) & ~shape.bits.steps == 0 else { throw StateDamage("steps that there are not") }
        return UInt32(steps)
    }

    private func readDistinct(
        _ reader: inout StateReader, _ fragment: inout VisitFragment, _ pool: inout WordPool
    ) throws(StateDamage) {
        guard shape.hasDistinct else { return }
        fragment.isDistinctBeyond = try reader.bool()
        let count = try reader.count(ofEntriesWithBytes: 8)
        guard count <= shape.limits.distinctValues else {
            throw StateDamage("\(count) different values are more than the limit")
        }
        pool.reserve(count, in: &fragment.distinct)
        let words = pool.words(of: fragment.distinct)
        for place in 0..<count {
            words[place] = try reader.word()
            guard place == 0 || words[place] > words[place - 1] else {
                throw StateDamage("different values are out of order")
            }
        }
        fragment.distinct.count = UInt32(count)
    }
}
