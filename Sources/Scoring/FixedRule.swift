import EventModel

/// What most shops have: an alert as soon as more than a fixed share of the deliveries that were due in two weeks was late.
///
/// It is computed plainly, day by day, so that it can be compared with the rules that are shipped.
public struct FixedRule {
    private static let day: Int64 = 86_400_000
    private static let days = 14

    private let fewest: Int
    private var due: [String: (seller: String, at: Int64)] = [:]
    private var deliveredAt: [String: Int64] = [:]
    // Orders that were called off for no fault of the seller.
    private var waived: Set<String> = []

    /// A rule that fires where at least so many deliveries were due.
    public init(fewest: Int) { self.fewest = fewest }

    /// An order was paid; the first time counts.
    public mutating func pay(order: String, seller: String, due time: Int64) {
        if due[order] == nil { due[order] = (seller, time) }
    }

    /// An order was called off for no fault of the seller: it counts neither for nor against it, as with the shipped rules.
    public mutating func waive(order: String) { waived.insert(order) }

    /// An order was delivered; the first time counts.
    public mutating func deliver(order: String, at time: Int64) {
        deliveredAt[order] = min(deliveredAt[order] ?? .max, time)
    }

    /// When it would have fired with each of some limits, for each seller: the first day of each run of days above it.
    ///
    /// - Parameter limits: shares of late deliveries.
    /// - Returns: by the place of the limit, alerts in the order of sellers and days.
    public func alerts(above limits: [Double]) -> [[FiredAlert]] {
        var alerts = limits.map { _ in [FiredAlert]() }
        for (seller, days) in daily.sorted(by: { $0.key < $1.key }) {
            guard let first = days.keys.min(), let last = days.keys.max() else { continue }
            var isFiring = limits.map { _ in false }
            for day in first...last {
                let window = (0..<Int64(Self.days)).compactMap { days[day - $0] }
                let (late, all) = window.reduce((0, 0)) { ($0.0 + $1.late, $0.1 + $1.all) }
                for (place, limit) in limits.enumerated() {
                    let isBad = all >= fewest && Double(late) > limit * Double(all)
                    if isBad, !isFiring[place] {
                        alerts[place].append(
                            FiredAlert(
                                rule: "fixed", kind: "breach", entity: ["seller_id": seller],
                                time: EventTime(milliseconds: (day + 1) * Self.day)))
                    }
                    isFiring[place] = isBad
                }
            }
        }
        return alerts
    }

    /// By seller and day what was due, and how much of it late.
    private var daily: [String: [Int64: (late: Int, all: Int)]] {
        var daily: [String: [Int64: (late: Int, all: Int)]] = [:]
        for (order, promise) in due where !waived.contains(order) {
            let isLate = (deliveredAt[order] ?? .max) > promise.at
            let day = promise.at / Self.day
            daily[promise.seller, default: [:]][day, default: (0, 0)].all += 1
            if isLate { daily[promise.seller, default: [:]][day, default: (0, 0)].late += 1 }
        }
        return daily
    }
}
