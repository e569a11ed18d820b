import Glibc

/// Limits of Bernoulli CUSUMs for many entities with one odds ratio, worked out where they are first needed.
///
/// ``CUSUMLimit`` at the nodes of a grid over the log odds of p₀ and over ln(run length · p₀ · (1 − p₀)), with straight
/// lines between them. The second is the length counted in outcomes of the rarer kind, on which the limit depends far
/// more than on p₀: beyond about 1/500 and 499/500 p₀ itself no longer matters, and the outermost column is used. A node
/// depends on nothing but its place, so the order of the questions cannot show.
///
/// **Error**, as the in-control run length over the one asked for, the worst of some hundred random places with at least
/// five times the run length of a single success (beyond 25 % the sums that can be reached lie far apart):
///
/// | odds ratio | p₀ ≤ 3 % | ≤ 25 % | > 25 % |
/// |---|---|---|---|
/// | 1.5 | 0.5 % | 4 % | 7 % |
/// | 2 | 1 % | 5 % | 10 % |
/// | 3 | 2 % | 11 % | 18 % |
///
/// 30 kB per table; a node takes about 6 ms with an odds ratio of 2, and entities of one kind share some ten to some hundred.
public struct CUSUMLimitTable: Sendable {
    /// The factor of the odds that the charts watch for.
    public let oddsRatio: Double
    private var nodes: [Double]

    /// An empty table for an odds ratio above 0 and not 1, otherwise `nil`.
    public init?(oddsRatio: Double) {
        guard CUSUMLimit(rate: 0.5, oddsRatio: oddsRatio) != nil else { return nil }
        self.oddsRatio = oddsRatio
        nodes = Array(repeating: .nan, count: Self.columns * Self.rows)
    }

    private static let columns = 51
    private static let columnWidth = 0.25
    private static let rows = 72
    private static let rowWidth = 0.25

    /// The limit for an entity, `nil` for a rate outside 0…1 or a run length that is not above 0.
    ///
    /// - Complexity: O(1) once the four nodes around the place are known; a new one costs one ``CUSUMLimit``.
    public mutating func limit(rate: Double, runLength: Double) -> Double? {
        guard rate > 0, rate < 1, runLength > 0, runLength.isFinite else { return nil }
        let column = Self.place(
            log(rate / (1 - rate)) / Self.columnWidth + Double(Self.columns / 2), count: Self.columns)
        let length = log(runLength) + log(rate) + log1p(-rate)
        let row = Self.place(length / Self.rowWidth, count: Self.rows)
        let lower = mix(
            node(column.index, row.index), node(column.index + 1, row.index), column.share)
        let upper = mix(
            node(column.index, row.index + 1), node(column.index + 1, row.index + 1), column.share)
        // Past the last row the run length grows as exp(limit).
        return mix(lower, upper, row.share) + max(0, length - Double(Self.rows - 1) * Self.rowWidth)
    }

    /// The node at or before a place, held inside the grid, and how far the place is on the way to the next one.
    private static func place(_ place: Double, count: Int) -> (index: Int, share: Double) {
        let held = min(max(place, 0), Double(count - 1))
        let index = min(Int(held), count - 2)
        return (index, held - Double(index))
    }

    private func mix(_ first: Double, _ second: Double, _ share: Double) -> Double {
        first + share * (second - first)
    }

    private mutating func node(_ column: Int, _ row: Int) -> Double {
        let index = row * Self.columns + column
        if nodes[index].isNaN { nodes[index] = exact(column, row) }
        return nodes[index]
    }

    private func exact(_ column: Int, _ row: Int) -> Double {
        let rate = 1 / (1 + exp(-Double(column - Self.columns / 2) * Self.columnWidth))
        let runLength = exp(Double(row) * Self.rowWidth) / (rate * (1 - rate))
        return CUSUMLimit(rate: rate, oddsRatio: oddsRatio)?.limit(runLength: runLength) ?? .nan
    }
}
