public import EventModel

/// A transition of one instance, with the result row that it rests on.
public struct AlertTransition {
    /// The rule, by its place in the pipeline's plan.
    public var rule: Int
    /// The entity, in the merge task's key table.
    public var key: UInt32
    /// What happened.
    public var transition: AlertEpisode.Transition
    /// When, by event time.
    public var time: EventTime
    /// When the episode began, by event time.
    public var startedAt: EventTime
    /// The last result that was evaluated, a batch of one row with its own text; when data is missing, the last
    /// there was. For rules with a detector the columns of ``DetectorFigures/evidence(of:)``. Valid during the call.
    public var evidence: RowBatch
    /// What the detector said at the last evaluation, for rules that use one.
    public var figures: DetectorFigures?
}
