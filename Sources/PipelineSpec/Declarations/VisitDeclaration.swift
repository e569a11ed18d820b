public import EventModel
public import Expressions

/// Visits: one visitor's events with no silence longer than the gap between them.
public struct VisitDeclaration: Sendable {
    /// What the pipeline calls them.
    public var name: String
    /// The name of the source.
    public var source: String
    /// The string field that tells visitors apart; a source that is not partitioned by it is shared out anew.
    public var visitor: String
    /// How long a visitor may be silent within a visit.
    public var gapMilliseconds: Int64
    /// What no visit spans more than.
    public var maximumMilliseconds: Int64
    /// Which events mark their visit as a bot's; `nil` for none.
    public var bot: CheckedExpression?
    /// Whether the visits of bots are rows, too.
    public var tellsBots: Bool
    /// Which events count as a page; `nil` for none.
    public var page: CheckedExpression?
    /// Which events make a visit effective by themselves; `nil` for none.
    public var keyEvent: CheckedExpression?
    /// A visit that lasts longer than this is effective.
    public var effectiveDwellMilliseconds: Int64
    /// A visit of so many pages is effective.
    public var effectivePages: Int
    /// The steps of the funnel, in order.
    public var funnel: [NamedCondition]
    /// What is told as "any event of the visit did".
    public var flags: [NamedCondition]
    /// What is told as "so many events of the visit did".
    public var counts: [NamedCondition]
    /// Fields of the first event.
    public var entry: [NamedField]
    /// Fields of the last event.
    public var exit: [NamedField]
    /// The field whose different values are counted.
    public var distinct: NamedField?
    /// Among how many of its first events a step of the funnel is looked for.
    public var eventsPerStep: Int
    /// How many different values are counted exactly; more are estimated.
    public var distinctValues: Int
    /// Where it is declared.
    public var location: SourceLocation
}

/// A condition on events under a name.
public struct NamedCondition: Sendable {
    /// The name.
    public var name: String
    /// The condition.
    public var condition: CheckedExpression
}

/// A field of an event under the name that a visit has it by.
public struct NamedField: Sendable {
    /// The name.
    public var name: String
    /// The field.
    public var field: String
    /// What it holds.
    public var type: FieldType
}
