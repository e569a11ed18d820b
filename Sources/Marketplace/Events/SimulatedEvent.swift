public import EventModel

/// One event of the simulated marketplace, ready to be sent.
public struct SimulatedEvent: Equatable, Sendable {
    /// When it happened; also in ``json`` as `event_time`.
    public var time: EventTime
    /// When it reaches its topic; never earlier than that of the event before.
    public var arrival: EventTime
    /// The topic: `orders` or `logistics`.
    public var topic: String
    /// The record key: the order's id.
    public var key: String
    /// The event as one JSON object in UTF-8, without a line end.
    public var json: [UInt8]
}
