/// What a ledger knows beside its promises.
struct PromiseHeader: Equatable {
    var watermark = Int64.min
    var counts = PromiseCounts()

    // No count comes near it; one that did would be damage that ends in an overflow.
    private static let largestCount = Int.max / 2

    /// Writes it as state.
    func write(to writer: StateWriter) {
        writer.integer(watermark)
        for count in [
            counts.made, counts.withoutDue, counts.withoutKey, counts.forgottenOpen, counts.forgottenOrphans,
        ] {
            writer.count(max(count, 0))
        }
    }

    /// Reads what ``write(to:)`` has written.
    static func read(from reader: inout StateReader) throws(StateDamage) -> PromiseHeader {
        var header = PromiseHeader()
        header.watermark = try reader.integer()
        for path in [
            \PromiseCounts.made, \.withoutDue, \.withoutKey, \.forgottenOpen, \.forgottenOrphans,
        ] {
            let count = try reader.count()
            guard count <= largestCount else { throw StateDamage("a ledger cannot have counted \(count)") }
            header.counts[keyPath: path] = count
        }
        return header
    }
}
