/// What the ``ShiftWatch`` of all entities of a rule share.
public struct ShiftRule: Sendable {
    /// On which side a shift matters.
    public enum Side: Sendable, Hashable {
        /// Upwards.
        case rise
        /// Downwards.
        case fall
        /// To either side.
        case both
    }

    /// What the readings are.
    public var kind: MeasureKind
    /// On which side a shift matters.
    public var side: Side
    /// λ: the weight of the newest value, above 0 and at most 1.
    public var smoothing: Double
    /// L: how many standard deviations of the average the limits are away, above 0.
    public var width: Double
    /// From how many values the usual level is learned, at least 2.
    public var training: Int

    /// A rule from its parts.
    public init(
        kind: MeasureKind, side: Side = .both, smoothing: Double = 0.2, width: Double = 2.962,
        training: Int = 30
    ) {
        self.kind = kind
        self.side = side
        self.smoothing = smoothing
        self.width = width
        self.training = training
    }

    /// How far a departure goes to a watched side; negative on the other.
    func watched(_ departure: Double) -> Double {
        switch side {
        case .rise: departure
        case .fall: -departure
        case .both: abs(departure)
        }
    }

    /// The limit on the side of a departure, as a distance from the mean.
    func limit(_ departure: Double, halfWidth: Double) -> Double {
        switch side {
        case .rise: halfWidth
        case .fall: -halfWidth
        case .both: departure < 0 ? -halfWidth : halfWidth
        }
    }
}
