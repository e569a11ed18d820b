/// What about an hour is worth telling, against the same hour of the weeks before.
public struct SeasonalPolicy: Hashable, Sendable {
    /// So many of the weeks must be known.
    public var fewestWeeks: Int
    /// The volume gate: nothing is told of an hour that should have had fewer events.
    public var smallestExpectedCount: Double
    /// The standard deviation is at least this share of the median, since six equal weeks do not make a law.
    public var relativeNoise: Double
    /// A change down by this share of the median is a fall, one up by it a rise.
    public var fall: Double
    /// A change down by this share is a steep fall.
    public var steepFall: Double
    /// A robust z this far from 0 is an outlier.
    public var outlier: Double

    /// The usual limits, or others.
    public init(
        fewestWeeks: Int = 4, smallestExpectedCount: Double = 30, relativeNoise: Double = 0.05,
        fall: Double = 0.3, steepFall: Double = 0.5, outlier: Double = 3
    ) {
        self.fewestWeeks = fewestWeeks
        self.smallestExpectedCount = smallestExpectedCount
        self.relativeNoise = relativeNoise
        self.fall = fall
        self.steepFall = steepFall
        self.outlier = outlier
    }
}

/// What a ``SeasonalReading`` has to tell.
public struct SeasonalSignals: OptionSet, Hashable, Sendable {
    /// One bit per signal.
    public let rawValue: UInt8

    /// The signals of some bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Down by at least the policy's fall.
    public static let fall = Self(rawValue: 1)
    /// Down by at least the policy's steep fall.
    public static let steepFall = Self(rawValue: 2)
    /// Up by at least the policy's fall.
    public static let rise = Self(rawValue: 4)
    /// So low that chance and the usual spread do not explain it.
    public static let low = Self(rawValue: 8)
    /// So high that they do not.
    public static let high = Self(rawValue: 16)
}
