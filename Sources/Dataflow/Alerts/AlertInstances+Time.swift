import EventModel

extension AlertInstances {
    /// Lets time pass: tells what is due up to `time`.
    package func pass(_ time: Int64, _ emit: (AlertTransition) -> Void) {
        while let first = deadlines.first, first.time <= time {
            while let next = deadlines.first, next.time == first.time {
                deadlines.remove(next.slot)
                lapse(next.slot, at: next.time)
            }
            tell(emit)
        }
    }

    /// Feeds what an evaluation says to an instance.
    func change(_ slot: Int, at time: Int64, holds: Bool, isClear: Bool) {
        let before = instances[slot].episode
        let transition = instances[slot].episode.evaluate(
            at: time, holds: holds, isClear: isClear, plan.timing, mayFireAt: history.mayFireAt(slot))
        note(slot, transition, before, at: time)
    }

    /// Tells what has happened since it was last told; all at one event time.
    func tell(_ emit: (AlertTransition) -> Void) {
        guard !told.isEmpty else { return }
        defer { for dependent in dependents { dependent.tell(emit) } }
        told.sort { precedes(instances[$0.slot].entity, instances[$1.slot].entity) }
        for what in told {
            let instance = instances[what.slot]
            evidence.removeAll()
            rows.read(what.slot, into: evidence, row: 0)
            evidence.count = 1
            let isDetected = plan.when == nil
            if isDetected { instance.figures.write(to: evidence, after: resultColumns) }
            emit(
                AlertTransition(
                    rule: index, key: instance.entity, transition: what.transition,
                    time: EventTime(milliseconds: what.time),
                    startedAt: EventTime(milliseconds: instance.episode.startedAt), evidence: evidence,
                    figures: isDetected ? instance.figures : nil))
            settle(what.slot, at: what.time)
            if what.transition == .resolved {
                for rule in dependents { rule.close(instance.entity, at: what.time) }
            }
        }
        told.removeAll(keepingCapacity: true)
    }

    /// Learns that the rule it waits for has resolved for an entity.
    private func close(_ entity: UInt32, at time: Int64) {
        guard let slot = slots.find(entity), !instances[slot].episode.isInactive else { return }
        change(slot, at: time, holds: false, isClear: true)
    }

    private func lapse(_ slot: Int, at time: Int64) {
        if let deadline = episodeDeadline(slot), deadline <= time {
            let before = instances[slot].episode
            let transition = instances[slot].episode.pass(
                time, plan.timing, mayFireAt: history.mayFireAt(slot))
            return note(slot, transition, before, at: time)
        }
        if let forgottenAt = forgottenAt(slot), forgottenAt <= time {
            instances[slot].seenAt = .min
            return change(slot, at: time, holds: false, isClear: true)
        }
        settle(slot, at: time)
    }

    private func note(
        _ slot: Int, _ transition: AlertEpisode.Transition?, _ before: AlertEpisode, at time: Int64
    ) {
        let after = instances[slot].episode
        changes.mark(slot)
        activeCount += (after.isInactive ? 0 : 1) - (before.isInactive ? 0 : 1)
        if after.isHeldBack, !before.isHeldBack { heldBackCount += 1 }
        if transition == .firing { history.note(slot, firingAt: time) }
        // Until it has been told the slot must not be given to another.
        guard let transition else { return settle(slot, at: time) }
        told.append(Told(slot: slot, time: time, transition: transition))
    }

    private func precedes(_ left: UInt32, _ right: UInt32) -> Bool {
        keys.bytes(of: left).lexicographicallyPrecedes(keys.bytes(of: right))
    }
}
