import EventModel

/// The watermark of one partition of one source, and whether the partition is silent.
///
/// It is the largest event time less the allowed disorder and never moves back.
struct InputWatermark: Equatable, Sendable {
    /// The largest event time read.
    var newest = Int64.min
    /// When something was last read, in the task's attended time; before that, since when something could have been.
    var activeSince: Int64 = 0
    /// Whether the input's source is known to have begun.
    var hasBegun = false
    /// Whether all that the partition holds has been read. A partition that lags or is paused is not at its end.
    var isAtEnd = false

    func watermark(outOfOrderness: Int64) -> Int64 {
        newest == .min ? .min : newest.subtractingReportingOverflow(outOfOrderness).partialValue
    }

}
