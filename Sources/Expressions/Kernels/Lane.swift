import EventModel

/// An operand of a loop: one column of slots with their states.
struct Lane {
    var values: UnsafePointer<Int64>
    /// Always readable, also when all cells are values.
    var states: UnsafePointer<UInt8>
    /// Whether every cell is a value, so that a loop need not look at the states.
    var isWhole: Bool
    /// How to find the bytes of strings; of no use for other types.
    var strings: StringSource

    @inline(__always)
    func double(_ row: Int) -> Double { Double(bitPattern: UInt64(bitPattern: values[row])) }

    @inline(__always)
    func isValue(_ row: Int) -> Bool { states[row] == CellState.value.rawValue }

    /// The bytes of a string cell that is a value.
    @inline(__always)
    func bytes(_ row: Int) -> UnsafeRawBufferPointer { strings.bytes(values[row]) }
}

/// Where a loop writes. A loop returns whether all its results are values; only if not has it written the states.
struct Output {
    var values: UnsafeMutablePointer<Int64>
    var states: UnsafeMutablePointer<UInt8>
    /// How many rows.
    var count: Int
    /// The text of strings that are made.
    var text: ScratchText

    /// Writes one bool per row.
    @inline(__always)
    func write(_ test: (Int) -> Bool) {
        for row in 0..<count { values[row] = test(row) ? 1 : 0 }
    }

    /// Writes one double per row.
    @inline(__always)
    func writeDouble(_ value: (Int) -> Double) {
        for row in 0..<count { values[row] = Int64(bitPattern: value(row).bitPattern) }
    }

    /// Makes a result an error wherever the operand is null or an error.
    func setStates(_ operand: Lane) -> Bool {
        guard !operand.isWhole else { return true }
        for row in 0..<count { states[row] = operand.states[row] == 1 ? 1 : 2 }
        return false
    }

    /// Makes a result an error wherever one of two operands is null or an error.
    func setStates(_ left: Lane, _ right: Lane) -> Bool {
        guard !left.isWhole || !right.isWhole else { return true }
        for row in 0..<count {
            states[row] = (left.states[row] ^ 1) | (right.states[row] ^ 1) == 0 ? 1 : 2
        }
        return false
    }

    /// Computes each row whose operand is a value; where nothing comes of it, the row is an error.
    @inline(__always)
    func compute(_ operand: Lane, _ value: (Int) -> Int64?) -> Bool {
        var isWhole = true
        for row in 0..<count {
            guard operand.isValue(row), let result = value(row) else {
                states[row] = 2
                isWhole = false
                continue
            }
            values[row] = result
            states[row] = 1
        }
        return isWhole
    }

    /// Computes each row whose two operands are values; where nothing comes of it, the row is an error.
    @inline(__always)
    func compute(_ left: Lane, _ right: Lane, _ value: (Int) -> Int64?) -> Bool {
        var isWhole = true
        for row in 0..<count {
            guard left.isValue(row), right.isValue(row), let result = value(row) else {
                states[row] = 2
                isWhole = false
                continue
            }
            values[row] = result
            states[row] = 1
        }
        return isWhole
    }
}
