import EventModel

/// Two metrics and a score of them, as a pipeline writes them and worked out the plain way.
struct NaiveTrust {
    static let step = 6 * MadeClick.hour
    static let forgetAfter = 12 * MadeClick.hour
    static let pipeline = """
        time: { out_of_orderness: 10m, allowed_lateness: 1h }
        metrics:
          ordered:
            on: clicks
            by: seller_id
            share: { of: event_type == "order_completed" }
            prior: { mean: 0.2, weight: 5 }
            window: { tumbling: 6h }
          mean_amount: { on: clicks, by: seller_id, mean: amount, window: { tumbling: 12h } }
        scores:
          trust:
            by: seller_id
            of: { orders: ordered, worth: mean_amount }
            value: 100.0 * geometric_mean(1, orders, 3, worth / 1000.0)
            when: orders.count >= 3
            every: 6h
            compare: 12h
            forget_after: 12h
            levels: { high: 55, fair: 35.5 }
          certainty:
            by: seller_id
            of: { orders: ordered }
            value: orders.probability_above(orders.quantile(0.05))
            every: 6h
            forget_after: 12h
        alerts:
          falling:
            on: trust
            class: breach
            when: level_change < 0 || change <= -15.0
            include_partial: true
            summary: "{{ seller_id }}: {{ previous_level }} to {{ level }} with {{ orders.among }} clicks, {{ percent(orders) }}"
        """

    /// One score of a key.
    struct Score {
        var seller: String
        var time: Int64
        var value: Double?
        var previous: Double?
        var isPartial: Bool
        var start: Int64
        var orders: Double?
        var ordersCount: Int?

        var change: Double? { value.flatMap { now in previous.map { now - $0 } } }
        var level: String? { Self.level(value) }
        var previousLevel: String? { previous.flatMap(Self.level) }
        var levelChange: Int? { value.flatMap { now in previous.map { Self.rank(now) - Self.rank($0) } } }

        static func rank(_ value: Double) -> Int { value >= 55 ? 2 : value >= 35.5 ? 1 : 0 }
        static func level(_ value: Double?) -> String? {
            value.map { [nil, "fair", "high"][rank($0)] } ?? "unrated"
        }
    }

    /// The latest window of a seller at a time.
    private struct Reading {
        var start: Int64
        var clicks: [MadeClick]
    }

    let clicks: [MadeClick]

    private func latest(_ seller: String, _ width: Int64, at time: Int64) -> Reading? {
        var end = time / width * width
        while end + Self.forgetAfter >= time {
            let inside = clicks.filter { $0.seller == seller && $0.time >= end - width && $0.time < end }
            if !inside.isEmpty { return Reading(start: end - width, clicks: inside) }
            end -= width
        }
        return nil
    }

    /// All scores, by seller and time.
    func scores() -> [Score] {
        Set(clicks.map(\.seller)).sorted().flatMap { seller in
            var told: [Int64: Score] = [:]
            let first = MadeClick.start / Self.step
            for number in first...first + 40 {
                let time = number * Self.step
                guard var score = score(seller, at: time) else { continue }
                // A key that was dropped in between has lost its past.
                if told[time - Self.step] != nil { score.previous = told[time - 2 * Self.step]?.value }
                told[time] = score
            }
            return told.keys.sorted().compactMap { told[$0] }
        }
    }

    private func score(_ seller: String, at time: Int64) -> Score? {
        let orders = latest(seller, 6 * MadeClick.hour, at: time)
        let worth = latest(seller, 12 * MadeClick.hour, at: time)
        let both = [orders, worth].compactMap { $0 }
        guard let start = both.map(\.start).min() else { return nil }
        var score = Score(
            seller: seller, time: time, isPartial: start < clicks[0].time, start: start)
        if let orders {
            let ordered = orders.clicks.count { $0.kind == "order_completed" }
            score.orders = Double(ordered) / Double(orders.clicks.count)
            score.ordersCount = orders.clicks.count
        }
        if let rate = score.orders, let worth, let count = score.ordersCount, count >= 3 {
            // Thousands, of hundredths.
            let sum = Double(worth.clicks.reduce(0) { $0 + $1.amount })
            let mean = sum / Double(worth.clicks.count) / 100_000
            score.value = 100 * (rate * mean * mean * mean).squareRoot().squareRoot()
        }
        return score
    }
}
