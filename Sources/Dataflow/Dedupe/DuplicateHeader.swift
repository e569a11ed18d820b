/// What a filter knows beside its ids.
struct DuplicateHeader: Equatable {
    var watermark = Int64.min
    var counts = DuplicateCounts()

    // No count comes near it; one that did would be damage that ends in an overflow.
    private static let largestCount = Int.max / 2

    /// Writes it as state.
    func write(to writer: StateWriter) {
        writer.integer(watermark)
        for count in [counts.duplicates, counts.withoutID, counts.forgottenEarly] { writer.count(count) }
    }

    /// Reads what ``write(to:)`` has written.
    static func read(from reader: inout StateReader) throws(StateDamage) -> DuplicateHeader {
        var header = DuplicateHeader()
        header.watermark = try reader.integer()
        for path in [\DuplicateCounts.duplicates, \.withoutID, \.forgottenEarly] {
            let count = try reader.count()
            guard count <= largestCount else { throw StateDamage("a filter cannot have counted \(count)") }
            header.counts[keyPath: path] = count
        }
        return header
    }
}

/// How far a round through the ids of a filter has come.
struct IdentityRound {
    /// Whether it has begun.
    var hasBegun = false
    /// The stretch whose ids come next.
    var stretch = Int64.min
    /// The next cell of its table.
    var cell = 0
    /// How many cells the table had: when it grows, its ids move, and the round takes it from its beginning again.
    var cellCount = 0
}
