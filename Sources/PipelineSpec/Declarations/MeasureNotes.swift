/// What people are told of a metric or a score, beside its numbers.
public struct MeasureNotes: Sendable, Hashable {
    /// What it is, in words.
    public var description: String?
    /// The unit of its value.
    public var unit: String?
    /// What a catalogue of measures calls it, such as `T2`.
    public var id: String?
    /// Whether more of it is good or bad.
    public var direction: Direction?
    /// The team that answers for it.
    public var owner: String?
    /// The page that says what to do about it.
    public var runbook: String?

    /// Whether more of a measure is good or bad.
    public enum Direction: String, CaseIterable, Sendable {
        case higherIsBetter = "higher_is_better"
        case higherIsWorse = "higher_is_worse"
        case neutral
    }
}
