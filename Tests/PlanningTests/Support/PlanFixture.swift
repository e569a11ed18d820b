import PipelineSpec
import Planning

/// A pipeline that uses every key of the language, to change one of them at a time.
enum PlanFixture {
    static let pipeline = """
        pipeline: shop
        version: 1
        sources:
          orders:
            topic: shop-orders
            schema: order.yaml
            partitioned_by: order_id
            optional: false
            derive:
              large: amount > 100.0
              unread: amount * 2.0
            filter: channel != "test"
            dedupe: { by: event_id, within: 1d, limit: 9000000 }
            limits: { record: 2MiB, text: 32KiB, depth: 16 }
          parcels: { topic: parcels, schema: parcel.yaml, partitioned_by: order_id }
          clicks: { topic: clicks, schema: click.yaml, partitioned_by: visitor_id }
        time: { out_of_orderness: 10m, idle_after: 1m, max_future_skew: 5m, allowed_lateness: 1d }
        promises:
          delivery:
            by: order_id
            made:
              on: orders
              when: kind == "paid" && large
              due: due_at
              remember: [seller_id, amount]
            kept: { on: parcels, when: status == "delivered" }
            waived: { on: orders, when: kind == "cancelled" }
            forget_after: 30d
        visits:
          trips:
            on: clicks
            by: visitor_id
            gap: 30m
            maximum: 12h
            bots: is_bot
            tell_bots: true
            pages: page == "view"
            key_event: page == "signup"
            effective: { dwell_above: 10s, pages: 2 }
            funnel:
              looked: page == "view"
              bought: page == "buy"
            flags: { searched: page == "search" }
            counts: { views: page == "view" }
            entry: { landing: page }
            exit: { last_page: page }
            distinct: { products: product_id }
            limits: { events_per_step: 32, distinct_values: 48 }
        metrics:
          late_rate:
            description: late deliveries
            unit: share
            of: delivery
            at: due
            when: amount > 1.0
            by: seller_id
            share: { of: outcome == "broken", among: outcome != "waived" }
            also:
              total: { sum: amount }
              paid: { count: amount > 0.0 }
            window: { hopping: 14d, every: 1d }
            prior: { mean: 0.05, weight: 50 }
          large_orders:
            on: orders
            when: large
            by: [seller_id, channel]
            count: true
            window: { tumbling: 1h }
          landings:
            of: trips
            by: landing
            share: { of: reached_bought }
            window: { calendar: week, zone: Europe/Berlin }
        alerts:
          late:
            on: late_rate
            class: breach
            when: probability_above(0.10) >= 0.95 && broken >= 3
            clear: probability_above(0.10) < 0.60
            for: 2h
            keep_firing_for: 1d
            no_data: keep
            include_partial: false
            severity: critical
            summary: "{{ seller_id }}: {{ percent(value) }} late"
            labels: { team: trust }
            runbook: https://example.org/late

        """

    static let schemas = [
        "order.yaml": """
        schema: order
        id: event_id
        time: placed_at
        fields:
          event_id: string
          placed_at: time
          order_id: string
          seller_id: string
          channel: string?
          kind: string
          amount: { type: double, required: false, from: total_amount }
          due_at: time?

        """,
        "parcel.yaml": """
        schema: parcel
        id: event_id
        time: event_time
        fields:
          event_id: string
          event_time: time
          order_id: string
          status: string

        """,
        "click.yaml": """
        schema: click
        id: event_id
        time: event_time
        fields:
          event_id: string
          event_time: time
          visitor_id: string
          product_id: string?
          page: string
          is_bot: bool?

        """,
    ]

    static func declaration(
        _ text: String = pipeline, schemas: [String: String] = schemas
    ) throws -> PipelineDeclaration {
        try PipelineFile.load("shop.yaml", alertFunctions: AlertFunctions.declarations(for:)) { path in
            if path == "shop.yaml" { return text }
            guard let file = schemas[path] else { throw Missing(path: path) }
            return file
        }
    }

    static func explanation(
        _ text: String = pipeline, schemas: [String: String] = schemas,
        settings: ExplanationSettings = .init()
    ) throws -> PlanExplanation {
        let declaration = try declaration(text, schemas: schemas)
        return PlanExplanation(of: try PipelinePlan(declaration), declaration, settings)
    }

    /// The warnings of a pipeline over the same schemas; each as its kind and the text that it points to.
    static func warnings(_ text: String) throws -> [(kind: PlanWarning.Kind, marked: String, message: String)]
    {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return try explanation(text).warnings.map { warning in
            let line = lines[warning.line - 1]
            let marked = line.dropFirst(warning.column - 1).prefix { $0 != ":" }
            return (warning.kind, String(marked), warning.message)
        }
    }

    private struct Missing: Error { var path: String }
}
