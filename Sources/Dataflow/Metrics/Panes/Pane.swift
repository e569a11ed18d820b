/// Panes: back-to-back slices of event time, counted from the epoch.
public enum Pane {
    /// The pane that a time falls into; rounds towards the past, also before the epoch.
    @inlinable public static func index(of milliseconds: Int64, width: Int64) -> Int64 {
        let quotient = milliseconds / width
        return milliseconds % width < 0 ? quotient - 1 : quotient
    }
}
