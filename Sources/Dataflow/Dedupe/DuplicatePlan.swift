/// What makes a row a duplicate.
public struct DuplicatePlan: Sendable {
    /// The operator's name.
    public var name: String
    /// The column whose value names an event, a string.
    public var column: Int
    /// How far apart in event time two rows of one id are duplicates, in milliseconds.
    public var withinMilliseconds: Int64
    /// How far behind the watermark rows are taken in, in milliseconds.
    public var allowedLatenessMilliseconds: Int64
    /// How many ids are remembered at most; `nil` for as many as there are.
    public var limit: Int?

    /// A plan from its parts.
    public init(
        name: String, column: Int, withinMilliseconds: Int64, allowedLatenessMilliseconds: Int64,
        limit: Int? = nil
    ) {
        self.name = name
        self.column = column
        self.withinMilliseconds = withinMilliseconds
        self.allowedLatenessMilliseconds = allowedLatenessMilliseconds
        self.limit = limit
    }
}

/// What a filter has counted since it began.
public struct DuplicateCounts: Equatable, Sendable {
    /// Rows that were taken out.
    public var duplicates = 0
    /// Rows without an id, which stay.
    public var withoutID = 0
    /// Ids that were forgotten before their time because of the limit: a later copy of these may stay.
    public var forgottenEarly = 0

    /// Nothing counted.
    public init() {}

    /// Adds the counts of another filter.
    public static func += (left: inout Self, right: Self) {
        left.duplicates += right.duplicates
        left.withoutID += right.withoutID
        left.forgottenEarly += right.forgottenEarly
    }
}
