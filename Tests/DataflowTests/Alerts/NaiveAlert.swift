import Dataflow
import EventModel
import Expressions

/// One rule over counts of tumbling windows of 10 ms: how the engine is told of it, and a recomputation that goes
/// through event time millisecond by millisecond, entity by entity.
struct NaiveAlert {
    static let width: Int64 = 10

    var fires: Int64 = 3
    /// Clear below this count; `nil` for whenever it does not hold.
    var clears: Int64?
    var holdMilliseconds: Int64 = 0
    var keepMilliseconds: Int64 = 0
    var noData = NoData.keep
    var rememberMilliseconds: Int64 = 1_000_000
    var limit: AlertLimit?
    /// For one seller or for all.
    var rests: [(time: Range<Int64>, seller: String?)] = []

    static func random(_ random: inout SplitMix64) -> NaiveAlert {
        func pick(_ choices: [Int64]) -> Int64 { choices.randomElement(using: &random) ?? 0 }
        var alert = NaiveAlert(
            fires: pick([1, 3]), clears: Bool.random(using: &random) ? 2 : nil,
            holdMilliseconds: pick([0, 4, 10, 25, 40]), keepMilliseconds: pick([0, 7, 10, 33]),
            noData: [.keep, .resolve, .fire].randomElement(using: &random) ?? .keep,
            rememberMilliseconds: pick([15, 40, 77, 200, 1_000_000]))
        if Bool.random(using: &random) {
            alert.limit = AlertLimit(
                episodes: Int(pick([1, 2, 3])), perMilliseconds: pick([1, 50, 95, 300]))
        }
        for _ in 0..<pick([0, 0, 1, 3]) {
            let start = Int64.random(in: -10..<600, using: &random)
            let end = start + Int64.random(in: 0..<90, using: &random)
            alert.rests.append(
                (start..<end, ["s0", "s1", nil, "other"].randomElement(using: &random) ?? nil))
        }
        return alert
    }

    func plan(_ name: String, layout: RowLayout) throws -> AlertRulePlan {
        func compiled(_ text: String) throws -> CompiledExpression {
            try CheckedExpression(text, scope: Scope(variables: ["count": .int])).compiled(for: layout)
        }
        return AlertRulePlan(
            name: name, group: 0, metric: 0, when: try compiled("count >= \(fires)"),
            clear: try clears.map { try compiled("count < \($0)") },
            timing: AlertTiming(
                forMilliseconds: holdMilliseconds, keepFiringForMilliseconds: keepMilliseconds),
            noData: noData, includesPartial: true, limit: limit,
            maintenance: rests.map { rest in
                MaintenanceWindow(
                    start: EventTime(milliseconds: rest.time.lowerBound),
                    end: EventTime(milliseconds: rest.time.upperBound),
                    entities: rest.seller.map { [Self.key($0)] })
            }, rememberEntityMilliseconds: rememberMilliseconds)
    }

    static func key(_ seller: String) -> [UInt8] {
        var key: [UInt8] = []
        var seller = seller
        seller.withUTF8 { KeyBytes.append(UnsafeRawBufferPointer($0), to: &key) }
        return key
    }

    /// What is told of one seller up to a time.
    func told(_ name: String, _ rows: [MergeRow], seller: String, through end: Int64) -> [String] {
        let times = rows.filter { $0.seller == seller }.map(\.time)
        var run = Run(alert: self)
        for now in 0...end where !rests.contains(where: { isResting($0, seller, now) }) {
            if now % Self.width == 0 {
                run.evaluate(Int64(times.filter { now - Self.width <= $0 && $0 < now }.count), now)
            }
            run.lapse(now)
        }
        return run.told.map { "\(name) \(seller) \($0)" }
    }

    private func isResting(_ rest: (time: Range<Int64>, seller: String?), _ seller: String, _ now: Int64)
        -> Bool
    {
        rest.time.contains(now) && rest.seller ?? seller == seller
    }

    private struct Run {
        let alert: NaiveAlert
        var told: [String] = []
        var start: Int64?
        var isRipe = false
        var isTold = false
        var clearFrom: Int64?
        var lastData: Int64?
        var firings: [Int64] = []

        mutating func evaluate(_ count: Int64, _ now: Int64) {
            if count > 0 {
                lastData = now
                let holds = count >= alert.fires
                decide(holds, alert.clears.map { count < $0 } ?? !holds, now)
            } else if alert.noData == .resolve {
                decide(false, true, now)
            } else if alert.noData == .fire, let lastData, now < lastData + alert.rememberMilliseconds {
                decide(true, false, now)
            }
        }

        mutating func decide(_ holds: Bool, _ isClear: Bool, _ now: Int64) {
            if start == nil {
                if holds { (start, isRipe, isTold, clearFrom) = (now, false, false, nil) }
            } else if !isRipe {
                if !holds { start = nil }
            } else {
                clearFrom = isClear && !holds ? clearFrom ?? now : nil
            }
        }

        mutating func lapse(_ now: Int64) {
            if let start, !isRipe, now >= start + alert.holdMilliseconds { isRipe = true }
            endOrFire(now)
            if alert.noData == .fire, let last = lastData, now >= last + alert.rememberMilliseconds {
                lastData = nil
                decide(false, true, now)
                endOrFire(now)
            }
        }

        private mutating func endOrFire(_ now: Int64) {
            guard let start, isRipe else { return }
            if let clearFrom {
                guard now >= clearFrom + alert.keepMilliseconds else { return }
                if isTold { told.append("resolved @\(now) since \(start)") }
                self.start = nil
            } else if !isTold {
                if let limit = alert.limit,
                    firings.filter({ $0 > now - limit.perMilliseconds }).count >= limit.episodes
                {
                    return
                }
                isTold = true
                firings.append(now)
                told.append("firing @\(now) since \(start)")
            }
        }
    }
}
