import EventModel

extension Int64 {
    /// The time so many milliseconds later, held at the ends of the range.
    func addingClamped(_ milliseconds: Int64) -> Int64 {
        EventTime(milliseconds: self).advanced(byMilliseconds: milliseconds).milliseconds
    }
}
