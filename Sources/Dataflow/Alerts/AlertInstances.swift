package import EventModel

/// The instances of one rule in a merge task: those that are active, and those of which something must be remembered.
///
/// Evaluations and deadlines come in the order of their event times. What happens at one event time is told in the
/// order of the entities' bytes, so that neither arrival order nor batches show.
///
/// - Complexity: an evaluation costs its rows, a deadline what is due and O(log instances) for each; nothing looks at
///   all instances.
package final class AlertInstances {
    struct Instance {
        var episode = AlertEpisode()
        var entity: UInt32 = 0
        var calendar = MaintenanceCalendar.common
        var isUsed = false
        var evaluatedAt = Int64.min
        // When its entity last had data; `.min` when that is not remembered.
        var seenAt = Int64.min
        // The last evaluation after which silence would have changed it.
        var presentAt = Int64.min
        var figures = DetectorFigures.unknown
    }

    /// An instance that had data at its last evaluation and would be changed by silence.
    struct Present {
        // Stands for one that was freed since and whose place only counts.
        static let gone = Present(slot: -1, entity: 0)

        var slot: Int
        var entity: UInt32
    }

    struct Told {
        var slot: Int
        var time: Int64
        var transition: AlertEpisode.Transition
    }

    let plan: AlertRulePlan
    let index: Int
    package let keys: SymbolTable
    let symbols: SymbolTable
    let condition: any RuleCondition
    /// The rule without which this one does not fire.
    @exclusivity(unchecked) private(set) weak var gate: AlertInstances?
    // The rules that do not fire without this one.
    @exclusivity(unchecked) private(set) var dependents: [AlertInstances] = []
    let maintenance: MaintenanceCalendar
    let evidence: RowBatch
    let resultColumns: Int
    let verdicts: UnsafeMutablePointer<RowVerdict>
    let figures: UnsafeMutablePointer<DetectorFigures>
    @exclusivity(unchecked) var slots = EntitySlots()
    @exclusivity(unchecked) var instances: [Instance] = []
    @exclusivity(unchecked) var rows: KeptRows
    @exclusivity(unchecked) var history: FiringHistory
    // A slot's time here is never after what is due for it; what is earlier is found out when it comes.
    @exclusivity(unchecked) var deadlines = DeadlineHeap()
    @exclusivity(unchecked) var present: [Present] = []
    // The evaluation that `present` is of.
    @exclusivity(unchecked) var presentAt = Int64.min
    @exclusivity(unchecked) var evaluated: [Present] = []
    @exclusivity(unchecked) var told: [Told] = []
    /// What is to be written.
    @exclusivity(unchecked) package var changes = SlotChanges()

    /// How many instances are pending, held back or firing.
    @exclusivity(unchecked) package internal(set) var activeCount = 0
    /// How many episodes came to fire while their limit was used up.
    @exclusivity(unchecked) package internal(set) var heldBackCount = 0

    /// No instances.
    ///
    /// - Parameters:
    ///   - plan: the rule.
    ///   - index: its place in the plan.
    ///   - layout: the columns of the results that it reads.
    ///   - keys: the keys that results are told of.
    ///   - symbols: the strings of results.
    ///   - capacity: the most rows of a batch of results.
    package init(
        plan: AlertRulePlan, index: Int, layout: RowLayout, keys: SymbolTable, symbols: SymbolTable,
        capacity: Int
    ) {
        self.plan = plan
        self.index = index
        self.keys = keys
        self.symbols = symbols
        condition =
            switch plan.condition {
            case .expression(let when, let clear):
                ExpressionCondition(when: when, clear: clear, symbols: symbols, capacity: capacity)
            case .signals(let detector): detector.makeBank(plan.rememberEntityMilliseconds, keys)
            }
        maintenance = MaintenanceCalendar(plan.maintenance)
        resultColumns = layout.columns.count
        evidence = RowBatch(
            layout: plan.when == nil ? DetectorFigures.evidence(of: layout) : layout, capacity: 1)
        verdicts = .allocate(capacity: capacity)
        figures = .allocate(capacity: capacity)
        rows = KeptRows(layout: layout)
        history = FiringHistory(limit: plan.limit)
    }

    deinit {
        verdicts.deallocate()
        figures.deallocate()
    }

    /// The states of the rule's detectors; `nil` for a rule without.
    package var detectorState: (any DurableState)? { condition as? any DurableState }

    /// How many instances are kept in all, also those that are inactive but remembered.
    package var count: Int { slots.count }

    /// Whether an evaluation that finds no data would change an instance.
    package var caresForNoData: Bool { !present.isEmpty }

    /// The event time at which an instance may change by itself.
    package var deadline: Int64? { deadlines.first?.time }

    /// Has the rule fire only while another one of the same keys does, from before the first evaluation on.
    package func wait(for gate: AlertInstances) {
        self.gate = gate
        gate.dependents.append(self)
    }

    /// Whether an entity's alert fires, as of what was evaluated so far.
    func fires(_ entity: UInt32) -> Bool {
        slots.find(entity).map { instances[$0].episode.isFiring } ?? false
    }

    /// The instance of an entity, made now if there is none.
    func makeSlot(_ entity: UInt32) -> Int {
        let slot = slots.insert(entity)
        if slot == instances.count { instances.append(Instance()) }
        instances[slot] = Instance(
            entity: entity, calendar: maintenance.calendar(of: keys.bytes(of: entity)), isUsed: true)
        rows.reset(slot)
        history.reset(slot)
        changes.mark(slot)
        return slot
    }

    /// Frees an instance that nothing is to be remembered of, otherwise sees to its next deadline.
    func settle(_ slot: Int, at time: Int64) {
        let due = due(slot, after: time)
        guard due.isKept else {
            changes.remove(instances[slot].entity)
            slots.remove(instances[slot].entity)
            instances[slot] = Instance()
            deadlines.remove(slot)
            return
        }
        if due.time < deadlines.time(of: slot) { deadlines.set(slot, at: due.time) }
        changes.mark(slot)
    }

    /// When the episode changes by itself, with maintenance.
    func episodeDeadline(_ slot: Int) -> Int64? {
        instances[slot].episode.deadline(plan.timing, mayFireAt: history.mayFireAt(slot))
            .map { maintenance.delay($0, in: instances[slot].calendar) }
    }

    /// When the entity is forgotten, with maintenance.
    func forgottenAt(_ slot: Int) -> Int64? {
        guard plan.noData.remembersEntities, instances[slot].seenAt != .min else { return nil }
        return maintenance.delay(
            instances[slot].seenAt.addingClamped(plan.rememberEntityMilliseconds),
            in: instances[slot].calendar)
    }

    private func due(_ slot: Int, after time: Int64) -> (isKept: Bool, time: Int64) {
        let forgotten = forgottenAt(slot)
        var due = (
            isKept: forgotten != nil || !instances[slot].episode.isInactive,
            time: min(forgotten ?? .max, episodeDeadline(slot) ?? .max)
        )
        let limitEnd = history.emptyAt(slot)
        if !due.isKept, limitEnd > time { due = (true, limitEnd) }
        return due
    }
}
