import EventModel
import Simulation

/// A few days of orders and parcels in partitions, in an order that puts some events behind their partition's
/// watermark and a few too far behind it; and what a pipeline must come to.
struct TardyMarketplace {
    static let minute: Int64 = 60_000
    static let hour = 60 * minute
    static let outOfOrderness = 10 * minute
    static let allowedLateness = 6 * hour
    static let pipeline = """
        pipeline: tardy
        version: 1
        sources:
          orders:    { topic: orders,    schema: events/order.yaml,    partitioned_by: order_id }
          logistics: { topic: logistics, schema: events/shipment.yaml, partitioned_by: order_id }
        time: { out_of_orderness: 10m, idle_after: 10m, max_future_skew: 5m, allowed_lateness: 6h }
        promises:
          delivery:
            by: order_id
            made:   { on: orders, when: event_type == "order_paid", due: promised_delivery_at, remember: [seller_id] }
            kept:   { on: logistics, when: status == "delivered" }
            waived: { on: orders, when: event_type == "order_cancelled" }
            forget_after: 30d
        metrics:
          scans_hourly:
            on: logistics
            by: order_id
            count: true
            window: { tumbling: 1h }
          orders_hourly:
            on: orders
            by: seller_id
            count: true
            window: { tumbling: 1h }
          broken:
            of: delivery
            by: seller_id
            share: { of: outcome == "broken", among: outcome != "waived" }
            window: { hopping: 4h, every: 1h }
          arrived:
            of: delivery
            at: fulfilled
            by: seller_id
            share: { of: outcome == "broken" }
            window: { tumbling: 30m }
        alerts:
          busy:
            on: orders_hourly
            class: breach
            when: count >= 4
            include_partial: true
            no_data: resolve
            severity: info
            summary: "{{ seller_id }} has {{ count }}"
          breaking:
            on: broken
            class: breach
            when: value > 0.5 && count >= 3
            clear: value < 0.4
            for: 30m
            keep_firing_for: 1h
            no_data: resolve
            severity: info
            summary: "{{ seller_id }} is at {{ count }}"
        """

    typealias Event = MadeMarketplace.Event

    /// The events of each topic, partition by partition, in their order there.
    private(set) var partitions: [String: [[Event]]] = [:]
    private(set) var tardyCount = 0
    private(set) var lateCount = 0
    // The events that are not too late.
    private var accepted: [Event] = []

    init(seed: UInt64, partitionCount: Int, orders: Int = 250) {
        var random = SplitMix64(seed: seed)
        var events: [Event] = []
        for number in 0..<orders {
            func add(_ topic: String, _ kind: String, _ time: Int64, due: Int64? = nil) {
                events.append(
                    Event(
                        topic: topic, kind: kind, time: time, order: "o\(number)", seller: "s\(number % 4)",
                        due: due,
                        id: "e\(events.count)"))
            }
            let paid = MadeMarketplace.start + Int64.random(in: 0..<72 * Self.hour, using: &random)
            let due = paid + Int64.random(in: 1..<6 * Self.hour, using: &random)
            let delivered = paid + Int64.random(in: -Self.hour..<12 * Self.hour, using: &random)
            add("orders", "order_placed", paid - Self.minute)
            add("orders", "order_paid", paid, due: due)
            // Paid for again: the first time counts.
            if number % 7 == 0 { add("orders", "order_paid", paid + 40 * Self.minute, due: due + Self.hour) }
            if number % 5 == 0 { add("orders", "order_cancelled", due + Int64(number % 3 - 1) * Self.hour) }
            add("logistics", "accepted", paid + Self.hour)
            if number % 6 != 0 { add("logistics", "delivered", delivered) }
        }
        for topic in ["orders", "logistics"] {
            partitions[topic] = Array(repeating: [], count: partitionCount)
            for entry in Self.arrivals(events.filter { $0.topic == topic }, &random) {
                let place = MemoryLog.partition(of: Array(entry.order.utf8), count: partitionCount)
                partitions[topic]?[place].append(entry)
            }
        }
        for events in partitions.values.flatMap(\.self) { judge(events) }
    }

    /// Most events come nearly in order, some hours later, a few too late.
    private static func arrivals(_ events: [Event], _ random: inout SplitMix64) -> [Event] {
        events.map { event in
            let delay =
                switch Int.random(in: 0..<20, using: &random) {
                case 0..<14: Int64.random(in: 0..<outOfOrderness, using: &random)
                case 14..<19: Int64.random(in: 0..<allowedLateness, using: &random)
                default: Int64.random(in: 0..<2 * allowedLateness, using: &random)
                }
            return (at: event.time + delay, event: event)
        }.sorted { ($0.at, $0.event.id) < ($1.at, $1.event.id) }.map(\.event)
    }

    private mutating func judge(_ events: [Event]) {
        var newest = Int64.min / 2
        for event in events {
            let behind = newest - Self.outOfOrderness - event.time
            if behind > Self.allowedLateness {
                lateCount += 1
                continue
            }
            tardyCount += behind > 0 ? 1 : 0
            newest = max(newest, event.time)
            accepted.append(event)
        }
    }

    /// All final results as `metric key start count of/among`.
    var results: [String] {
        var counts: [String: (count: Int, of: Int, among: Int)] = [:]
        func add(
            _ metric: String, _ key: String, _ time: Int64, width: Int64, every: Int64, _ of: Bool,
            _ among: Bool
        ) {
            let last = time - (time % every)
            for start in stride(from: last - width + every, through: last, by: Int(every)) {
                counts["\(metric) \(key) \(start)", default: (0, 0, 0)].count += 1
                counts["\(metric) \(key) \(start)"]?.of += of ? 1 : 0
                counts["\(metric) \(key) \(start)"]?.among += among ? 1 : 0
            }
        }
        for event in accepted {
            let (metric, key) =
                event.topic == "orders" ? ("orders_hourly", event.seller) : ("scans_hourly", event.order)
            add(metric, key, event.time, width: Self.hour, every: Self.hour, false, false)
        }
        for own in Dictionary(grouping: accepted, by: \.order).values {
            func first(_ kind: String) -> Event? { own.filter { $0.kind == kind }.min { $0.time < $1.time } }
            guard let paid = first("order_paid"), let due = paid.due else { continue }
            let delivered = first("delivered")?.time ?? .max
            let waived = first("order_cancelled")?.time ?? .max
            let isKept = delivered <= due && delivered <= waived
            let isWaived = !isKept && waived <= due
            add(
                "broken", paid.seller, due, width: 4 * Self.hour, every: Self.hour, !isKept && !isWaived,
                !isWaived)
            guard delivered != .max, !isWaived else { continue }
            add(
                "arrived", paid.seller, max(delivered, paid.time), width: 30 * Self.minute,
                every: 30 * Self.minute, !isKept, true)
        }
        return counts.map { "\($0.key) \($0.value.count) \($0.value.of)/\($0.value.among)" }.sorted()
    }

    /// What was published, in the form of ``results``.
    static func line(_ result: MetricResult) -> String {
        let start = RFC3339.parse(result.start)?.milliseconds ?? 0
        return "\(result.metric) \(result.key.values.first ?? "?") \(start) \(result["count"])"
            + " \(result["of"])/\(result["among"])"
    }
}
