import EventModel

/// The maintenance windows of one rule, laid out for look-ups by entity and time.
struct MaintenanceCalendar {
    /// Stretches of time that neither overlap nor touch, ascending.
    private struct Stretches {
        private(set) var bounds: [(start: Int64, end: Int64)] = []

        init(_ windows: [MaintenanceWindow]) {
            let sorted = windows.map { (start: $0.start.milliseconds, end: $0.end.milliseconds) }
                .filter { $0.start < $0.end }.sorted { $0 < $1 }
            for bound in sorted {
                if let last = bounds.last, bound.start <= last.end {
                    bounds[bounds.count - 1].end = max(last.end, bound.end)
                } else {
                    bounds.append(bound)
                }
            }
        }

        /// The end of the stretch that holds a time.
        func end(around time: Int64) -> Int64? {
            var (low, high) = (0, bounds.count)
            while low < high {
                let middle = (low + high) / 2
                if bounds[middle].end <= time { low = middle + 1 } else { high = middle }
            }
            return low < bounds.count && bounds[low].start <= time ? bounds[low].end : nil
        }
    }

    /// The calendar of entities that no window names.
    static let common: Int32 = 0

    // The common one, then those of named entities by their place in `names`.
    private var calendars: [Stretches]
    private let names = SymbolTable()
    private let all: Stretches

    init(_ windows: [MaintenanceWindow]) {
        all = Stretches(windows)
        calendars = [Stretches(windows.filter { $0.entities == nil })]
        var own: [[MaintenanceWindow]] = []
        for window in windows {
            for entity in Set(window.entities ?? []) {
                let name = Int(entity.withUnsafeBytes { names.intern($0) })
                if name == own.count { own.append(windows.filter { $0.entities == nil }) }
                own[name].append(window)
            }
        }
        calendars += own.map(Stretches.init)
    }

    /// Whether the rule rests for all entities.
    func coversAll(_ time: Int64) -> Bool { calendars[0].end(around: time) != nil }

    /// Whether the rule rests for any entity.
    func coversAny(_ time: Int64) -> Bool { all.end(around: time) != nil }

    /// The calendar of an entity.
    func calendar(of entity: UnsafeRawBufferPointer) -> Int32 {
        guard calendars.count > 1, let name = names.find(entity) else { return Self.common }
        return Int32(name) + 1
    }

    func covers(_ time: Int64, in calendar: Int32) -> Bool {
        calendars[Int(calendar)].end(around: time) != nil
    }

    /// The time itself, or the end of the maintenance that it falls into.
    func delay(_ time: Int64, in calendar: Int32) -> Int64 {
        calendars[Int(calendar)].end(around: time) ?? time
    }
}
