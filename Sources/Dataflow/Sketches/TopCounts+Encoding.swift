extension TopCounts {
    private static let version: UInt8 = 1

    /// Version, floor, number of counters; then by symbol its distance from the one before and what is known and
    /// covered. Symbols are numbers of the writer's table: its bytes must come along, see ``mapped(_:)``.
    package func encode(into bytes: inout [UInt8]) {
        let counters = canonical
        bytes.append(Self.version)
        SketchBytes.append(signed: floor, to: &bytes)
        SketchBytes.append(UInt64(counters.count), to: &bytes)
        var last: Int64 = -1
        for counter in counters {
            SketchBytes.append(UInt64(Int64(counter.symbol) - last), to: &bytes)
            SketchBytes.append(signed: counter.known, to: &bytes)
            SketchBytes.append(signed: counter.covered, to: &bytes)
            last = Int64(counter.symbol)
        }
    }

    package init?(decoding bytes: UnsafeRawBufferPointer) {
        var reader = SketchReader(bytes)
        guard reader.byte() == Self.version, let floor = reader.signed(), floor >= 0,
            let size = reader.number(as: Int.self), size <= reader.remaining / 3
        else { return nil }
        self.init(floor: floor)
        var last: Int64 = -1
        for _ in 0..<size {
            guard let step = reader.number(as: Int64.self), step > 0, step <= Int64(UInt32.max) - last,
                let known = reader.signed(), let covered = reader.signed(), covered >= 0
            else { return nil }
            last += step
            let counter = Counter(symbol: UInt32(truncatingIfNeeded: last), known: known, covered: covered)
            if counter.isAbsent { return nil }
            add(counter)
        }
        guard reader.remaining == 0 else { return nil }
    }
}
