/// What comes next in the written state of a group's windows.
enum PaneStateMark: UInt8 {
    /// A stretch that can be read by itself, and the version of what it is written in.
    case beginning = 1
    /// Where the windows stand.
    case standing
    /// A pane that has no records.
    case emptyPane
    /// Records of panes, as a partial block; each stands for all that the pane has of its key.
    case records
    /// Sums of windows that nothing leaves.
    case totals
    /// Keys that a window was told with as provisional.
    case told

    static let version: UInt8 = 1
    /// How many keys of a told window are written together.
    static let chunk = 512
}
