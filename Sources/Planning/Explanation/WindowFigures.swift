import Foundation
import PipelineSpec

/// A window in numbers: what its panes are, how many it has, how many are open at a time.
struct WindowFigures {
    /// How its state is kept: panes that leave again, a total that only grows, or sessions that end.
    enum Keeping: String { case panes, total, sessions }

    var text: String
    var keeping: Keeping
    /// What its panes are, so that state with the same panes can be used again.
    var panes: String
    /// Of calendar windows the longest.
    var widthMilliseconds: Int64
    var stepMilliseconds: Int64
    var paneMilliseconds: Int64
    /// Whether only keys that have changed are told.
    var tellsChangesOnly = false

    private static let day: Int64 = 86_400_000

    init(_ window: WindowDeclaration) {
        switch window {
        case .tumbling(let width):
            self.init("tumbling \(PlanWords.duration(width))", width, width, pane: width)
        case .hopping(let width, let every):
            self.init(
                "hopping \(PlanWords.duration(width)) every \(PlanWords.duration(every))", width, every,
                pane: Self.commonDivisor(width, every))
        case .sliding(let width, let pane):
            self.init(
                "sliding \(PlanWords.duration(width)), moving by \(PlanWords.duration(pane))", width, pane,
                pane: pane)
            tellsChangesOnly = true
        case .calendar(let period, let zone):
            let days: Int64 = period == .month ? 31 : period == .week ? 7 : 1
            self.init(
                "calendar \(period.rawValue) of \(zone)", days * Self.day, days * Self.day, pane: Self.day)
            panes = "1d of \(zone)"
        case .days(let count, let zone):
            self.init(
                "\(PlanWords.count(count, "day")) of \(zone)", count * Self.day, Self.day, pane: Self.day)
            panes = "1d of \(zone)"
        case .allTime(let every):
            self.init("all time, told every \(PlanWords.duration(every))", .max, every, pane: every)
            keeping = .total
            tellsChangesOnly = true
        case .session(let gap, let maximum):
            let gapText = PlanWords.duration(gap)
            let longest = maximum.map { ", \(PlanWords.duration($0)) at most" } ?? ""
            self.init("sessions \(gapText) apart" + longest, maximum ?? gap, gap, pane: maximum ?? gap)
            keeping = .sessions
            panes = gapText + longest
            tellsChangesOnly = true
        }
    }

    private init(_ text: String, _ width: Int64, _ step: Int64, pane: Int64) {
        self.text = text
        keeping = .panes
        panes = PlanWords.duration(pane)
        widthMilliseconds = width
        stepMilliseconds = step
        paneMilliseconds = pane
    }

    /// `nil` when the window is everything, or a session.
    var panesPerWindow: Int64? { keeping == .panes ? widthMilliseconds / paneMilliseconds : nil }

    /// Panes that are kept at a time: those of the newest window, those that late events still change, and the one
    /// that begins.
    func panesKept(latenessMilliseconds: Int64) -> Int64 {
        let late = (latenessMilliseconds + paneMilliseconds - 1) / paneMilliseconds
        return (panesPerWindow ?? 0) + late + 1
    }

    /// Windows that have begun and are not final yet.
    func openWindows(latenessMilliseconds: Int64) -> Int64 {
        guard keeping == .panes else { return 1 }
        let (sum, overflow) = widthMilliseconds.addingReportingOverflow(latenessMilliseconds)
        return overflow ? 1 : (sum + stepMilliseconds - 1) / stepMilliseconds
    }

    /// How many windows end in a day.
    var endsPerDay: Double { Double(Self.day) / Double(stepMilliseconds) }

    /// How often the pane is in windows at once: the least and the most.
    var overlap: (least: Int64, most: Int64)? {
        guard keeping == .panes else { return nil }
        let least = widthMilliseconds / stepMilliseconds
        return (least, widthMilliseconds % stepMilliseconds == 0 ? least : least + 1)
    }

    private static func commonDivisor(_ left: Int64, _ right: Int64) -> Int64 {
        var (larger, smaller) = (left, right)
        while smaller > 0 { (larger, smaller) = (smaller, larger % smaller) }
        return larger
    }
}

/// How many different keys are expected among some rows when all are equally frequent.
func expectedKeys(_ keys: Double, rows: Double) -> Double {
    rows <= 0 ? 0 : keys * (1 - exp(-rows / keys))
}
