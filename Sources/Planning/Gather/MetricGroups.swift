import Dataflow
import EventModel
import Expressions
import PipelineSpec

/// The metrics of a pipeline in groups: those with the same rows, key and pane share one record and one look-up.
struct MetricGroups {
    private struct Identity: Hashable {
        var input: MetricInput
        var by: [String]
        var grid: PaneGrid
        var sessions: SessionRule?

        init(_ metric: MetricDeclaration, _ window: WindowPlan) {
            (input, by, grid, sessions) = (metric.input, metric.by, window.grid, window.sessions)
        }
    }

    private(set) var plans: [MetricGroupPlan] = []
    private(set) var labels: [[MetricLabel]] = []
    private(set) var inputs: [MetricInput] = []
    private(set) var places: [String: (group: Int, metric: Int)] = [:]

    /// By metric: its twin in the group that sees panes one by one, for detectors.
    private(set) var panes: [String: Int] = [:]

    init(_ pipeline: PipelineDeclaration, _ columns: ColumnUsage) {
        var found: [Identity: Int] = [:]
        var zones = Zones()
        // Groups in the order of the file; in a group by name, so that the order in the file does not decide how the
        // group's state is laid out.
        for metric in pipeline.metrics { open(metric, pipeline, columns, &zones, &found) }
        for metric in pipeline.metrics.sorted(by: { $0.name < $1.name }) {
            let window = WindowPlan(metric.window, &zones)
            guard let group = found[Identity(metric, window)] else { continue }
            let layout = Self.layout(of: metric.input, pipeline, columns)
            plans[group].waitMilliseconds = pipeline.delay(of: metric.input)
            places[metric.name] = (group, plans[group].metrics.count)
            labels[group].append(MetricLabel(name: metric.name, keyNames: metric.by))
            plans[group].add(metric, window: window, layout: layout)
            guard !window.shape.isOnePane,
                pipeline.alerts.contains(where: {
                    $0.metric == metric.name && $0.detector?.readsPanes == true
                })
            else { continue }
            panes[metric.name] = plans[group].addPanes(of: plans[group].metrics.count - 1)
            labels[group].append(MetricLabel(name: metric.name, keyNames: metric.by))
        }
    }

    /// Makes the group of a metric if there is none like it.
    private mutating func open(
        _ metric: MetricDeclaration, _ pipeline: PipelineDeclaration, _ columns: ColumnUsage,
        _ zones: inout Zones, _ found: inout [Identity: Int]
    ) {
        let window = WindowPlan(metric.window, &zones)
        guard found[Identity(metric, window)] == nil else { return }
        found[Identity(metric, window)] = plans.count
        inputs.append(metric.input)
        labels.append([])
        let layout = Self.layout(of: metric.input, pipeline, columns)
        plans.append(
            MetricGroupPlan(
                name: Self.name(metric, window), metric,
                keyColumns: metric.by.compactMap { layout.index(of: $0) }, window))
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
        case .visits(let name):
            let visits = pipeline.visits.first { $0.name == name }
            return visits.map { VisitRowLayout(of: $0, pipeline).rows } ?? RowLayout([])
        }
    }

    private static func name(_ metric: MetricDeclaration, _ window: WindowPlan) -> String {
        let input =
            switch metric.input {
            case .source(let name): name
            case .promise(let name, let moment): "\(name).\(moment)"
            case .visits(let name): name
            }
        return "\(input) by \(metric.by.joined(separator: ",")) \(window.name)"
    }
}

extension PromiseRowLayout {
    /// The columns of the rows that a promise tells.
    init(of promise: PromiseDeclaration, _ pipeline: PipelineDeclaration, _ columns: ColumnUsage) {
        let number = pipeline.sources.firstIndex { $0.name == promise.made.source } ?? 0
        let made = columns.sourceLayouts[number]
        self.init(
            key: promise.key, decidedName: promise.decidedName,
            keyStorage: columns.promiseKeyStorage[promise.name] ?? .text,
            remembered: promise.made.remember.compactMap { name in
                made.index(of: name).map { made.columns[$0] }
            },
            gathered: promise.gathered.map { field in
                let number = pipeline.sources.firstIndex { $0.name == field.event.source } ?? 0
                let layout = columns.sourceLayouts[number]
                guard let name = field.field, let place = layout.index(of: name) else {
                    return RowLayout.Column(name: field.name, type: .bool)
                }
                return RowLayout.Column(name: field.name, type: layout.columns[place].type)
            })
    }
}

extension MetricGroupPlan {
    /// Adds a declared metric.
    mutating func add(_ metric: MetricDeclaration, window: WindowPlan, layout: RowLayout) {
        let named = [("value", metric.value)] + metric.also.map { ($0.name, $0.aggregate) }
        let aggregates = named.map { AggregatePlan(name: $0, $1, layout: layout) }
        let filter = metric.filter?.compiled(for: layout)
        guard window.sessions == nil else {
            return add(name: metric.name, filter: filter, aggregates: aggregates)
        }
        add(
            name: metric.name, filter: filter,
            outcomeColumn: metric.input.isPromise ? PromiseRowLayout.outcome : nil,
            aggregates: aggregates, window: window.shape)
    }

    /// A group for metrics like a first one.
    init(name: String, _ metric: MetricDeclaration, keyColumns: [Int], _ window: WindowPlan) {
        if let sessions = window.sessions {
            self.init(name: name, keyColumns: keyColumns, keyNames: metric.by, sessions: sessions)
        } else {
            self.init(
                name: name, keyColumns: keyColumns, keyNames: metric.by, grid: window.grid,
                isCorrected: metric.input.isCorrected)
        }
    }
}

extension PipelineDeclaration {
    /// How far behind the watermark the rows of a metric may come although nothing is late: a visit counts at its start
    /// and is told when it is over.
    fileprivate func delay(of input: MetricInput) -> Int64 {
        guard case .visits(let name) = input, let visits = visits.first(where: { $0.name == name }) else {
            return 0
        }
        return visits.gapMilliseconds + visits.maximumMilliseconds
    }
}

extension MetricInput {
    /// Whether rows are those of a promise.
    var isPromise: Bool {
        if case .promise = self { true } else { false }
    }

    /// Whether rows may be taken back by later ones.
    var isCorrected: Bool {
        if case .source = self { false } else { true }
    }
}

extension WindowShape {
    /// Whether each window is a pane.
    fileprivate var isOnePane: Bool { self == .tumbling(panes: 1) || self == .calendar(.day) }
}
