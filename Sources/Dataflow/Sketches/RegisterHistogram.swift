/// How many registers of a ``HyperLogLog`` hold each value, and the number of values they tell of.
///
/// The improved raw estimator of Ertl (New cardinality estimation algorithms for HyperLogLog sketches, 2017,
/// algorithm 6): unbiased over the whole range without tables. It needs sums, products and square roots only, which
/// IEEE 754 defines to the last bit, so that every machine gives the same estimate.
struct RegisterHistogram {
    /// The number of registers with value 0, 1, … up to the largest that a register can have.
    let counts: [Int]

    /// The number of different values.
    var estimate: Double {
        let registers = Double(counts.reduce(0, +))
        let largest = counts.count - 1
        var sum = registers * Self.tau(1 - Double(counts[largest]) / registers)
        for value in stride(from: largest - 1, through: 1, by: -1) {
            sum = 0.5 * (sum + Double(counts[value]))
        }
        sum += registers * Self.sigma(Double(counts[0]) / registers)
        // 1 / (2 ln 2)
        return 0.721_347_520_444_481_7 * registers * registers / sum
    }

    // x + Σ x^(2^k) · 2^(k−1), for the registers that are still 0.
    private static func sigma(_ fraction: Double) -> Double {
        if fraction == 1 { return .infinity }
        var (power, factor, sum, last) = (fraction, 1.0, fraction, -1.0)
        while sum != last {
            last = sum
            power *= power
            sum += power * factor
            factor += factor
        }
        return sum
    }

    // (1 − x − Σ (1 − x^(2^−k))² · 2^−k) / 3, for the registers that can rise no further.
    private static func tau(_ fraction: Double) -> Double {
        if fraction == 0 || fraction == 1 { return 0 }
        var (root, factor, sum, last) = (fraction, 1.0, 1 - fraction, -1.0)
        while sum != last {
            last = sum
            root = root.squareRoot()
            factor *= 0.5
            sum -= (1 - root) * (1 - root) * factor
        }
        return sum / 3
    }
}
