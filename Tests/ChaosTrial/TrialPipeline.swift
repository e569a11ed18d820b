/// What the workers of a trial run: both kinds of stages, promises, windows that overlap, sketches, and an alert.
enum TrialPipeline {
    /// What is finished where its events come in, without partial panes.
    static let gathered = (metric: "large_orders", alert: "large")

    static func text(_ tag: String) -> String {
        """
        pipeline: chaos
        version: 1
        sources:
          orders:    { topic: \(tag).orders,    schema: events/order.yaml,    partitioned_by: order_id }
          logistics: { topic: \(tag).logistics, schema: events/shipment.yaml, partitioned_by: order_id }
        # A partition is silent while its worker is dead, which must not pass for the end of its events.
        time: { out_of_orderness: 10m, idle_after: 30m, max_future_skew: 5m, allowed_lateness: 30m }
        promises:
          delivery:
            by: order_id
            made: { on: orders, when: event_type == "order_paid", due: promised_delivery_at, remember: [seller_id, region] }
            kept: { on: logistics, when: status == "delivered" }
            forget_after: 12h
        metrics:
          late_rate:
            of: delivery
            by: seller_id
            share: { of: outcome == "broken" }
            window: { hopping: 6h, every: 1h }
          sales:
            on: orders
            by: [seller_id, region]
            sum: amount
            also:
              orders: { count: true }
              buyers: { distinct: buyer_id }
              median: { quantile: { of: amount, q: 0.5, error: 0.01 } }
            window: { tumbling: 2h }
          large_orders:
            on: orders
            when: amount >= 990
            by: order_id
            count: true
            window: { tumbling: 1h }
          steps:
            on: logistics
            by: [seller_id, status]
            count: true
            window: { tumbling: 1h }
        alerts:
          late:
            on: late_rate
            class: breach
            when: value > 0.3 && broken >= 3
            clear: value < 0.2
            keep_firing_for: 1h
            no_data: keep
            severity: critical
            summary: "{{ seller_id }}: {{ percent(value) }} late"
          large:
            on: large_orders
            class: breach
            when: value >= 1
            no_data: resolve
            severity: info
            summary: "{{ order_id }} is a large order"

        """
    }
}
