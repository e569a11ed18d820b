/// A space-saving summary by the letter (Metwally et al. 2005), to measure the engine's against.
struct SpaceSaving {
    /// The counters: an upper bound of each symbol's count, and how much too high it may be.
    private(set) var counters: [(symbol: UInt32, count: Int64, error: Int64)] = []
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    /// The smallest counter, which bounds what has none; 0 while a counter is free.
    var floor: Int64 { counters.count < capacity ? 0 : counters.map(\.count).min() ?? 0 }

    mutating func insert(_ symbol: UInt32, weight: Int64) {
        if let place = counters.firstIndex(where: { $0.symbol == symbol }) {
            counters[place].count += weight
        } else if counters.count < capacity {
            counters.append((symbol, weight, 0))
        } else if let place = counters.indices.min(by: { counters[$0].count < counters[$1].count }) {
            let least = counters[place].count
            counters[place] = (symbol, least + weight, least)
        }
    }
}
