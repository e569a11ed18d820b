public import EventModel
public import Expressions

/// How often an entity's alert may be told.
public struct LimitDeclaration: Sendable, Hashable {
    /// How many episodes, at least 1.
    public var episodes: Int
    /// In what stretch of event time, above 0.
    public var perMilliseconds: Int64

    /// A limit from its parts.
    public init(episodes: Int, perMilliseconds: Int64) {
        self.episodes = episodes
        self.perMilliseconds = perMilliseconds
    }
}

/// When a rule rests.
public struct MaintenanceDeclaration: Sendable, Hashable {
    /// When it begins.
    public var from: EventTime
    /// When it is over, later than ``from``.
    public var to: EventTime
    /// The entities by the parts of their keys, in the order of the metric's `by`; `nil` for all.
    public var entities: [[String]]?
}

/// A text of an alert's records, with a name.
public struct AlertText: Sendable {
    /// What records call it.
    public var name: String
    /// The text, with expressions in it.
    public var template: CheckedTemplate
}
