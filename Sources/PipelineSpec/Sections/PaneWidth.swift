/// The slices that overlapping windows are made of.
enum PaneWidth {
    /// How many panes one window may be made of: each costs a look when a key's window moves.
    static let paneLimit: Int64 = 20_000

    /// The greatest common divisor of a width and a step: the widest pane that both are made of.
    static func common(_ width: Int64, _ step: Int64) -> Int64 {
        var (larger, smaller) = (width, step)
        while smaller > 0 { (larger, smaller) = (smaller, larger % smaller) }
        return larger
    }

    /// How finely a sliding window moves when nothing is said: the shortest round duration that is at least a
    /// sixtieth of the width and goes into it, otherwise the shortest of all such.
    static func resolution(ofWidth width: Int64) -> Int64 {
        if let round = roundDurations.first(where: { $0 >= width / 60 && $0 <= width && width % $0 == 0 }) {
            return round
        }
        let parts: Int64 = (1...60).last(where: { width % $0 == 0 }) ?? 1
        return width / parts
    }

    private static let roundDurations: [Int64] =
        [1, 2, 5, 10, 20, 50, 100, 200, 500] + [1, 2, 5, 10, 15, 20, 30].map { $0 * 1_000 }
        + [1, 2, 5, 10, 15, 20, 30].map { $0 * 60_000 } + [1, 2, 3, 4, 6, 12].map { $0 * 3_600_000 }
        + [1, 2, 7].map { $0 * 86_400_000 }
}

extension DurationText {
    /// Milliseconds as pipelines write them, in the largest unit that leaves no rest.
    static func text(_ milliseconds: Int64) -> String {
        let unit = units.filter { milliseconds % $0.value == 0 && $0.key != "w" }.max { $0.value < $1.value }
        guard let unit, milliseconds > 0 else { return "\(milliseconds)ms" }
        return "\(milliseconds / unit.value)\(unit.key)"
    }
}
