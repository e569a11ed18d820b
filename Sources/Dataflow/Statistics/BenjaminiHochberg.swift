/// Which of many tests at once have found something, when at most a given share of the finds may be false.
///
/// The step-up procedure of Benjamini and Hochberg ("Controlling the false discovery rate", 1995): with the p-values in
/// ascending order, all up to the last one with p₍ᵢ₎ ≤ i / n · rate are discoveries. Equal p-values share one verdict,
/// so the order in which the tests are given cannot show.
public struct BenjaminiHochberg: Hashable, Sendable {
    /// The share of the discoveries that may be false.
    public let rate: Double

    /// A procedure for a false discovery rate in 0…1.
    public init(rate: Double = 0.05) { self.rate = rate }

    /// The largest p-value that is still a discovery, `nil` if none is. A p-value that is not a number counts as a
    /// test that found nothing.
    /// - Complexity: O(n log n).
    public func threshold(of pValues: [Double]) -> Double? {
        let sorted = pValues.filter { !$0.isNaN }.sorted()
        let last = sorted.indices.last {
            // Multiplied out as p · n ≤ i · rate: a division would move the edge by a rounding.
            sorted[$0] * Double(pValues.count) <= Double($0 + 1) * rate
        }
        return last.map { sorted[$0] }
    }

    /// For each p-value, in the order given, whether it is a discovery.
    public func discoveries(among pValues: [Double]) -> [Bool] {
        guard let threshold = threshold(of: pValues) else { return pValues.map { _ in false } }
        return pValues.map { $0 <= threshold }
    }
}
