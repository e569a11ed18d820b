public import EventModel

/// A record that the log refused for good.
public struct RefusedRecord: Equatable, Sendable {
    /// The topic that it was meant for.
    public var topic: String
    /// The record's key; `nil` for none. Long keys are cut to 256 bytes.
    public var key: [UInt8]?
    /// The size of the payload in bytes.
    public var valueCount: Int
    /// Why.
    public var failure: LogFailure
}

/// Records that were refused since the last time they were taken.
public struct DeliveryFailures: Equatable, Sendable {
    /// How many.
    public var count = 0
    /// The first of them, at most ``limit``.
    public var first: [RefusedRecord] = []

    /// How many refused records are remembered one by one.
    public static let limit = 100

    /// No failures.
    public init() {}
}

/// What became of the records that were sent.
public struct DeliveryCounts: Equatable, Sendable {
    /// Handed to the client.
    public var sent: Int
    /// Refused for good.
    public var failed: Int
    /// Not acknowledged yet.
    public var waiting: Int
    /// Acknowledged by the log.
    public var delivered: Int { max(0, sent - failed - waiting) }

    /// Counts from their parts.
    public init(sent: Int, failed: Int, waiting: Int) {
        self.sent = sent
        self.failed = failed
        self.waiting = waiting
    }
}
