/// How far the clocks of a time zone were and will be from UTC, for the parts of timestamps over columns.
///
/// The table comes from outside, so that nothing here depends on the machine's time-zone data. 16 bytes per transition;
/// a look-up is O(log transitions).
public struct ZoneTable: Sendable, Hashable {
    /// Finds a zone by its name, such as `Europe/Berlin`; `nil` for a name that is no zone.
    public typealias Lookup = @Sendable (_ name: String) -> ZoneTable?

    /// Since when an offset is in force, in milliseconds since the epoch, earliest first; one less than ``offsets``.
    let starts: [Int64]
    /// Local time less UTC, in milliseconds; the first one holds before all changes.
    let offsets: [Int64]

    /// A zone that never changes its clocks.
    ///
    /// - Parameter offsetMilliseconds: local time less UTC; more than two days are cut off.
    public init(offsetMilliseconds: Int64) {
        starts = []
        offsets = [Self.held(offsetMilliseconds)]
    }

    /// A zone from the offset before the first change, and its changes.
    ///
    /// - Parameters:
    ///   - firstOffsetMilliseconds: local time less UTC before the first change.
    ///   - changes: since when, in milliseconds since the epoch, which offset is in force; in any order. Of two at one
    ///     time the later one in the list counts.
    public init(
        firstOffsetMilliseconds: Int64, changes: [(utcMilliseconds: Int64, offsetMilliseconds: Int64)]
    ) {
        let ordered = Dictionary(
            changes.map { ($0.utcMilliseconds, $0.offsetMilliseconds) }, uniquingKeysWith: { $1 }
        ).sorted { $0.key < $1.key }
        starts = ordered.map(\.key)
        offsets = [Self.held(firstOffsetMilliseconds)] + ordered.map { Self.held($0.value) }
    }

    private static func held(_ offset: Int64) -> Int64 { min(max(offset, -172_800_000), 172_800_000) }

    /// The stretch of time between two changes that an instant is in.
    func stretch(at utcMilliseconds: Int64) -> Int {
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] > utcMilliseconds { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Since when, until when (exclusive), and with which offset a stretch holds.
    func bounds(ofStretch stretch: Int) -> (start: Int64, end: Int64, offset: Int64) {
        (
            stretch > 0 ? starts[stretch - 1] : .min, stretch < starts.count ? starts[stretch] : .max,
            offsets[stretch]
        )
    }
}
