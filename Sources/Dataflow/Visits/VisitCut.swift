/// The times that part a visitor's events into visits, and where visits that last too long are cut.
///
/// Cuts lie on a fixed grid: event time is divided into cells of a sixteenth of the maximum, counted from the epoch.
/// A run of events without a gap is cut every sixteen cells, counted from the cell of its first event. So no visit
/// spans more than the maximum, none is cut that is shorter than 15/16 of it, and where the cuts lie follows from event
/// times alone. Cuts counted from the first event itself would part events at any millisecond as soon as an earlier
/// event arrives; with the grid, whatever is summed up within a cell never has to be taken apart again.
struct VisitCut {
    static let cellsPerMaximum: Int64 = 16

    let gap: Int64
    let allowedLateness: Int64
    private let cellWidth: Int64?

    init(_ plan: VisitPlan) {
        self.init(
            gap: plan.gapMilliseconds, maximum: plan.maximumMilliseconds,
            allowedLateness: plan.allowedLatenessMilliseconds)
    }

    /// All in milliseconds.
    init(gap: Int64, maximum: Int64?, allowedLateness: Int64) {
        precondition(gap > 0 && allowedLateness >= 0)
        if let maximum {
            precondition(maximum >= Self.cellsPerMaximum, "the maximum is too short to be cut")
        }
        self.gap = min(gap, .max / 4)
        self.allowedLateness = min(allowedLateness, .max / 4)
        cellWidth = maximum.map { $0 / Self.cellsPerMaximum }
    }

    /// The cell of a time; all times are in one cell when there is no maximum.
    @inline(__always)
    func cell(of time: Int64) -> Int64 {
        guard let cellWidth else { return 0 }
        return Pane.index(of: time, width: cellWidth)
    }

    /// Which visit of a run a cell belongs to, by the cell in which the run begins.
    @inline(__always)
    func piece(_ cell: Int64, anchor: Int64) -> Int64 { (cell &- anchor) / Self.cellsPerMaximum }

    /// Whether two events have no longer silence between them than a visit may.
    @inline(__always)
    func joins(_ earlier: Int64, _ later: Int64) -> Bool {
        let (silence, overflow) = later.subtractingReportingOverflow(earlier)
        return !overflow && silence <= gap
    }

    /// When a visit that ends at `end` is told: as soon as nothing on time can extend it.
    func tellAt(_ end: Int64) -> Int64 { Self.adding(gap + 1, to: end) }

    /// When a visit that ends at `end` is forgotten: as soon as nothing that is taken in can extend it.
    func forgetAt(_ end: Int64) -> Int64 { Self.adding(gap + 1 + allowedLateness, to: end) }

    /// The earliest time of events that are taken in at a watermark.
    func earliest(at watermark: Int64) -> Int64 {
        let (time, overflow) = watermark.subtractingReportingOverflow(allowedLateness)
        return overflow ? .min : time
    }

    private static func adding(_ delay: Int64, to time: Int64) -> Int64 {
        let (sum, overflow) = time.addingReportingOverflow(delay)
        return overflow ? .max : sum
    }
}
