extension ReferenceGroup {
    static let metrics = ReferenceGroup(
        key: "metrics",
        introduction: """
            A metric computes one aggregate for each key and window, and further ones under `also`. Its rows are the promises or visits that `of`
            names, or the events of the source that `on` names. Which window to choose is told in
            [Windows, lateness and thresholds](windows.md).
            """,
        examples: [
            Example(
                words: "Which part of the deliveries of two weeks was late, anew every day.",
                text: """
                    late_delivery_rate:
                      description: due deliveries that were not made in time
                      unit: share
                      id: T2
                      direction: higher_is_worse
                      owner: sellers
                      runbook: https://example.org/runbooks/late-deliveries
                      of: delivery
                      at: due
                      when: amount > 0.0
                      by: seller_id
                      share: { of: outcome == "broken", among: outcome != "waived" }
                      also:
                        parcels: { count: outcome != "waived" }
                        money: { sum: amount }
                      window: { hopping: 14d, every: 1d }
                      prior: { mean: 0.05, weight: 50 }
                    """),
            Example(
                words: "All that can be said of numbers, in months as Berlin counts them.",
                text: """
                    order_value:
                      on: orders
                      when: event_type == "order_paid"
                      by: [seller_id, category]
                      mean: amount
                      also:
                        spread: { variance: amount }
                        smallest: { min: amount }
                        largest: { max: amount }
                        opening: { first: amount }
                        latest: { last: amount }
                        median: { quantile: { of: amount, q: 0.5, error: 0.01 } }
                      window: { calendar: month, zone: Europe/Berlin }
                    """),
            Example(
                words: "All that can be said of texts, over a window that ends at every moment.",
                text: """
                    buyers:
                      on: orders
                      by: seller_id
                      distinct: buyer_id
                      also:
                        exact_buyers: { distinct: { of: buyer_id, precision: 14 } }
                        regions: { top: { of: region, k: 5, counters: 64 } }
                        examples: { sample: { of: order_id, k: 20 } }
                      window: { sliding: 1h, resolution: 1m }
                    """),
            Example(
                words:
                    "The other windows: back to back, until a key falls silent, so many local days, and everything so far.",
                text: """
                    orders_per_hour: { on: orders, by: seller_id, count: true, window: { tumbling: 1h } }
                    orders_in_a_row: { on: orders, by: seller_id, count: true, window: { session: 30m, at_most: 1d } }
                    orders_in_30_days: { on: orders, by: seller_id, count: true, window: { days: 30, zone: Asia/Tokyo } }
                    credit:
                      on: orders
                      when: event_type == "order_paid"
                      by: seller_id
                      decayed_sum: { of: amount, half_life: 90d }
                      window: { all_time: { every: 1d } }
                    """),
            Example(
                words: "Of visits: who came by a channel and bought.",
                text: """
                    conversion:
                      of: shopping
                      by: first_channel
                      share: { of: reached_ordered, among: is_effective }
                      window: { tumbling: 1d }
                    """),
        ])
}
