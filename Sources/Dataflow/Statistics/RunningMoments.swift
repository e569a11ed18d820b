/// The count, mean and variance of values that come one at a time, in 24 bytes.
///
/// By Welford's recurrence ("Note on a method for calculating corrected sums of squares and products", 1962), which
/// does not cancel as sums of squares do. The last bits depend on the order: tell the values in a canonical one.
public struct RunningMoments: Hashable, Sendable {
    /// How many values came.
    public private(set) var count: Int64
    /// Their mean, 0 without any.
    public private(set) var mean: Double
    /// The sum of their squared distances from the mean.
    public private(set) var squaredDistances: Double

    /// No values yet, or as many as a saved state says.
    public init(count: Int64 = 0, mean: Double = 0, squaredDistances: Double = 0) {
        self.count = count
        self.mean = mean
        self.squaredDistances = squaredDistances
    }

    /// Takes in one value; one that is not finite would spoil all later ones and is passed over.
    public mutating func add(_ value: Double) {
        guard value.isFinite else { return }
        count += 1
        let before = value - mean
        mean += before / Double(count)
        squaredDistances += before * (value - mean)
    }

    /// The unbiased standard deviation (n − 1 below), `nil` for fewer than two values.
    public var deviation: Double? {
        count > 1 ? (squaredDistances / Double(count - 1)).squareRoot() : nil
    }
}
