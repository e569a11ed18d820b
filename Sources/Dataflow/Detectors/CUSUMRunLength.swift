/// How many outcomes a Bernoulli CUSUM takes on average from 0 to its signal, at a given rate.
///
/// The Markov chain of S is solved without putting it on a lattice. Between two stays at 0 the sum is
/// i steps of the small kind plus o of the large kind, one up and one down, strictly between 0 and h. The expected visits
/// to each such place follow from those to its two predecessors, row by row in o:
/// v(o, i) = P(large) · v(o − 1, i) + P(small) · v(o, i − 1). Then the run length is the expected length of one such
/// excursion over the probability that it ends at h instead of 0. All terms are positive, so nothing cancels; what is
/// cut off is below 10⁻¹² of the result.
struct CUSUMRunLength {
    private let up: Double
    private let upProbability: Double
    private let large: Double
    private let largeProbability: Double
    private let small: Double
    private let smallProbability: Double
    private let isLargeUp: Bool

    /// The walk that goes up by `up` with probability `upProbability` and down by `down` otherwise; both above 0.
    init(up: Double, down: Double, upProbability: Double) {
        self.up = up
        self.upProbability = upProbability
        isLargeUp = up >= down
        large = isLargeUp ? up : -down
        small = isLargeUp ? -down : up
        largeProbability = isLargeUp ? upProbability : 1 - upProbability
        smallProbability = 1 - largeProbability
    }

    /// The mean run length with a limit above 0.
    ///
    /// - Complexity: O(h / small step) places for each of some ten to some hundred large steps.
    func mean(limit: Double) -> Double {
        guard limit > up else { return 1 / upProbability }
        let width = Int(limit / abs(small)) + 3
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: width) { visits in
            visits.initialize(repeating: 0)
            return mean(limit: limit, visits: visits)
        }
    }

    private func mean(limit: Double, visits: UnsafeMutableBufferPointer<Double>) -> Double {
        var length = 1.0
        var signal = 0.0
        var before: (first: Int, count: Int) = (0, 0)
        // An excursion begins with a step up: a large one, or a small one in the row without large ones.
        var row = isLargeUp ? 1 : 0
        var entry = upProbability
        while true {
            let places = places(inRow: row, limit: limit)
            let (sum, leaving) = sweep(visits, places, after: before, entry: entry, row: row, limit: limit)
            length += sum
            signal += leaving
            if signal > 0, sum < 1e-13 * length, leaving < 1e-13 * signal { return length / signal }
            // A limit that is all but out of reach: beyond what a double can tell.
            if row > Self.mostRows { return .infinity }
            entry = 0
            before = places
            row += 1
        }
    }

    private static let mostRows = 1_000_000

    private func sum(row: Int, place: Int) -> Double { Double(row) * large + Double(place) * small }

    /// The places of a row that lie strictly between 0 and the limit, `first` with the fewest small steps.
    private func places(inRow row: Int, limit: Double) -> (first: Int, count: Int) {
        // Small steps lead from `near` to `far`: down from the limit, or up from 0.
        let (near, far) = isLargeUp ? (limit, 0) : (0, limit)
        func isPast(_ place: Int, _ edge: Double) -> Bool {
            isLargeUp ? sum(row: row, place: place) < edge : sum(row: row, place: place) > edge
        }
        let start = Double(row) * large
        var first = max(0, Int((near - start) / small))
        while first > 0, isPast(first - 1, near) { first -= 1 }
        while !isPast(first, near) { first += 1 }
        var last = max(first, Int((far - start) / small))
        let isOutside = { (place: Int) in isPast(place, far) || self.sum(row: row, place: place) == far }
        while last >= first, isOutside(last) { last -= 1 }
        while !isOutside(last + 1) { last += 1 }
        return (first, last - first + 1)
    }

    /// Replaces the visits of the row before by those of this one, in place: a row begins no earlier than the one before.
    private func sweep(
        _ visits: UnsafeMutableBufferPointer<Double>, _ places: (first: Int, count: Int),
        after before: (first: Int, count: Int), entry: Double, row: Int, limit: Double
    ) -> (sum: Double, leaving: Double) {
        let shift = places.first - before.first
        // An excursion that starts with a small step up enters at one step, with a large one at none.
        let entryPlace = (isLargeUp ? 0 : 1) - places.first
        var current = 0.0
        var sum = 0.0
        var leaving = 0.0
        for index in 0..<places.count {
            let source = index + shift
            let above = source < before.count ? visits[source] : 0
            current = current * smallProbability + above * largeProbability
            if index == entryPlace { current += entry }
            visits[index] = current
            sum += current
        }
        let isLeaving = { (index: Int) in self.sum(row: row, place: places.first + index) + up >= limit }
        if isLargeUp {
            for index in 0..<places.count {
                guard isLeaving(index) else { break }
                leaving += visits[index]
            }
        } else if let last = (0..<places.count).last, isLeaving(last) {
            leaving = visits[last]
        }
        return (sum, leaving * upProbability)
    }
}
