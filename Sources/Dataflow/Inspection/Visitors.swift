import EventModel

extension VisitTracker: InspectableState {
    /// How many visitors are remembered.
    public var entryCount: Int { visitorCount }

    /// The visits of a visitor.
    public func entries(of key: String) -> [StateFields] {
        var key = key
        let slot = key.withUTF8 { visitors.find(UnsafeRawBufferPointer($0)) }
        guard let slot else { return [] }
        var entries: [StateFields] = []
        var place = tails[slot].tail
        while place >= 0 {
            let visit = store.visit(containing: place)
            entries.append(fields(of: visit))
            place = store[visit.first].previous
        }
        return entries.reversed()
    }

    private func fields(of visit: VisitSpan) -> StateFields {
        var events: Int64 = 0
        var place = visit.first
        while true {
            events += store[place].events
            if place == visit.last { break }
            place = store[place].next
        }
        var fields = StateFields()
        fields.add("start", time: store[visit.first].start)
        fields.add("end", time: store[visit.last].end)
        fields.add("events", .integer(events))
        fields.add("forgotten_at", time: cut.forgetAt(store[visit.last].end))
        return fields
    }
}
