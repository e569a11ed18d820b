extension ReferenceGroup {
    static let head = ReferenceGroup(
        key: "",
        introduction: """
            One file is one pipeline. Files directly in the folder that `credence worker --pipelines` names are pipelines when they
            have the key `pipeline`. Keys that begin with `x-` are passed over: a place for anchors that several parts share.
            """,
        examples: [
            Example(
                words: "How a pipeline begins.",
                text: """
                    pipeline: shop-trust
                    version: 1
                    """)
        ])

    static let time = ReferenceGroup(
        key: "time",
        introduction: """
            Results depend on when things happened, not on when they were read. [Windows, lateness and thresholds](windows.md)
            shows how to choose these durations.
            """,
        examples: [
            Example(
                words: "What holds when nothing is written.",
                text: """
                    out_of_orderness: 10m
                    idle_after: 1m
                    max_future_skew: 5m
                    allowed_lateness: 1d
                    """)
        ])

    static let sources = ReferenceGroup(
        key: "sources",
        introduction: """
            A topic is read by one source. What belongs together, such as the events of an order, must come in by the same
            field: Kafka keeps only events of one partition in order.
            """,
        examples: [
            Example(
                words: "A source with fields of its own, fewer events, and no copies.",
                text: """
                    orders:
                      topic: orders
                      schema: events/order.yaml
                      partitioned_by: order_id
                      derive:
                        paid_amount: amount - discount_amount
                        is_large: paid_amount > 500.0
                      filter: event_type != "ad_spend_recorded"
                      dedupe: { by: event_id, within: 1d, limit: 10000000 }
                      limits: { record: 256KiB, text: 64KiB, depth: 64 }
                    """),
            Example(
                words: "Two more, of which one may stay empty.",
                text: """
                    logistics: { topic: logistics, schema: events/shipment.yaml, partitioned_by: order_id, optional: true }
                    clicks: { topic: clicks, schema: events/click.yaml, partitioned_by: visitor_id }
                    """),
        ])

    static let schema = ReferenceGroup(
        key: "",
        introduction: """
            A schema says which fields of a topic's JSON pipelines may use. A field is written as `name: type`, or with more to say as
            a mapping. Events that do not fit go to the dead letters with the reason.
            """,
        examples: [
            Example(
                words: "A shop's payments, with its own names, shapes and formats.",
                text: """
                    schema: payment
                    id: payment_id
                    time: paid_at
                    fields:
                      payment_id: string
                      paid_at: time
                      order_id: string
                      method:
                        type: string
                        from: payment.method
                        values: { CREDIT_CARD: card, WIRE: transfer, CASH: cash }
                        other: card
                        one_of: [card, transfer, cash]
                      provider: { type: string, required: method != "cash" }
                      amount: { type: double, from: total_cents, minor_units: 2 }
                      items: { type: int, default: 1, quoted: true }
                      booked_at: { type: time, required: false, format: yyyy-MM-dd HH:mm:ss, zone: Europe/Berlin }
                      note: string?
                    """)
        ])
}
