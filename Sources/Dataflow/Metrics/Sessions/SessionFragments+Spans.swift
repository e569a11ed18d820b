/// Which fragments make a session.
extension SessionFragments {
    /// Whether a fragment and the next one are of the same run: no gap is between them.
    @inline(__always)
    func isJoinedToNext(_ place: Int32) -> Bool {
        let next = self[place].next
        return next >= 0 && cut.joins(self[place].end, self[next].start)
    }

    /// The next fragment, if it is to be one with this one.
    func nextToJoin(_ place: Int32) -> Int32? {
        isJoinedToNext(place) && self[self[place].next].cell == self[place].cell ? self[place].next : nil
    }

    /// Makes one fragment of two of the same cell; the second one's place is free then.
    func join(next place: Int32) {
        let next = self[place].next
        touch(place)
        self[place].end = max(self[place].end, self[next].end)
        merge(next, into: Int(place))
        remove(next)
    }

    /// Adds a fragment's sums to a record.
    func merge(_ place: Int32, into record: Int) {
        arena.layout.merge(into: arena.words(of: record), from: arena.words(of: Int(place)))
        for column in arena.sketches { column.merge(record, from: column, Int(place)) }
    }

    /// Counts the cells of a run from its first one on, from a fragment to the run's end.
    ///
    /// - Returns: whether fragments behind it are counted from another cell now.
    func moveRun(from start: Int32) -> Bool {
        let previous = self[start].previous
        // What a fragment went on from may be forgotten; its anchor stays then.
        if previous >= 0, isJoinedToNext(previous) {
            touch(start)
            self[start].anchor = self[previous].anchor
        }
        var place = start
        while isJoinedToNext(place), self[self[place].next].anchor != self[place].anchor {
            self[self[place].next].anchor = self[place].anchor
            place = self[place].next
            touch(place)
        }
        return place != start
    }

    /// The session that a fragment belongs to.
    func span(containing place: Int32) -> SessionSpan {
        var span = SessionSpan(first: place, last: place)
        let piece = piece(of: place)
        while self[span.first].previous >= 0, isJoinedToNext(self[span.first].previous),
            self.piece(of: self[span.first].previous) == piece
        {
            span.first = self[span.first].previous
        }
        while isJoinedToNext(span.last), self.piece(of: self[span.last].next) == piece {
            span.last = self[span.last].next
        }
        return span
    }

    /// The session behind one in the same run.
    func span(after span: SessionSpan) -> SessionSpan? {
        isJoinedToNext(span.last) ? self.span(containing: self[span.last].next) : nil
    }

    /// Calls `body` with the fragments of a session, the first one first; it may remove them.
    func forEach(of span: SessionSpan, _ body: (Int32) -> Void) {
        var place = span.first
        while true {
            let next = self[place].next
            body(place)
            if place == span.last { return }
            place = next
        }
    }

    private func piece(of place: Int32) -> Int64 { cut.piece(self[place].cell, anchor: self[place].anchor) }
}
