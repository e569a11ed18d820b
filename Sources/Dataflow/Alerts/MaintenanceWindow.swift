public import EventModel

/// A stretch of event time, from `start` up to and not including `end`, in which a rule rests for some entities.
///
/// Evaluations inside are ignored, as if the windows that end there had not been looked at; detectors are not fed.
/// No transition is told inside: what would run out there (`for`, `keep_firing_for`, a limit) runs out at the end,
/// after an evaluation at that very time. A firing alert stays as it is: ending it would say that all is well.
public struct MaintenanceWindow: Hashable, Sendable {
    /// When it begins.
    public var start: EventTime
    /// When it is over; a window that ends before it starts means nothing.
    public var end: EventTime
    /// The entities that it is for, as ``KeyBytes``; `nil` for all.
    public var entities: [[UInt8]]?

    /// A window from its parts.
    public init(start: EventTime, end: EventTime, entities: [[UInt8]]? = nil) {
        self.start = start
        self.end = end
        self.entities = entities
    }
}
