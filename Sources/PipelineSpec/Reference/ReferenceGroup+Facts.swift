extension ReferenceGroup {
    static let promises = ReferenceGroup(
        key: "promises",
        introduction: """
            One event makes a promise and says until when; another keeps it. When event time passes the due time, the promise is
            broken, with no further event. A promise that something will *not* happen is the other way round: events under `broken`
            break it, and the due time keeps it. Metrics of promises see the key, what is remembered, `outcome` (`kept`, `broken` or
            `waived`), `made_at`, `due_at`, and `fulfilled_at` or, where events break it, `broken_at`.
            """,
        examples: [
            Example(
                words: "A parcel that must arrive when it was promised.",
                text: """
                    delivery:
                      by: order_id
                      made:
                        on: orders
                        when: event_type == "order_paid"
                        due: promised_delivery_at
                        remember: [seller_id, carrier, amount]
                      kept: { on: logistics, when: status == "delivered" }
                      waived: { on: orders, when: event_type == "order_cancelled" && fault_party != "seller" }
                      forget_after: 180d
                    """),
            Example(
                words:
                    "An order without trouble for two weeks: whichever comes first of several events breaks it.",
                text: """
                    flawless_order:
                      by: order_id
                      made: { on: orders, when: event_type == "order_paid", due: event_time + duration("336h"), remember: seller_id }
                      broken:
                        - { on: orders, when: event_type == "claim_opened" || event_type == "chargeback_received" }
                        - { on: logistics, when: status == "exception" }
                    """),
            Example(
                words:
                    "What became of an order in a month: when it arrived, how it was rated, whether there was a claim. Metrics see these"
                    + " beside what is remembered.",
                text: """
                    order:
                      by: order_id
                      made: { on: orders, when: event_type == "order_paid", due: event_time + duration("720h"), remember: [seller_id, promised_delivery_at] }
                      gather:
                        delivered_at: { on: logistics, when: status == "delivered", first: event_time }
                        claim_reason: { on: orders, when: event_type == "claim_opened", first: reason }
                        had_trouble: { on: logistics, when: status == "exception" }
                    """),
        ])

    static let visits = ReferenceGroup(
        key: "visits",
        introduction: """
            A visit is what one visitor does without a longer break. Metrics of visits see the visitor, `started_at`, `ended_at`, `events`,
            `dwell_ms`, `pages`, `is_bot`, `has_key_event`, `is_effective` and `furthest_step`; for each step of the funnel `reached_STEP` (in order),
            `STEP_at` and `has_STEP` (in any order); and the flags, counts and fields by their names.
            """,
        examples: [
            Example(
                words: "From the first look to the order.",
                text: """
                    shopping:
                      on: clicks
                      by: visitor_id
                      gap: 30m
                      maximum: 12h
                      bots: is_bot
                      tell_bots: false
                      pages: event_type in ["page_viewed", "product_viewed"]
                      key_event: event_type == "product_added"
                      effective: { dwell_above: 10s, pages: 2 }
                      funnel:
                        viewed: event_type == "product_viewed"
                        added: event_type == "product_added"
                        ordered: event_type == "order_completed"
                      flags: { saw_reviews: event_type == "reviews_viewed" }
                      counts: { searches: event_type == "search_performed" }
                      entry: { first_channel: channel }
                      exit: { last_event: event_type }
                      distinct: { sellers: seller_id }
                      limits: { events_per_step: 64, distinct_values: 64 }
                    """)
        ])

    static let alerts = ReferenceGroup(
        key: "alerts",
        introduction: """
            An alert looks at each result of a metric, for each key on its own. Its expressions see the key's fields, `value`, `count`,
            `window_start`, `window_end` and `partial`; of a share `of` and `among`; of a promise `kept`, `broken` and `waived`; and what stands under
            `also`. `probability_above(limit)` is there for shares with a prior.
            """,
        examples: [
            Example(
                words: "A seller who delivers late too often, when that is sure.",
                text: """
                    late-deliveries:
                      on: late_delivery_rate
                      class: breach
                      when: probability_above(0.10) >= 0.95 && broken >= 3
                      clear: probability_above(0.10) < 0.60
                      for: 2h
                      keep_firing_for: 1d
                      no_data: keep
                      include_partial: false
                      severity: critical
                      summary: "{{ seller_id }}: {{ percent(value) }} of due deliveries late"
                      labels: { team: trust }
                      runbook: https://example.org/runbooks/late-deliveries
                      annotations: { evidence: "{{ string(broken) }} of {{ string(among) }} parcels" }
                      limit: { episodes: 3, per: 7d }
                      maintenance:
                        - { from: 2025-03-01T22:00, to: 2025-03-02T06:00, zone: Europe/Berlin, entities: [seller-1] }
                    """),
            Example(
                words: "A seller whose deliveries get worse than they used to be.",
                text: """
                    deliveries-eroding:
                      on: late_delivery_rate
                      class: erosion
                      detect: { cusum: { odds_ratio: 2, false_alarms_per_day: 0.01, outcomes_per_day: 100, pause: 1d } }
                      remember_entities: 30d
                    """),
            Example(
                words: "The same seller is poorly rated as well: it fires only while the other does.",
                text: """
                    deliveries-cost-credit:
                      on: seller_score
                      class: breach
                      when: value < 50.0
                      while: deliveries-eroding
                      severity: critical
                    """),
            Example(
                words:
                    "Fewer orders than at this hour of the weeks before, and an order value that has moved.",
                text: """
                    orders-missing:
                      on: orders_per_hour
                      class: data_quality
                      detect:
                        seasonal: { fall: 0.5, rise: 2.0, deviations: 3, weeks: 6, fewest_weeks: 4, least: 30, zone: UTC }
                    order-value-moved:
                      on: order_value
                      class: erosion
                      detect: { ewma: { side: both, smoothing: 0.2, deviations: 3, training: 30 } }
                    """),
        ])
}
