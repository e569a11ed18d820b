/// How event time is cut into panes: back-to-back slices, numbered upwards from the epoch.
public enum PaneGrid: Hashable, Sendable {
    /// Panes of equal width in milliseconds, one beginning at the epoch.
    case fixed(widthMilliseconds: Int64)

    /// The pane that a time falls into; also before the epoch.
    @inlinable public func pane(of milliseconds: Int64) -> Int64 {
        switch self {
        case .fixed(let width): Pane.index(of: milliseconds, width: width)
        }
    }

    /// When a pane begins; the one before it ends there.
    @inlinable public func start(of pane: Int64) -> Int64 {
        switch self {
        case .fixed(let width): pane * width
        }
    }
}
