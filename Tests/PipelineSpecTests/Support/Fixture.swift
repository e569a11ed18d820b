import EventModel
import Expressions
import PipelineSpec

/// Small files that use each part of the language; tests break them in one place.
enum Fixture {
    static let path = "pipelines/trust.yaml"

    static let files: [String: String] = [
        path: pipeline, "pipelines/events/order.yaml": order, "pipelines/events/shipment.yaml": shipment,
    ]

    static let pipeline = """
        pipeline: trust
        version: 1
        sources:
          orders: { topic: orders, schema: events/order.yaml, partitioned_by: order_id }
          logistics:
            topic: logistics
            schema: events/shipment.yaml
            partitioned_by: order_id
        time: { out_of_orderness: 10m, idle_after: 1m, max_future_skew: 5m, allowed_lateness: 1d }
        promises:
          delivery:
            by: order_id
            made:
              on: orders
              when: event_type == "order_paid"
              due: promised_delivery_at
              remember: [seller_id, amount]
            kept: { on: logistics, when: status == "delivered" }
            waived: { on: orders, when: event_type == "order_cancelled" && fault_party != "seller" }
            forget_after: 90d
        metrics:
          late_rate:
            description: late deliveries
            unit: share
            of: delivery
            by: seller_id
            share: { of: outcome == "broken", among: outcome != "waived" }
            also:
              total: { sum: amount }
              paid: { count: amount > 0.0 }
            window: { hopping: 14d, every: 1d }
            prior: { mean: 0.05, weight: 50 }
          orders_daily:
            on: orders
            when: event_type == "order_placed"
            by: [seller_id, region]
            count: true
            window: { tumbling: 1d }
        alerts:
          late:
            on: late_rate
            class: breach
            when: probability_above(0.10) >= 0.95 && broken >= 3
            clear: probability_above(0.10) < 0.60
            for: 2h
            keep_firing_for: 1d
            no_data: resolve
            include_partial: true
            severity: critical
            summary: "{{ seller_id }}: {{ percent(value) }} late"
            labels: { team: trust }
            runbook: https://example.org/late

        """

    static let order = """
        schema: order
        id: event_id
        time: occurred_at
        fields:
          event_id: string
          event_type: { type: string, one_of: [order_placed, order_paid, order_cancelled, ad_spend_recorded] }
          occurred_at: time
          order_id: { type: string, required: event_type != "ad_spend_recorded" }
          seller_id: string
          region: string?
          amount: { type: double, required: false, from: total_amount }
          items: int?
          promised_delivery_at: time?
          fault_party: string?

        """

    static let shipment = """
        schema: shipment
        id: event_id
        time: event_time
        fields:
          event_id: string
          event_time: time
          order_id: string
          carrier: string?
          status: { type: string, one_of: [accepted, delivered] }

        """

    /// What planning would give: the types count here, nothing is computed.
    static func functions(_ user: FunctionUser) -> [FunctionDeclaration] {
        switch user {
        case .alert:
            [
                function("probability_above", 1, implicit: ["of", "among"]),
                FunctionDeclaration(name: "percent", parameters: [.double], result: .string) { _, _, _ in },
            ]
        case .score(let parts): arithmetic + posteriors(parts)
        case .scoreAlert(let parts):
            arithmetic + posteriors(parts) + [
                FunctionDeclaration(name: "percent", parameters: [.double], result: .string) { _, _, _ in }
            ]
        }
    }

    private static let arithmetic =
        (1...12).map { function("geometric_mean", 2 * $0) }
        + [("pow", 2), ("ln", 1), ("exp", 1), ("min", 2), ("max", 2)].map { function($0.0, $0.1) }

    private static func posteriors(_ parts: [(name: String, metric: MetricDeclaration)])
        -> [FunctionDeclaration]
    {
        parts.filter { $0.metric.prior != nil }.flatMap { part, _ in
            ["quantile", "probability_above"].map {
                function("\(part).\($0)", 1, implicit: ["\(part).of", "\(part).among"])
            }
        }
    }

    private static func function(_ name: String, _ count: Int, implicit: [String] = []) -> FunctionDeclaration
    {
        FunctionDeclaration(
            name: name, parameters: Array(repeating: .double, count: count), implicit: implicit,
            result: .double
        ) { _, _, _ in }
    }

    /// Loads files from a dictionary.
    static func load(_ files: [String: String] = files) throws(SpecProblems) -> PipelineDeclaration {
        try PipelineFile.load(path, alertFunctions: functions, read: memory(files).read)
    }

    /// What is wrong with files; empty when nothing is.
    static func problems(_ files: [String: String]) -> [SpecProblem] {
        do throws(SpecProblems) {
            _ = try load(files)
            return []
        } catch { return error.problems }
    }

    /// What is wrong when the pipeline's text is another.
    static func problems(pipeline: String) -> [SpecProblem] {
        problems(files.merging([path: pipeline]) { $1 })
    }

    /// A dictionary of paths as files and folders.
    static func memory(_ files: [String: String]) -> SpecFiles {
        SpecFiles(
            read: { path in
                guard let text = files[path] else { throw Missing() }
                return text
            },
            names: { path in
                let inside = files.keys.filter { $0.hasPrefix(path + "/") }
                if inside.isEmpty { return nil }
                return Set(inside.map { String($0.dropFirst(path.count + 1).prefix { $0 != "/" }) }).sorted()
            })
    }

    struct Missing: Error, CustomStringConvertible {
        var description: String { "there is no such file" }
    }
}
