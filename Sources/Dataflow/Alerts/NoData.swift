/// What an entity without data does to its alert.
public enum NoData: String, Hashable, Sendable {
    /// Nothing: the alert stays as it is.
    case keep
    /// It counts as clear.
    case resolve
    /// It counts as holding the condition until data returns, for an entity that had data before. Entities are
    /// remembered for a time; one that is forgotten counts as clear.
    case fire
}
