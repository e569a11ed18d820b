/// The fragments of one visit, from the first to the last in its visitor's list.
struct VisitSpan: Equatable {
    var first: Int32
    var last: Int32
}

/// Which fragments make a visit.
extension FragmentStore {
    /// The last fragment of a visitor that begins at or before a time, and the one behind it.
    func neighbours(of time: Int64, tail: Int32) -> (previous: Int32, next: Int32) {
        var previous = tail
        var next = VisitFragment.none
        // Most events are newer than all before.
        while previous >= 0, self[previous].start > time {
            next = previous
            previous = self[previous].previous
        }
        return (previous, next)
    }

    /// Whether a fragment and the next one are of the same run: no gap is between them.
    @inline(__always)
    func isJoinedToNext(_ place: Int32) -> Bool {
        let next = self[place].next
        return next >= 0 && cut.joins(self[place].end, self[next].start)
    }

    /// Which visit of its run a fragment belongs to.
    @inline(__always)
    func piece(of place: Int32) -> Int64 { cut.piece(self[place].cell, anchor: self[place].anchor) }

    /// The visit that a fragment belongs to.
    func visit(containing place: Int32) -> VisitSpan {
        var visit = VisitSpan(first: place, last: place)
        let piece = piece(of: place)
        while self[visit.first].previous >= 0, isJoinedToNext(self[visit.first].previous),
            self.piece(of: self[visit.first].previous) == piece
        {
            visit.first = self[visit.first].previous
        }
        while isJoinedToNext(visit.last), self.piece(of: self[visit.last].next) == piece {
            visit.last = self[visit.last].next
        }
        return visit
    }

    /// The visit behind one in the same run.
    func visit(after visit: VisitSpan) -> VisitSpan? {
        isJoinedToNext(visit.last) ? self.visit(containing: self[visit.last].next) : nil
    }

    /// The union of the masks of a visit's events.
    func mask(_ visit: VisitSpan) -> UInt64 {
        var mask = self[visit.first].mask
        var place = visit.first
        while place != visit.last {
            place = self[place].next
            mask |= self[place].mask
        }
        return mask
    }
}
