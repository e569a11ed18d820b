import Dataflow
import EventModel
import Expressions
import PipelineSpec

/// The metrics of a pipeline in groups: those with the same rows, key and pane share one record and one look-up.
struct MetricGroups {
    private struct Identity: Hashable {
        var input: MetricInput
        var by: [String]
        var pane: Int64
    }

    private(set) var plans: [MetricGroupPlan] = []
    private(set) var labels: [[MetricLabel]] = []
    private(set) var inputs: [MetricInput] = []
    private(set) var places: [String: (group: Int, metric: Int)] = [:]

    init(_ pipeline: PipelineDeclaration, _ columns: ColumnUsage) {
        var found: [Identity: Int] = [:]
        for metric in pipeline.metrics {
            let (width, every) = (metric.window.widthMilliseconds, metric.window.everyMilliseconds)
            let identity = Identity(input: metric.input, by: metric.by, pane: every)
            let layout = Self.layout(of: metric.input, pipeline, columns)
            if found[identity] == nil {
                found[identity] = plans.count
                inputs.append(metric.input)
                labels.append([])
                plans.append(
                    MetricGroupPlan(
                        name: Self.name(metric, every),
                        keyColumns: metric.by.compactMap { layout.index(of: $0) }, keyNames: metric.by,
                        grid: .fixed(widthMilliseconds: every), isCorrected: metric.input.isPromise))
            }
            guard let group = found[identity] else { continue }
            places[metric.name] = (group, plans[group].metrics.count)
            labels[group].append(MetricLabel(name: metric.name, keyNames: metric.by))
            plans[group].add(metric, window: .hopping(panes: width / every, every: 1), layout: layout)
        }
    }

    /// The columns of the rows that a metric reads.
    static func layout(
        of input: MetricInput, _ pipeline: PipelineDeclaration, _ columns: ColumnUsage
    ) -> RowLayout {
        switch input {
        case .source(let name):
            let number = pipeline.sources.firstIndex { $0.name == name } ?? 0
            return columns.sourceLayouts[number]
        case .promise(let name, _):
            let promise = pipeline.promises.first { $0.name == name }
            return promise.map { PromiseRowLayout(of: $0, pipeline, columns).rows } ?? RowLayout([])
        }
    }

    private static func name(_ metric: MetricDeclaration, _ pane: Int64) -> String {
        let input =
            switch metric.input {
            case .source(let name): name
            case .promise(let name, let moment): "\(name).\(moment)"
            }
        return "\(input) by \(metric.by.joined(separator: ",")) per \(pane) ms"
    }
}

extension PromiseRowLayout {
    /// The columns of the rows that a promise tells.
    init(of promise: PromiseDeclaration, _ pipeline: PipelineDeclaration, _ columns: ColumnUsage) {
        let number = pipeline.sources.firstIndex { $0.name == promise.made.source } ?? 0
        let made = columns.sourceLayouts[number]
        self.init(
            key: promise.key, keyStorage: columns.promiseKeyStorage[promise.name] ?? .text,
            remembered: promise.made.remember.compactMap { name in
                made.index(of: name).map { made.columns[$0] }
            })
    }
}

extension MetricGroupPlan {
    /// Adds a declared metric.
    mutating func add(_ metric: MetricDeclaration, window: WindowShape, layout: RowLayout) {
        let named = [("value", metric.value)] + metric.also.map { ($0.name, $0.aggregate) }
        add(
            name: metric.name, filter: metric.filter?.compiled(for: layout),
            outcomeColumn: metric.input.isPromise ? PromiseRowLayout.outcome : nil,
            aggregates: named.map { AggregatePlan(name: $0, $1, layout: layout) }, window: window)
    }
}

extension MetricInput {
    /// Whether rows are those of a promise, which later events may correct.
    var isPromise: Bool {
        if case .promise = self { true } else { false }
    }
}

extension AggregatePlan {
    init(name: String, _ declaration: AggregateDeclaration, layout: RowLayout) {
        func kind(_ operand: CheckedExpression) -> AggregateForm.NumberKind {
            operand.type == .double ? .decimal : .integer
        }
        let form: AggregateForm
        var operand: CheckedExpression?
        var condition: CheckedExpression?
        switch declaration {
        case .count(let filter):
            form = .count
            condition = filter
        case .share(let of, let among):
            form = .share
            operand = of
            condition = among
        case .sum(let value):
            form = .sum(kind(value))
            operand = value
        case .mean(let value):
            form = .mean(kind(value))
            operand = value
        case .min(let value):
            form = .extreme(kind(value), smallest: true)
            operand = value
        case .max(let value):
            form = .extreme(kind(value), smallest: false)
            operand = value
        }
        self.init(
            name: name, form: form, operand: operand?.compiled(for: layout),
            condition: condition?.compiled(for: layout))
    }
}
