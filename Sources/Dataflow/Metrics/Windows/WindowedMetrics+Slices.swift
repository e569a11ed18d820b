import EventModel

/// The round through all that there is: where the windows stand, sums of unbounded windows, told keys, and then the panes
/// in ascending order, so that what comes in during the round lies ahead of it.
extension WindowedMetrics {
    func writeSlice(bytes: Int, to writer: StateWriter) -> Bool {
        let limit = writer.count + max(bytes, 1)
        begin(writer)
        // It is small, and there is one in every round however the round is cut.
        standing().withUnsafeBytes { writer.raw($0) }
        while writer.count < limit {
            switch changes.place.part {
            case .totals: writeTotals(limit, writer)
            case .told: writeNextTold(writer)
            case .panes:
                guard writePane(limit, writer) else {
                    changes.place = PaneChanges.Place()
                    return true
                }
            }
        }
        return false
    }

    /// Writes running records of the next cursor.
    private func writeTotals(_ limit: Int, _ writer: StateWriter) {
        let cursors = cursors
        guard changes.place.cursor < cursors.count else {
            changes.place.part = .told
            changes.place.record = 0
            return
        }
        let cursor = cursors[changes.place.cursor]
        let count = cursor.isKept ? cursor.running.keyOfRecord.count : 0
        let records = totalRecords(of: changes.place.cursor, writer)
        while changes.place.record < count, writer.count + records.byteCount < limit {
            let record = changes.place.record
            records.append(cursor.running.keyOfRecord[record], 0, cursor.running.arena, record)
            changes.place.record += 1
        }
        records.finish()
        guard changes.place.record >= count else { return }
        changes.place.cursor += 1
        changes.place.record = 0
    }

    /// Writes the next chunk of the keys that windows were told with.
    private func writeNextTold(_ writer: StateWriter) {
        guard let window = nextTold() else {
            changes.place.part = .panes
            changes.place.record = 0
            return
        }
        if changes.place.window != window { changes.place.record = 0 }
        changes.place.window = window
        let count = schedules[window.shape].told[window.window]?.count ?? 0
        if changes.place.record * PaneStateMark.chunk < count {
            writeTold(window, chunk: changes.place.record, to: writer)
        }
        changes.place.record += 1
        guard changes.place.record * PaneStateMark.chunk >= count else { return }
        // The next one is behind it.
        changes.place.window?.window.metric += 1
        changes.place.record = 0
    }

    private func nextTold() -> PaneChanges.PlacedWindow? {
        var next: PaneChanges.PlacedWindow?
        for (shape, schedule) in schedules.enumerated() {
            for window in schedule.told.keys {
                let own = PaneChanges.PlacedWindow(shape: shape, window: window)
                if let reached = changes.place.window, own < reached { continue }
                if let next, next < own { continue }
                next = own
            }
        }
        return next
    }

    /// Writes records of the next pane; returns whether there was one.
    private func writePane(_ limit: Int, _ writer: StateWriter) -> Bool {
        let reached = changes.place.pane
        guard let number = paneNumbers.first(where: { $0 >= reached }) else { return false }
        if number != reached {
            changes.place.pane = number
            changes.place.record = 0
            changes.place.source = 0
        }
        if isEmpty(number) { write(emptyPane: number, to: writer) }
        let records = paneRecords(writer)
        let totals = PaneTotals(layout: plan.record)
        while let key = nextKey(of: number) {
            append(key, number, totals, to: records)
            if writer.count + records.byteCount >= limit { break }
        }
        records.finish()
        if changes.place.source > sealed[number]?.count ?? 0 {
            changes.place.pane = number + 1
            changes.place.record = 0
            changes.place.source = 0
        }
        return true
    }

    /// The next key of the pane that the round has come to: part by part, the open one last.
    private func nextKey(of number: Int64) -> UInt32? {
        let parts = sealed[number] ?? []
        while changes.place.source <= parts.count {
            let (source, record) = (changes.place.source, changes.place.record)
            let pane = source < parts.count ? nil : open.find(number)
            let count = source < parts.count ? parts[source].count : pane?.count ?? 0
            if record < count {
                changes.place.record += 1
                return source < parts.count ? parts[source].keys[record] : pane?[record].key
            }
            changes.place.source += 1
            changes.place.record = 0
        }
        return nil
    }
}
