import EventModel
import Testing

/// Interning a column at once, which the decoder relies on.
@Suite struct SymbolColumnTests {
    @Test(arguments: UInt64(0)..<20)
    func `a column gets the ids that its strings get one by one`(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let column = SymbolTable()
        let single = SymbolTable()
        for _ in 0..<10 {
            let strings = (0..<random.below(500)).map { _ in
                String(repeating: "s", count: random.below(20)) + "\(random.below(300))"
            }
            var bytes: [UInt8] = [0]
            var slots = strings.map { string in
                defer { bytes += string.utf8 }
                return TextPlace(offset: UInt32(bytes.count), count: UInt32(string.utf8.count)).slot
            }
            let states = strings.map { _ in
                random.below(5) == 0 ? CellState.null.rawValue : CellState.value.rawValue
            }
            let before = slots
            slots.withUnsafeMutableBufferPointer { slots in
                states.withUnsafeBufferPointer { states in
                    bytes.withUnsafeBytes { bytes in
                        guard let first = slots.baseAddress, let state = states.baseAddress,
                            let base = bytes.baseAddress
                        else { return }
                        column.intern(slots: first, states: state, count: slots.count, base: base)
                    }
                }
            }
            let expected = strings.indices.map { row in
                states[row] == CellState.value.rawValue ? Int64(single.intern(strings[row])) : before[row]
            }
            #expect(slots == expected, "seed \(seed)")
        }
        #expect(column.count == single.count && column.byteCount == single.byteCount)
    }
}
