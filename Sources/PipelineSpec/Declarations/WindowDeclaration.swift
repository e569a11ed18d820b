/// What one result of a metric stretches over. Windows begin at multiples of their step since the epoch.
public enum WindowDeclaration: Sendable, Hashable {
    /// Back to back.
    case tumbling(widthMilliseconds: Int64)
    /// Overlapping: one begins at every step; the width is a multiple of it.
    case hopping(widthMilliseconds: Int64, everyMilliseconds: Int64)

    /// From a window's start to its end.
    public var widthMilliseconds: Int64 {
        switch self {
        case .tumbling(let width), .hopping(let width, _): width
        }
    }

    /// From one window's start to the next one's.
    public var everyMilliseconds: Int64 {
        switch self {
        case .tumbling(let width): width
        case .hopping(_, let every): every
        }
    }
}
