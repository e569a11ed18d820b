package import EventModel

extension AlertInstances {
    /// Evaluates the rule for each row of a window's results; ``finishEvaluation(at:isLive:_:)`` tells what happened.
    ///
    /// - Parameters:
    ///   - batch: the results; partial windows are marked in column 3.
    ///   - entities: the key of each row; no key comes twice at one time.
    ///   - time: the event time of the evaluation, the end of the windows.
    package func evaluate(_ batch: RowBatch, entities: UnsafePointer<UInt32>, at time: Int64) {
        guard !maintenance.coversAll(time) else { return }
        prepare(batch, entities, at: time)
        condition.judge(batch, entities: entities, at: time, verdicts: verdicts, figures: figures)
        let remembersAll = plan.noData.remembersEntities
        for row in 0..<batch.count where !verdicts[row].contains(.isIgnored) {
            let isOpen = plan.gate == nil || gate?.fires(entities[row]) == true
            let holds = isOpen && verdicts[row].contains(.holds)
            let slot: Int
            if let known = slots.find(entities[row]) {
                slot = known
            } else if holds || remembersAll {
                slot = makeSlot(entities[row])
            } else {
                continue
            }
            instances[slot].evaluatedAt = time
            instances[slot].seenAt = time
            instances[slot].figures = figures[row]
            rows.put(batch, row: row, into: slot)
            changes.mark(slot)
            change(slot, at: time, holds: holds, isClear: !isOpen || verdicts[row].contains(.isClear))
            if isChangedBySilence(slot) {
                keepPresent(Present(slot: slot, entity: entities[row]), at: time)
            }
        }
    }

    /// Applies `no_data` to entities that the evaluation at `time` brought no row for, and tells all that happened.
    ///
    /// - Parameters:
    ///   - time: the event time of the evaluation.
    ///   - isLive: whether a key still has content although it was not evaluated, where only changed keys are told.
    ///   - emit: takes the transitions.
    package func finishEvaluation(
        at time: Int64, isLive: (_ entity: UInt32) -> Bool = { _ in false },
        _ emit: (AlertTransition) -> Void
    ) {
        for seen in present
        where seen.slot >= 0 && instances[seen.slot].isUsed && instances[seen.slot].entity == seen.entity
            && instances[seen.slot].evaluatedAt != time
        {
            if maintenance.covers(time, in: instances[seen.slot].calendar) {
                keepPresent(seen, at: time)
            } else if isLive(seen.entity) {
                instances[seen.slot].seenAt = time
                keepPresent(seen, at: time)
            } else if plan.noData == .zero {
                readNothing(seen, at: time)
            } else {
                fallSilent(seen.slot, at: time)
            }
        }
        swap(&present, &evaluated)
        presentAt = time
        changes.hasOther = true
        evaluated.removeAll(keepingCapacity: true)
        tell(emit)
    }

    private func prepare(_ batch: RowBatch, _ entities: UnsafePointer<UInt32>, at time: Int64) {
        verdicts.update(repeating: [], count: batch.count)
        figures.update(repeating: .unknown, count: batch.count)
        if !plan.includesPartial {
            let isPartial = batch.values[3]
            for row in 0..<batch.count where isPartial[row] != 0 { verdicts[row].insert(.isLeftOut) }
        }
        guard maintenance.coversAny(time) else { return }
        for row in 0..<batch.count
        where maintenance.covers(time, in: maintenance.calendar(of: keys.bytes(of: entities[row]))) {
            verdicts[row].insert(.isIgnored)
        }
    }

    /// Silence says the same at every evaluation until data returns, so that the first one is enough.
    private func fallSilent(_ slot: Int, at time: Int64) {
        guard plan.noData == .fire else {
            return change(slot, at: time, holds: false, isClear: true)
        }
        guard let forgottenAt = forgottenAt(slot), forgottenAt > time else { return }
        change(slot, at: time, holds: true, isClear: false)
    }

    /// Each evaluation without data is a result of its own, until the entity is forgotten.
    private func readNothing(_ seen: Present, at time: Int64) {
        guard let forgottenAt = forgottenAt(seen.slot), forgottenAt > time else { return }
        keepPresent(seen, at: time)
        guard let (verdict, figures) = condition.judgeNothing(seen.entity, at: time) else { return }
        instances[seen.slot].figures = figures
        change(
            seen.slot, at: time, holds: verdict.contains(.holds), isClear: verdict.contains(.isClear))
    }

    private func keepPresent(_ seen: Present, at time: Int64) {
        evaluated.append(seen)
        instances[seen.slot].presentAt = time
        changes.mark(seen.slot)
    }

    private func isChangedBySilence(_ slot: Int) -> Bool {
        switch plan.noData {
        case .keep: false
        case .resolve: !instances[slot].episode.isInactive && !instances[slot].episode.isSettling
        case .fire, .zero: true
        }
    }
}
