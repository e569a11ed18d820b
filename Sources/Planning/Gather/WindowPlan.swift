import Dataflow
import EventModel
import PipelineSpec

/// How a declared window is cut into panes.
struct WindowPlan {
    /// The panes.
    let grid: PaneGrid
    /// Which of them make a window.
    let shape: WindowShape
    /// What its windows are if they are sessions; grid and shape mean nothing then.
    let sessions: SessionRule?
    /// What the panes are called in the names of groups.
    let name: String

    /// A window; the zones of days are looked up in `zones`.
    init(_ window: WindowDeclaration, _ zones: inout Zones) {
        switch window {
        case .tumbling(let width): self.init(pane: width, .tumbling(panes: 1))
        case .allTime(let every): self.init(pane: every, .unbounded(every: 1))
        case .sliding(let width, let pane): self.init(pane: pane, .sliding(panes: width / pane))
        case .hopping(let width, let every):
            let pane = Self.commonDivisor(width, every)
            self.init(pane: pane, .hopping(panes: width / pane, every: every / pane))
        case .calendar(let period, let zone): self.init(.init(period), zone, &zones)
        case .days(let count, let zone): self.init(.hopping(panes: count, every: 1), zone, &zones)
        case .session(let gap, let maximum):
            self.init(SessionRule(gapMilliseconds: gap, maximumMilliseconds: maximum))
        }
    }

    private init(_ sessions: SessionRule) {
        grid = .fixed(widthMilliseconds: 1)
        shape = .tumbling(panes: 1)
        self.sessions = sessions
        let maximum = sessions.maximumMilliseconds.map { " of \($0) ms at most" } ?? ""
        name = "per session\(maximum), \(sessions.gapMilliseconds) ms apart"
    }

    private init(pane width: Int64, _ shape: WindowShape) {
        grid = .fixed(widthMilliseconds: width)
        self.shape = shape
        sessions = nil
        name = "per \(PlanWords.duration(width))"
    }

    private init(_ shape: WindowShape, _ zone: String, _ zones: inout Zones) {
        grid = .days(zones.offsets(of: zone))
        self.shape = shape
        sessions = nil
        name = "per day of \(zone)"
    }

    private static func commonDivisor(_ left: Int64, _ right: Int64) -> Int64 {
        var (larger, smaller) = (left, right)
        while smaller > 0 { (larger, smaller) = (smaller, larger % smaller) }
        return larger
    }
}

extension WindowShape {
    fileprivate init(_ period: CalendarPeriod) {
        self =
            switch period {
            case .day: .calendar(.day)
            case .week: .calendar(.week)
            case .month: .calendar(.month)
            }
    }
}

/// The time zones of one pipeline, each looked up once.
struct Zones {
    private var known: [String: ZoneOffsets] = [:]

    /// A zone that reading the pipeline has found to be one.
    mutating func offsets(of name: String) -> ZoneOffsets {
        if let offsets = known[name] { return offsets }
        let offsets = ZoneTransitions.offsets(ofZone: name) ?? .utc
        known[name] = offsets
        return offsets
    }
}
