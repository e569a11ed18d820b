public import Expressions

/// A promise: made by one event, due at a time, then kept, broken or waived.
///
/// Either events keep it and the due time breaks it, or events break it and the due time keeps it.
public struct PromiseDeclaration: Sendable {
    /// What the pipeline calls it.
    public var name: String
    /// The string field that ties the events together; sources that are not partitioned by it are shared out anew.
    public var key: String
    /// The event that makes it.
    public var made: PromiseMaking
    /// The events that keep it, or none; the first to happen counts.
    public var kept: [PromiseEvent]
    /// The events that break it, when none keeps it.
    public var broken: [PromiseEvent]
    /// The events after which it no longer counts.
    public var waived: [PromiseEvent]
    /// What is gathered of further events up to the due time.
    public var gathered: [GatheredField] = []
    /// How long after the due time an unkept promise is remembered.
    public var forgetAfterMilliseconds: Int64
    /// Where it is declared.
    public var location: SourceLocation

    /// The events that decide it before its due time does: those that keep it, or those that break it.
    public var deciding: [PromiseEvent] { kept + broken }
    /// All events that it reads besides the one that makes it.
    public var events: [PromiseEvent] { deciding + waived + gathered.map(\.event) }
    /// Whether the due time keeps it, and events break it if any do.
    public var isBrokenByEvents: Bool { kept.isEmpty }
}

/// The event that makes a promise.
public struct PromiseMaking: Sendable {
    /// The name of the source.
    public var source: String
    /// Which of its events; `nil` for all.
    public var when: CheckedExpression?
    /// When the promise is due, a timestamp.
    public var due: CheckedExpression
    /// Fields of the event that are kept with the promise.
    public var remember: [String]
}

/// What the first of some events up to the due time tells of a promise.
public struct GatheredField: Sendable {
    /// The name by which rows have it.
    public var name: String
    /// The events.
    public var event: PromiseEvent
    /// The field whose value is gathered; `nil` to tell only whether there was an event.
    public var field: String?
    /// What rows have: the field's type, or bool.
    public var type: ValueType
}

/// An event that changes a promise.
public struct PromiseEvent: Sendable {
    /// The name of the source.
    public var source: String
    /// Which of its events; `nil` for all.
    public var when: CheckedExpression?
}
