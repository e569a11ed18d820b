import EventModel

extension WindowedMetrics {

    func seal(_ number: Int64) {
        guard let pane = open.find(number) else { return }
        changes.noteSealed(number, pane, behind: sealed[number]?.count ?? 0)
        if pane.count > 0 {
            sealed[number, default: []].append(SealedPane(pane, open.arena, in: symbols.space))
        }
        open.remove(number)
    }

    /// Shrinks what is kept of a pane that nothing more comes in for; the same whatever parts it came in.
    func close(_ number: Int64) {
        guard let parts = sealed[number], closesPanes else { return }
        let whole =
            parts.count == 1 ? parts[0] : SealedPane(merging: parts, layout: plan.record, in: symbols.space)
        for (form, column) in zip(plan.record.sketches, whole.sketches) { column.close(form, symbols) }
        sealed[number] = [whole]
        changes.noteClosed(number, parts: parts.count)
    }

    /// Whether panes hold more than is kept of them. A window without overlap is told from all that there is.
    var closesPanes: Bool {
        plan.record.sketches.contains { if case .top = $0 { true } else { false } }
            && schedules.contains { !$0.shape.isDisjoint }
    }

    func dropPanes() {
        while let oldest = paneNumbers.first,
            !schedules.contains(where: { $0.final.needs(oldest) || $0.provisional?.needs(oldest) == true })
        {
            open.remove(oldest)
            sealed[oldest] = nil
            changes.noteDropped(oldest)
            paneNumbers.removeFirst()
        }
    }
}
