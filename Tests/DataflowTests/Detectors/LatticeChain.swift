import Glibc

/// The Markov chain of a cumulative sum whose steps are whole numbers, solved by elimination: the plain way to a run length.
struct LatticeChain {
    let up: Int
    let down: Int
    /// Sums 0 ..< states go on, others signal.
    let states: Int

    func runLength(upProbability p: Double) -> Double {
        // (I − Q) L = 1
        var rows = (0..<states).map { state in
            var row = Array(repeating: 0.0, count: states + 1)
            row[state] += 1
            row[max(0, state - down)] -= 1 - p
            if state + up < states { row[state + up] -= p }
            row[states] = 1
            return row
        }
        for pivot in 0..<states {
            let best = (pivot..<states).max { abs(rows[$0][pivot]) < abs(rows[$1][pivot]) } ?? pivot
            rows.swapAt(pivot, best)
            for row in 0..<states where row != pivot && rows[row][pivot] != 0 {
                let factor = rows[row][pivot] / rows[pivot][pivot]
                for column in pivot...states { rows[row][column] -= factor * rows[pivot][column] }
            }
        }
        return rows[0][states] / rows[0][0]
    }

    static func log(_ value: Double) -> Double { Glibc.log(value) }
    static func exp(_ value: Double) -> Double { Glibc.exp(value) }
}
