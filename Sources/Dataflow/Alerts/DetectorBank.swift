import EventModel

/// The states of one rule's detectors, by entity, in flat memory.
///
/// An entity that had no result for longer than it is remembered starts anew; by event time, so that it does not
/// matter when its memory is given back.
final class DetectorBank<Kind: Detector>: RuleCondition {
    package let keys: SymbolTable
    private let settings: Kind.Settings
    private let input: DetectorInput
    private let rememberMilliseconds: Int64
    @exclusivity(unchecked) private(set) var slots = EntitySlots()
    @exclusivity(unchecked) private(set) var states: [Kind] = []
    @exclusivity(unchecked) private var entities: [UInt32] = []
    // By slot: the time of its last result, `.max` for a free slot.
    @exclusivity(unchecked) private(set) var times: [Int64] = []
    private var sweepAt = Int64.min
    /// What is to be written.
    @exclusivity(unchecked) package var changes = SlotChanges()

    init(settings: Kind.Settings, input: DetectorInput, rememberMilliseconds: Int64, keys: SymbolTable) {
        self.keys = keys
        self.settings = settings
        self.input = input
        self.rememberMilliseconds = rememberMilliseconds
    }

    func judge(
        _ batch: RowBatch, entities: UnsafePointer<UInt32>, at time: Int64,
        verdicts: UnsafeMutablePointer<RowVerdict>, figures: UnsafeMutablePointer<DetectorFigures>
    ) {
        if time >= sweepAt { sweep(at: time) }
        for row in 0..<batch.count where verdicts[row].isDisjoint(with: [.isIgnored, .isLeftOut]) {
            guard let reading = reading(batch, row, time) else { continue }
            let verdict = states[slot(of: entities[row], at: time)].take(reading, settings)
            figures[row] = verdict.figures
            verdicts[row].formUnion(RowVerdict(verdict.signal))
        }
    }

    func judgeNothing(_ entity: UInt32, at time: Int64) -> (verdict: RowVerdict, figures: DetectorFigures)? {
        guard let slot = slots.find(entity), !isForgotten(slot, at: time) else { return nil }
        // The entity is remembered from its last result on; this is none.
        changes.mark(slot)
        let verdict = states[slot].take(DetectorReading(windowEnd: time, value: 0), settings)
        return (RowVerdict(verdict.signal), verdict.figures)
    }

    private func reading(_ batch: RowBatch, _ row: Int, _ time: Int64) -> DetectorReading? {
        func number(_ column: Int) -> Int64? {
            batch.states[column][row] == CellState.value.rawValue ? batch.values[column][row] : nil
        }
        switch input {
        case .value(let column, let isInteger, let events):
            guard let slot = number(column) else { return nil }
            return DetectorReading(
                windowEnd: time, value: isInteger ? Double(slot) : AggregateWords.double(slot),
                trials: events.flatMap(number) ?? 0)
        case .counts(let successes, let trials):
            guard let k = number(successes), let n = number(trials), n > 0 else { return nil }
            return DetectorReading(
                windowEnd: time, value: Double(k) / Double(n), successes: k, trials: n)
        }
    }

    private func slot(of entity: UInt32, at time: Int64) -> Int {
        if let slot = slots.find(entity) {
            changes.mark(slot)
            if isForgotten(slot, at: time) { states[slot] = Kind(settings) }
            times[slot] = time
            return slot
        }
        let slot = slots.insert(entity)
        if slot == states.count {
            states.append(Kind(settings))
            entities.append(entity)
            times.append(time)
        } else {
            (states[slot], entities[slot], times[slot]) = (Kind(settings), entity, time)
        }
        changes.mark(slot)
        return slot
    }

    private func isForgotten(_ slot: Int, at time: Int64) -> Bool {
        times[slot] != .max && times[slot].addingClamped(rememberMilliseconds) < time
    }

    /// Gives memory back; rare enough to cost each entity's results next to nothing.
    private func sweep(at time: Int64) {
        sweepAt = time.addingClamped(max(rememberMilliseconds / 4, 1))
        for slot in states.indices where isForgotten(slot, at: time) {
            free(slot)
            changes.remove(entities[slot])
        }
    }

    private func free(_ slot: Int) {
        slots.remove(entities[slot])
        times[slot] = .max
        states[slot] = Kind(settings)
    }
}

/// An entry is the state of one entity's detector.
extension DetectorBank: SlottedState {
    package var slotBound: Int { states.count }

    package func isTaken(_ slot: Int) -> Bool { times[slot] != .max }

    package func writeShared(to writer: StateWriter) {}

    package func writeEntry(_ slot: Int, to writer: StateWriter) {
        writer.bytes(keys.bytes(of: entities[slot]))
        writer.integer(times[slot])
        states[slot].write(to: writer)
    }

    package func restoreShared(from reader: inout StateReader) throws(StateDamage) {}

    package func restoreEntry(_ entity: UInt32, from reader: inout StateReader) throws(StateDamage) {
        let time = try reader.integer()
        guard time < .max else { throw StateDamage("a detector without a time") }
        let slot = slot(of: entity, at: time)
        states[slot] = try Kind(from: &reader, settings)
    }

    package func restoreRemoval(_ entity: UInt32) {
        if let slot = slots.find(entity) { free(slot) }
    }

    package func finishRestore() { changes.clear() }
}

extension RowVerdict {
    fileprivate init(_ signal: DetectorVerdict.Signal) {
        switch signal {
        case .quiet: self = []
        case .holds: self = .holds
        case .clear: self = .isClear
        }
    }
}
