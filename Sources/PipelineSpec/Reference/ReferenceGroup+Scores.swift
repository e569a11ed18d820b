extension ReferenceGroup {
    static let scores = ReferenceGroup(
        key: "scores",
        introduction: """
            A score is a number for each key, made of several metrics of that key. Its expressions read a metric's value by the name that
            `of` gives it, and what else the metric tells behind a dot: `late.count`. Alerts may be `on:` a score.
            [Metrics and scores](metrics-and-scores.md) tells more, and which functions there are.
            """,
        examples: [
            Example(
                words:
                    "Of each seller the deliveries and the size of orders in one number, with names for its ranges.",
                text: """
                    seller_score:
                      description: from 0 to 100
                      unit: points
                      id: T12
                      direction: higher_is_better
                      owner: sellers
                      runbook: https://example.org/runbooks/seller-score
                      by: seller_id
                      of: { late: late_delivery_rate, busy: orders_per_hour }
                      optional: busy
                      value: "100.0 * (1.0 - late) - (has(busy) && busy > 1000 ? 5.0 : 0.0)"
                      when: late.among >= 10
                      every: 1d
                      compare: 7d
                      forget_after: 30d
                      levels: { good: 80, fair: 50, poor: 0 }
                    """)
        ])
}
