import Glibc

/// The limit of a Bernoulli CUSUM from the false alarms that are allowed: exact, for single outcomes.
///
/// The run length grows in steps with the limit, since only certain sums can be reached; the limit is the smallest one
/// whose in-control run length is at least the one asked for, to within 1/1024 above it.
/// ``CUSUMLimitTable`` answers many entities at a fraction of the cost.
public struct CUSUMLimit: Hashable, Sendable {
    /// p₀, what is usual.
    public let rate: Double
    /// The factor of the odds that the chart watches for; below 1 for a fall.
    public let oddsRatio: Double
    private let up: Double
    private let down: Double
    private let upProbability: Double

    /// The limits for a chart: `nil` where ``CUSUMChart`` has no weights.
    public init?(rate: Double, oddsRatio: Double) {
        guard let weights = CUSUMChart.weights(rate: rate, oddsRatio: oddsRatio) else { return nil }
        self.rate = rate
        self.oddsRatio = oddsRatio
        // A chart for falls is a chart for rises of the failures.
        let isRise = oddsRatio > 1
        up = isRise ? weights.success : weights.failure
        down = isRise ? -weights.failure : -weights.success
        upProbability = isRise ? rate : 1 - rate
    }

    /// The number of outcomes between two false alarms: outcomes per day ÷ false alarms allowed per day.
    public static func runLength(outcomesPerDay: Double, falseAlarmsPerDay: Double) -> Double {
        outcomesPerDay / falseAlarmsPerDay
    }

    /// The expected number of outcomes until the signal with a limit above 0, while the rate stays what it was.
    public func inControlRunLength(limit: Double) -> Double {
        CUSUMRunLength(up: up, down: down, upProbability: upProbability).mean(limit: limit)
    }

    /// The expected number of outcomes until the signal of a change to p₁ that begins while the sum is 0.
    public func changedRunLength(limit: Double) -> Double {
        let changed = oddsRatio * rate / (1 + (oddsRatio - 1) * rate)
        let probability = oddsRatio > 1 ? changed : 1 - changed
        return CUSUMRunLength(up: up, down: down, upProbability: probability).mean(limit: limit)
    }

    /// The smallest limit with an in-control run length of at least so many outcomes.
    ///
    /// - Complexity: about ten run lengths, each O(h / step · some hundred); some milliseconds at a
    ///   rate of 1 %, ten times that at 0.1 %.
    public func limit(runLength: Double) -> Double {
        let target = log(runLength)
        // With a limit of one step up the first success signals.
        var low = (limit: up, excess: -log(upProbability) - target)
        guard low.excess < 0 else { return up }
        var high = low
        repeat {
            low = high
            // The run length grows at least as fast as exp(limit), so this lands on the other side or just short of it.
            high.limit -= high.excess - 0.02
            high.excess = excess(high.limit, target)
        } while high.excess < 0 && high.limit < Self.highest
        return narrowed(low, high, target)
    }

    private static let highest = 600.0
    private static let tolerance = 1.0 / 1024

    private typealias Point = (limit: Double, excess: Double)

    private func excess(_ limit: Double, _ target: Double) -> Double {
        log(inControlRunLength(limit: limit)) - target
    }

    /// False position kept off the ends, and every third step a bisection: the run length has steps of its own.
    private func narrowed(_ low: Point, _ high: Point, _ target: Double) -> Double {
        var (low, high) = (low, high)
        var turn = 0
        while high.limit - low.limit > Self.tolerance {
            let width = high.limit - low.limit
            let share = turn % 3 == 2 ? 0.5 : -low.excess / (high.excess - low.excess)
            // A little past the crossing, on alternating sides, so that both ends close in on it.
            let nudge = turn % 2 == 0 ? 0.4 : -0.4
            let guess = low.limit + share * width + (turn % 3 == 2 ? 0 : nudge * Self.tolerance)
            let edge = min(width / 4, Self.tolerance / 4)
            let place = min(max(guess, low.limit + edge), high.limit - edge)
            let excess = excess(place, target)
            if excess < 0 { low = (place, excess) } else { high = (place, excess) }
            turn += 1
        }
        return high.limit
    }
}
