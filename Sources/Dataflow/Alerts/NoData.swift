/// What an entity without data does to its alert.
public enum NoData: String, Hashable, Sendable {
    /// Nothing: the alert stays as it is.
    case keep
    /// It counts as clear.
    case resolve
    /// It counts as holding the condition until data returns, for an entity that had data before. Entities are
    /// remembered for a time; one that is forgotten counts as clear.
    case fire
    /// It is a result of 0, which a detector reads like any other, for an entity that had data before and until it is
    /// forgotten. Without a detector it changes nothing.
    case zero

    /// Whether entities are remembered although nothing is wrong with them.
    var remembersEntities: Bool { self == .fire || self == .zero }
}
