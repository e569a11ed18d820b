/// The ends of windows that hold something: the multiples of a step that lie in reach of a pane.
///
/// Stretches without panes are skipped in one go, so that a watermark that jumps by years costs nothing.
struct WindowBoundaries {
    /// The window's width in milliseconds.
    let width: Int64
    /// The step from one window's end to the next, also the width of a pane.
    let step: Int64
    /// The last boundary that was passed.
    private(set) var last = Int64.min

    init(width: Int64, step: Int64) {
        self.width = width
        self.step = step
    }

    /// The next boundary after the last one whose window holds a pane.
    func next(panes: PaneNumbers) -> Int64? {
        guard let pane = panes.first(where: { reaches($0, beyond: last) }) else { return nil }
        let first = (pane + 1) * step
        return last == .min ? first : max(last + step, first)
    }

    /// Whether a window that ends after `time` can hold the pane.
    func reaches(_ pane: Int64, beyond time: Int64) -> Bool { time == .min || pane * step + width > time }

    /// Which panes the window that ends at a boundary is made of.
    func panes(endingAt boundary: Int64) -> Range<Int64> { (boundary - width) / step..<boundary / step }

    mutating func pass(_ boundary: Int64) { last = max(last, boundary) }
}
