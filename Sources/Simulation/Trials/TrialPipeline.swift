import EventModel
import PipelineSpec
import Planning

/// The pipeline that trials run: small windows and all kinds of operators, so that a few hundred events reach every state.
enum TrialPipeline {
    /// The plan; the same for every trial.
    static func plan() throws -> PipelinePlan { try made.get() }

    private static let made = Result { try make(files) }

    /// The plan of a pipeline `trial.yaml` among some files.
    static func make(_ files: [String: String]) throws -> PipelinePlan {
        let pipeline = try PipelineFile.load("trial.yaml", alertFunctions: AlertFunctions.declarations(for:))
        {
            guard let text = files[$0] else { throw MissingFile(path: $0) }
            return text
        }
        return try PipelinePlan(pipeline)
    }

    private struct MissingFile: Error { var path: String }

    static let files = ["trial.yaml": pipeline, "order.yaml": order, "click.yaml": click]

    private static let order = """
        schema: order
        time: at
        id: id
        fields:
          at: time
          id: string
          order: string
          seller: string
          kind: string
          due: time?
          amount: double?
        """

    private static let click = """
        schema: click
        time: at
        id: id
        fields:
          at: time
          id: string
          visitor: string
          seller: string
          kind: string
        """

    private static let pipeline = """
        pipeline: trial
        version: 1
        sources:
          orders: { topic: orders, schema: order.yaml, partitioned_by: order, dedupe: { by: id, within: 2d } }
          parcels: { topic: parcels, schema: order.yaml, partitioned_by: order }
          clicks: { topic: clicks, schema: click.yaml, partitioned_by: visitor }
        time: { out_of_orderness: 10m, idle_after: 30s, allowed_lateness: 2h }
        promises:
          delivery:
            by: order
            made: { on: orders, when: kind == "paid", due: due, remember: [seller] }
            kept: { on: parcels, when: kind == "delivered" }
            waived: { on: orders, when: kind == "cancelled" }
            forget_after: 20d
        visits:
          shopping:
            on: clicks
            by: visitor
            maximum: 12h
            funnel:
              view: kind == "viewed"
              cart: kind == "added"
              buy: kind == "bought"
            flags: { bought: kind == "bought" }
            entry: { landing: seller }
        metrics:
          late_rate:
            of: delivery
            by: seller
            share: { of: outcome == "broken", among: outcome != "waived" }
            window: { hopping: 3d, every: 12h }
            prior: { mean: 0.1, weight: 4 }
          late_daily:
            of: delivery
            at: fulfilled
            by: seller
            share: { of: outcome == "broken" }
            window: { tumbling: 1d }
          revenue:
            on: orders
            by: seller
            sum: amount
            also:
              buyers: { distinct: order }
              largest: { max: amount }
              middle: { quantile: { of: amount, q: 0.5 } }
              kinds: { top: { of: kind, k: 2 } }
            window: { tumbling: 6h }
          steps:
            on: parcels
            by: order
            count: true
            window: { tumbling: 2d }
          conversion:
            of: shopping
            by: landing
            share: { of: bought }
            window: { tumbling: 1d }
          browsing:
            on: clicks
            by: visitor
            count: true
            window: { session: 1h, at_most: 8h }
        alerts:
          late:
            on: late_rate
            class: breach
            when: value >= 0.25 && broken >= 1
            clear: value < 0.2
            for: 6h
            keep_firing_for: 6h
            no_data: keep
            severity: critical
            summary: "{{ seller }}: {{ percent(value) }} late"
          slow-sales:
            on: revenue
            class: breach
            when: count <= 2
            no_data: resolve
            severity: warning
            summary: "{{ seller }} sold {{ count }}"
        """
}
