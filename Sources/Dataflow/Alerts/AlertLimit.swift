/// How often one entity's alert may be told to fire: at most `episodes` times in any stretch of `perMilliseconds`.
///
/// It holds for each rule and entity by itself and counts told firings by their event times alone, so that neither
/// the number of tasks nor what happens to other entities shows. Episodes that were held back do not use it up.
public struct AlertLimit: Hashable, Sendable {
    /// How many firings are told.
    public var episodes: Int
    /// The stretch of event time, in milliseconds; a firing exactly that long ago no longer counts.
    public var perMilliseconds: Int64

    /// A limit from its parts.
    ///
    /// - Precondition: both are above 0.
    public init(episodes: Int, perMilliseconds: Int64) {
        precondition(episodes > 0 && perMilliseconds > 0, "a limit allows something in some time")
        self.episodes = episodes
        self.perMilliseconds = perMilliseconds
    }
}

/// When the alerts of one rule were last told to fire, as many times per instance as the rule's limit counts.
struct FiringHistory {
    private let limit: AlertLimit?
    // `limit.episodes` times per slot, ascending; what never was is `.min`.
    private var times: [Int64] = []

    init(limit: AlertLimit?) { self.limit = limit }

    /// Makes room for a slot, or forgets what was there.
    mutating func reset(_ slot: Int) {
        guard let limit else { return }
        let first = slot * limit.episodes
        if times.count < first + limit.episodes {
            times.append(
                contentsOf: repeatElement(Int64.min, count: first + limit.episodes - times.count))
        }
        for place in first..<first + limit.episodes { times[place] = .min }
    }

    mutating func note(_ slot: Int, firingAt time: Int64) {
        guard let limit else { return }
        let first = slot * limit.episodes
        for place in first..<first + limit.episodes - 1 { times[place] = times[place + 1] }
        times[first + limit.episodes - 1] = time
    }

    /// When the limit allows the next firing; `.min` for at any time.
    func mayFireAt(_ slot: Int) -> Int64 {
        guard let limit else { return .min }
        return lapse(of: times[slot * limit.episodes], limit)
    }

    /// When the last firing no longer counts, `.min` when none does.
    func emptyAt(_ slot: Int) -> Int64 {
        guard let limit else { return .min }
        return lapse(of: times[(slot + 1) * limit.episodes - 1], limit)
    }

    private func lapse(of time: Int64, _ limit: AlertLimit) -> Int64 {
        time == .min ? .min : time.addingClamped(limit.perMilliseconds)
    }
}

extension FiringHistory {
    /// Writes the firings of a slot that still may count.
    func write(_ slot: Int, to writer: StateWriter) {
        guard let limit else { return }
        let known = times[slot * limit.episodes..<(slot + 1) * limit.episodes].drop { $0 == .min }
        writer.count(known.count)
        for time in known { writer.integer(time) }
    }

    /// Reads them into a slot that there is room for.
    mutating func restore(_ slot: Int, from reader: inout StateReader) throws(StateDamage) {
        guard let limit else { return }
        reset(slot)
        let count = try reader.count()
        guard count <= limit.episodes else {
            throw StateDamage("\(count) firings where \(limit.episodes) count")
        }
        for _ in 0..<count { note(slot, firingAt: try reader.integer()) }
    }
}
