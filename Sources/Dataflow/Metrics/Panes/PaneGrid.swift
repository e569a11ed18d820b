public import EventModel

/// How event time is cut into panes: back-to-back slices, numbered upwards from the epoch.
public enum PaneGrid: Hashable, Sendable {
    /// Panes of equal width in milliseconds, one beginning at the epoch.
    case fixed(widthMilliseconds: Int64)
    /// The local days of a time zone, which may have 23 or 25 hours; the number of a pane is that of its day.
    case days(ZoneOffsets)

    /// The pane that a time falls into; also before the epoch.
    public func pane(of milliseconds: Int64) -> Int64 {
        switch self {
        case .fixed(let width): Pane.index(of: milliseconds, width: width)
        case .days(let zone): zone.localDay(of: milliseconds)
        }
    }

    /// When a pane begins; the one before it ends there.
    public func start(of pane: Int64) -> Int64 {
        switch self {
        case .fixed(let width): pane * width
        case .days(let zone): zone.start(ofLocalDay: pane)
        }
    }
}
