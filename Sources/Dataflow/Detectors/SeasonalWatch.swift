import EventModel

/// Notices that a window of one entity is unlike the windows that ended at the same time of the week before.
///
/// Windows may overlap: each is held against its like. A window that changes by too much goes into the baseline as well;
/// the median of some weeks does not mind one bad one. Its figures are the change as a share of the median, the change that
/// signals, and the median.
///
/// **Memory**: that of a ``SeasonalBaseline``, 4 kB with hours and six weeks, for sums twice that.
public struct SeasonalWatch: Detector {
    /// What all entities share.
    public typealias Settings = SeasonalRule

    private var values: SeasonalBaseline
    // How many events there usually are, for sums.
    private var events: SeasonalBaseline?

    /// An entity of which nothing has been seen.
    public init(_ settings: SeasonalRule) {
        values = SeasonalBaseline(slotMilliseconds: settings.slotMilliseconds, weeks: settings.weeks)
        if settings.kind == .sum { events = values }
    }

    /// Takes in a window.
    ///
    /// - Complexity: O(weeks).
    public mutating func take(_ reading: DetectorReading, _ settings: SeasonalRule) -> DetectorVerdict {
        // The slot is that of the window's last instant, whenever the window began.
        let time = EventTime(milliseconds: reading.windowEnd - 1)
        let usual = events?.close(
            slotAt: time, .count(reading.trials), zone: settings.zone, policy: settings.policy)
        let measure: SeasonalMeasure =
            switch settings.kind {
            case .count: .count(Int64(reading.value.rounded()))
            case .share: .share(reading.value, of: reading.trials)
            case .value: .value(reading.value, of: reading.trials)
            case .sum: .sum(reading.value, usually: usual?.median ?? 0)
            }
        let found = values.close(slotAt: time, measure, zone: settings.zone, policy: settings.policy)
        return found.map(settings.verdict) ?? DetectorVerdict(.quiet, .unknown)
    }
}

extension SeasonalWatch {
    /// Writes what is usual.
    public func write(to writer: StateWriter) {
        values.write(to: writer)
        events?.write(to: writer)
    }

    /// Reads what was written.
    public init(from reader: inout StateReader, _ settings: SeasonalRule) throws(StateDamage) {
        self.init(settings)
        values = try SeasonalBaseline(from: &reader, like: values)
        if let known = events { events = try SeasonalBaseline(from: &reader, like: known) }
    }
}

extension SeasonalBaseline {
    /// Writes the values that are known, in runs.
    func write(to writer: StateWriter) {
        writer.bool(newestSlot != nil)
        if let newestSlot { writer.integer(newestSlot) }
        var place = 0
        while let start = values[place...].firstIndex(where: { !$0.isNaN }) {
            let end = values[start...].firstIndex(where: \.isNaN) ?? values.count
            writer.count(end - start)
            writer.count(start - place)
            for value in values[start..<end] {
                withUnsafeBytes(of: value.bitPattern.littleEndian) { writer.raw($0) }
            }
            place = end
        }
        writer.count(0)
    }

    /// Reads what was written of a baseline of the same shape.
    init(from reader: inout StateReader, like other: SeasonalBaseline) throws(StateDamage) {
        let newest: Int64? = try reader.bool() ? try reader.time() : nil
        var values = Array(repeating: Float.nan, count: other.values.count)
        var place = 0
        while true {
            let count = try reader.count(ofEntriesWithBytes: 4)
            guard count > 0 else { break }
            let start = try reader.count()
            guard start < values.count, place + start + count <= values.count else {
                throw StateDamage("more values than a season has")
            }
            place += start
            let bytes = try reader.raw(count * 4)
            for number in 0..<count {
                let bits = bytes.loadUnaligned(fromByteOffset: number * 4, as: UInt32.self)
                values[place + number] = Float(bitPattern: UInt32(littleEndian: bits))
            }
            place += count
        }
        guard
            let baseline = SeasonalBaseline(
                values: values, newestSlot: newest, slotMilliseconds: other.slotMilliseconds,
                weeks: other.weeks)
        else { throw StateDamage("a season of another shape") }
        self = baseline
    }
}
