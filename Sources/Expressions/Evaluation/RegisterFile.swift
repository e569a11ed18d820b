import EventModel

/// The scratch memory of an evaluator: one column per register, reused for every batch.
final class RegisterFile {
    /// The most rows of a batch: so the text of a register stays below what a `TextPlace` can address.
    static let capacityLimit = 65_536

    private let values: [UnsafeMutablePointer<Int64>]
    private let states: [UnsafeMutablePointer<UInt8>]
    private let texts: [ScratchText]
    /// Whether all cells that a register holds now are values; its states were not written then.
    private var isWhole: [Bool]
    // The states of every register that is whole.
    private let ones: UnsafeMutablePointer<UInt8>

    init(count: Int, capacity: Int) {
        values = (0..<count).map { _ in
            let column = UnsafeMutablePointer<Int64>.allocate(capacity: capacity)
            column.initialize(repeating: 0, count: capacity)
            return column
        }
        states = (0..<count).map { _ in
            let column = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
            column.initialize(repeating: CellState.null.rawValue, count: capacity)
            return column
        }
        texts = (0..<count).map { _ in ScratchText() }
        isWhole = Array(repeating: false, count: count)
        ones = .allocate(capacity: capacity)
        ones.initialize(repeating: CellState.value.rawValue, count: capacity)
    }

    deinit {
        for column in values { column.deallocate() }
        for column in states { column.deallocate() }
        ones.deallocate()
    }

    /// A register to be written.
    func output(_ register: Int, count: Int) -> Output {
        let text = texts[register]
        text.removeAll()
        return Output(values: values[register], states: states[register], count: count, text: text)
    }

    /// Notes that a register was written.
    func finish(_ register: Int, isWhole: Bool) { self.isWhole[register] = isWhole }

    /// A register to be read.
    func lane(_ register: Int) -> Lane {
        Lane(
            values: values[register], states: isWhole[register] ? ones : states[register],
            isWhole: isWhole[register], strings: .text(texts[register].base))
    }
}
