import EventModel

extension PartialBlock {
    // Some 36 million years: times beyond it cannot be what rows had.
    private static let times: ClosedRange<Int64> = -1 << 60...1 << 60

    /// Checks that all that a block refers to is there, for blocks that come from outside: a merge task trusts them.
    ///
    /// A sketch that cannot be read is not an error: it counts as empty, as one of other parameters does.
    /// - Parameter groups: the metric groups of the plan.
    /// - Throws: when the block is none of these groups'.
    /// - Complexity: O(rows).
    public func check(against groups: [MetricGroupPlan]) throws(StateDamage) {
        guard groups.indices.contains(group) else {
            throw StateDamage("a block of group \(group), of which there are \(groups.count)")
        }
        let plan = groups[group]
        guard words.count == count * plan.record.wordCount,
            sketchEnds.count == count * plan.record.sketches.count,
            ends.count == (plan.sessions == nil ? 0 : count)
        else { throw StateDamage("a block of '\(plan.name)' has other columns than its plan") }
        try checkTimes(plan)
        try checkKeys(parts: plan.keyNames.count)
        try checkSymbols(plan.record)
    }

    private func checkTimes(_ plan: MetricGroupPlan) throws(StateDamage) {
        let isOfSessions = plan.sessions != nil
        let lowest = isOfSessions ? Self.times.lowerBound : plan.grid.pane(of: Self.times.lowerBound)
        let highest = isOfSessions ? Self.times.upperBound : plan.grid.pane(of: Self.times.upperBound)
        for pane in panes where pane < lowest || pane > highest {
            throw StateDamage("a block of '\(plan.name)' has pane \(pane), which is beyond all times")
        }
        for (start, end) in zip(panes, ends) where end < start || end > highest {
            throw StateDamage("a block of '\(plan.name)' has a stretch from \(start) to \(end)")
        }
    }

    private func checkKeys(parts: Int) throws(StateDamage) {
        let isRight = keyBytes.withUnsafeBytes { bytes in
            var start = 0
            return keyEnds.allSatisfy { end in
                defer { start = end }
                return KeyBytes.hasParts(parts, UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
            }
        }
        guard isRight else { throw StateDamage("a key has not the \(parts) parts that its plan has") }
    }

    private func checkSymbols(_ layout: RecordLayout) throws(StateDamage) {
        for fold in layout.folds where fold.holdsSymbol {
            for row in 0..<count {
                let first = row * layout.wordCount + fold.first
                guard words[first] != fold.form.empty[0] else { continue }
                guard stringEnds.indices.contains(Int(words[first + 2])) else {
                    throw StateDamage(
                        "row \(row) refers to string \(words[first + 2]) of \(stringEnds.count)")
                }
            }
        }
    }
}
