import Dataflow
import EventModel
import PipelineSpec
import Planning

/// What the pipelines of a test file have that cases can name.
///
/// A name that stands for several things, because several pipelines have it, is written `pipeline/name`.
struct CaseCatalogue: Sendable {
    /// A source of one pipeline.
    struct Source: Sendable {
        /// `pipeline/source`
        var label: String
        var pipeline: Int
        var number: Int
        var declaration: SourceDeclaration
    }

    /// A metric, a score or an alert rule: something that tells records.
    struct Teller: Sendable {
        /// `pipeline/name`
        var label: String
        /// What its records say.
        var fields: [String]
        /// Those that say what a record is about.
        var identity: Set<String>
    }

    private(set) var plans: [PipelinePlan] = []
    private(set) var sources = Names<Source>()
    private(set) var metrics = Names<Teller>()
    private(set) var alerts = Names<Teller>()

    init(_ pipelines: [(PipelineDeclaration, PipelinePlan)]) {
        for (place, (declaration, plan)) in pipelines.enumerated() {
            plans.append(plan)
            for (number, source) in declaration.sources.enumerated() {
                let label = "\(plan.name)/\(source.name)"
                sources.add(
                    source.name, label,
                    Source(label: label, pipeline: place, number: number, declaration: source)
                ) { $0.declaration.topic == source.topic }
            }
            addMetrics(of: plan)
            addScores(of: plan)
            addAlerts(of: plan)
        }
    }

    private mutating func addMetrics(of plan: PipelinePlan) {
        for (group, labels) in zip(plan.merge.groups, plan.metricLabels) {
            for (metric, name) in zip(group.metrics, labels) {
                let label = "\(plan.name)/\(name.name)"
                // Panes that a detector reads are told to nobody.
                if metrics.value(named: label) != nil { continue }
                let fields =
                    Self.columns(metric.results) + ["window_start", "window_end", "final", "partial"]
                let identity = Set(group.keyNames + ["window_start", "window_end"])
                metrics.add(name.name, label, Teller(label: label, fields: fields, identity: identity))
            }
        }
    }

    /// Scores are told where metrics are.
    private mutating func addScores(of plan: PipelinePlan) {
        for score in plan.merge.scores {
            let label = "\(plan.name)/\(score.name)"
            let columns = score.results.rows.columns[ResultLayout.firstKeyColumn...].map(\.name)
            let keys = columns.prefix(score.results.valueColumn - ResultLayout.firstKeyColumn)
            let teller = Teller(
                label: label, fields: columns + ["window_start", "window_end", "final", "partial"],
                identity: Set(keys).union(["window_start", "window_end"]))
            metrics.add(score.name, label, teller)
        }
    }

    private mutating func addAlerts(of plan: PipelinePlan) {
        for alert in plan.alerts {
            let label = "\(plan.name)/\(alert.name)"
            let metric = metrics.value(named: "\(plan.name)/\(alert.metric)")
            let own = ["state", "at", "started_at", "severity", "summary", "runbook", "condition"]
            let fields = (metric?.fields ?? []).filter { $0 != "final" && $0 != "partial" }
            alerts.add(
                alert.name, label,
                Teller(
                    label: label, fields: own + fields + alert.labels.map(\.name),
                    identity: (metric?.identity ?? []).subtracting(["window_start", "window_end"])))
        }
    }

    /// The key and the values; what comes before them has names of its own.
    private static func columns(_ results: ResultLayout) -> [String] {
        results.rows.columns.dropFirst(ResultLayout.firstKeyColumn).map(\.name)
    }

    /// A source by its name, or `nil` with a problem.
    func source(_ name: String, at place: SpecPlace) -> Source? {
        if let source = sources.value(named: name) { return source }
        sources.report("source", name, at: place)
        return nil
    }

    /// When events that lie far behind no longer count for any pipeline, in milliseconds after a window's end.
    var allowedLatenessMilliseconds: Int64 {
        plans.map(\.merge.allowedLatenessMilliseconds).max() ?? 0
    }
}

extension CaseCatalogue.Source {
    /// A field that an event can have, or `nil` with a problem.
    func field(_ name: String, at place: SpecPlace) -> SchemaField? {
        if declaration.derived.contains(where: { $0.name == name }) {
            place.report(
                "'\(name)' is derived by the pipeline",
                expected: "fields of schema '\(declaration.schema.name)'")
            return nil
        }
        if let field = declaration.schema.field(named: name) { return field }
        place.reportUnknown(
            "field", name, known: declaration.schema.fields.map(\.name) + CaseEvent.ownKeys)
        return nil
    }
}

/// Values by their names, and by `pipeline/name`.
struct Names<Value: Sendable>: Sendable {
    private var values: [String: Value] = [:]
    private var ambiguous: [String: [String]] = [:]
    private(set) var labels: [String] = []
    private(set) var names: [String] = []

    mutating func add(
        _ name: String, _ label: String, _ value: Value, isSame: (Value) -> Bool = { _ in false }
    ) {
        values[label] = value
        labels.append(label)
        if let first = values[name] {
            if !isSame(first) { ambiguous[name, default: []].append(label) }
        } else {
            values[name] = value
            names.append(name)
        }
    }

    func value(named name: String) -> Value? { ambiguous[name] == nil ? values[name] : nil }

    func report(_ kind: String, _ name: String, at place: SpecPlace) {
        if ambiguous[name] == nil { return place.reportUnknown(kind, name, known: names) }
        let choices = labels.filter { $0.hasSuffix("/" + name) }.joined(separator: " or ")
        place.report("several pipelines have a \(kind) '\(name)'", expected: choices)
    }
}
