import EventModel

/// What a rule's condition says of one result.
struct RowVerdict: OptionSet {
    let rawValue: UInt8
    /// The condition to fire holds.
    static let holds = RowVerdict(rawValue: 1)
    /// The condition to resolve holds.
    static let isClear = RowVerdict(rawValue: 2)
    /// The entity is under maintenance: the row counts for nothing.
    static let isIgnored = RowVerdict(rawValue: 4)
    /// The window began before the input and the rule does not want such: the condition to fire cannot hold.
    static let isLeftOut = RowVerdict(rawValue: 8)
}

/// A condition that judges whole batches of results; has the states of its entities, if it needs any.
protocol RuleCondition: AnyObject {
    /// Adds to what is known of each row, and writes the figures of detectors.
    func judge(
        _ batch: RowBatch, entities: UnsafePointer<UInt32>, at time: Int64,
        verdicts: UnsafeMutablePointer<RowVerdict>, figures: UnsafeMutablePointer<DetectorFigures>)

    /// What it makes of an entity of which nothing came, where that is a result of 0; `nil` for one that it does not know.
    func judgeNothing(_ entity: UInt32, at time: Int64) -> (verdict: RowVerdict, figures: DetectorFigures)?
}

extension RuleCondition {
    /// For conditions without a memory of entities.
    func judgeNothing(_ entity: UInt32, at time: Int64) -> (verdict: RowVerdict, figures: DetectorFigures)? {
        nil
    }
}
