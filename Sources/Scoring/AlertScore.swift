import EventModel

/// How well alerts find what was planted, added up over runs.
public struct AlertScore: Sendable {
    /// What became of the faults of one kind.
    public struct Kind: Sendable, Equatable {
        /// How many were planted.
        public var planted = 0
        /// How many were found at the right entity.
        public var found = 0
        /// How long after their beginning the found ones were found, in hours.
        public var delays: [Double] = []
        /// How often a rule that finds them named someone whom nothing explains, while one was there.
        public var wrongEntities = 0

        /// Faults of one kind, from their numbers.
        public init(planted: Int = 0, found: Int = 0, delays: [Double] = [], wrongEntities: Int = 0) {
            self.planted = planted
            self.found = found
            self.delays = delays
            self.wrongEntities = wrongEntities
        }

        /// The delay that half of the found ones, or nine in ten, do not exceed, in hours.
        public func delay(_ part: Double) -> Double? {
            guard !delays.isEmpty else { return nil }
            let sorted = delays.sorted()
            return sorted[min(Int(Double(sorted.count) * part), sorted.count - 1)]
        }
    }

    // What carriers set off among sellers.
    private static let lateDeliveries = "late-deliveries"

    /// By the kind of fault.
    public private(set) var kinds: [String: Kind] = [:]
    /// Alerts of breach and erosion that nothing explains, by rule.
    public private(set) var falseAlarms: [String: Int] = [:]
    /// How many days were simulated in all.
    public private(set) var days = 0.0
    /// How many runs.
    public private(set) var runs = 0

    /// Nothing yet.
    public init() {}

    /// Alerts that nothing explains, per day.
    public var falseAlarmsPerDay: Double {
        days > 0 ? Double(falseAlarms.values.reduce(0, +)) / days : 0
    }

    /// Takes in a run: what was planted, and what fired.
    public mutating func add(_ faults: [KnownFault], _ alerts: [FiredAlert], days: Double) {
        self.days += days
        runs += 1
        for fault in faults {
            let rules = FaultRules.byKind[fault.kind]
            let first = alerts.lazy.filter { alert in
                rules.map { fault.isFound(by: alert, $0) } ?? false
            }.map(\.time).min()
            kinds[fault.kind, default: Kind()].planted += 1
            guard let first else { continue }
            kinds[fault.kind, default: Kind()].found += 1
            let hours = Double(first.milliseconds - fault.from.milliseconds) / 3_600_000
            kinds[fault.kind, default: Kind()].delays.append(hours)
        }
        for alert in alerts where !faults.contains(where: { $0.explains(alert) }) {
            let meant = faults.filter { fault in
                guard let rules = FaultRules.byKind[fault.kind] else { return false }
                return rules.finding.contains(alert.rule) && fault.isFelt(at: alert.time, rules)
            }
            for kind in Set(meant.map(\.kind)) { kinds[kind, default: Kind()].wrongEntities += 1 }
            if alert.kind == "breach" || alert.kind == "erosion" { falseAlarms[alert.rule, default: 0] += 1 }
        }
    }

    /// For one kind of fault only those rules: how soon they find it, and how often they name someone whom nothing
    /// explains.
    public static func compare(
        _ faults: [KnownFault], _ alerts: [FiredAlert], kind: String, rules: Set<String>
    ) -> (delays: [Double], planted: Int, falseAlarms: Int) {
        var delays: [Double] = []
        let own = faults.filter { $0.kind == kind }
        let fired = alerts.filter { rules.contains($0.rule) }
        for fault in own {
            let grace = FaultRules.byKind[kind]?.graceDays ?? 0
            let first = fired.filter {
                $0.entity["seller_id"] == fault.entity["seller_id"] && fault.from <= $0.time
                    && $0.time <= fault.to.advanced(byMilliseconds: Int64(grace * 86_400_000))
            }.map(\.time).min()
            if let first { delays.append(Double(first.milliseconds - fault.from.milliseconds) / 3_600_000) }
        }
        let unexplained = fired.filter { alert in
            // A rule from elsewhere is excused by what excuses the rules that are shipped.
            var alert = alert
            if let known = FaultRules.byKind[kind]?.finding, !known.contains(alert.rule) {
                alert.rule = lateDeliveries
            }
            return !faults.contains { $0.explains(alert) }
        }
        return (delays, own.count, unexplained.count)
    }
}

extension KnownFault {
    /// Whether an alert is about this fault.
    fileprivate func isFound(by alert: FiredAlert, _ rules: FaultRules) -> Bool {
        rules.finding.contains(alert.rule) && isFelt(at: alert.time, rules) && names(alert)
    }

    /// Whether it is there, or can still be felt.
    fileprivate func isFelt(at time: EventTime, _ rules: FaultRules) -> Bool {
        from <= time && time <= to.advanced(byMilliseconds: Int64(rules.graceDays * 86_400_000))
    }

    /// Whether it is the reason of an alert, or may be.
    fileprivate func explains(_ alert: FiredAlert) -> Bool {
        guard let rules = FaultRules.byKind[kind], isFelt(at: alert.time, rules) else { return false }
        if rules.following.contains(alert.rule) { return reaches(alert) }
        return names(alert)
            && (entity["seller_id"] != nil || rules.finding.contains(alert.rule))
    }

    /// Whether an alert names nobody in particular, or one of those who suffer from the fault.
    private func reaches(_ alert: FiredAlert) -> Bool {
        guard !sellers.isEmpty, let seller = alert.entity["seller_id"] else { return true }
        return sellers.contains(seller)
    }

    /// Whether an alert names the fault's entity: what both say of whom it is about is the same. An alert on the whole
    /// marketplace is about everything.
    private func names(_ alert: FiredAlert) -> Bool {
        if let seller = entity["seller_id"] { return alert.entity["seller_id"] == seller }
        return entity.allSatisfy { name, value in alert.entity[name].map { $0 == value } ?? true }
    }
}
