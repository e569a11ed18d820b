import Dataflow
import EventModel
import Expressions
import PipelineSpec

/// Turns names into numbers, and finds what a well-formed file asks for but cannot have.
struct Planner {
    private let pipeline: PipelineDeclaration

    init(_ pipeline: PipelineDeclaration) { self.pipeline = pipeline }

    func check() throws(SpecProblems) {
        var problems: [SpecProblem] = []
        for metric in pipeline.metrics where metric.input.isCorrected {
            for aggregate in [metric.value] + metric.also.map(\.aggregate)
            where !AggregateForm(aggregate).isRetractable {
                problems.append(
                    SpecProblem(
                        location: metric.location, length: metric.name.count,
                        message:
                            "metric '\(metric.name)' takes \(aggregate.article) of \(metric.input.isPromise ? "a promise" : "visits")",
                        expected:
                            "count, sum, mean, share, variance, quantile, top or decayed_sum: what \(metric.input.isPromise ? "a promise tells" : "visits tell") may"
                            + " be corrected, and \(aggregate.article) cannot be taken back",
                        sourceLine: pipeline.line(at: metric.location)))
            }
        }
        if !problems.isEmpty { throw SpecProblems(problems: problems) }
    }

    func sources(_ columns: ColumnUsage, _ groups: MetricGroups) -> [SourcePlan] {
        pipeline.sources.enumerated().map { number, source in
            let layout = columns.sourceLayouts[number]
            return SourcePlan(
                name: source.name, topic: source.topic, isOptional: source.isOptional,
                fields: source.schema.fields.dropLast(source.derived.count).map { field in
                    let isTime = field.name == source.schema.timeField
                    return SourcePlan.Field(
                        name: field.name, jsonKey: field.jsonKey, type: field.type,
                        isRequired: isTime || field.isAlwaysRequired,
                        column: isTime ? 0 : layout.index(of: field.name))
                }, layout: layout, idColumn: layout.index(of: source.schema.idField) ?? 0,
                timeAliasColumn: source.schema.timeField == RowLayout.eventTimeName
                    ? nil : layout.index(of: source.schema.timeField),
                requirements: requirements(source.schema, layout), limits: source.limits,
                screen: SourceScreenPlan(
                    source, layout: layout,
                    allowedLatenessMilliseconds: pipeline.time.allowedLatenessMilliseconds),
                groups: groups.inputs.indices.filter { groups.inputs[$0] == .source(source.name) })
        }
    }

    private func requirements(_ schema: EventSchema, _ layout: RowLayout) -> [SourcePlan.Requirement] {
        schema.fields.compactMap { field -> SourcePlan.Requirement? in
            guard case .when(let condition) = field.requirement, let column = layout.index(of: field.name)
            else {
                return nil
            }
            return SourcePlan.Requirement(
                field: field.name, column: column, when: condition.compiled(for: layout), text: condition.text
            )
        }
    }

    func promises(_ columns: ColumnUsage, _ groups: MetricGroups) -> [PromiseStepPlan] {
        pipeline.promises.map { promise in
            let made = feed(promise.made.source, promise.made.when, promise.key, columns)
            let layout = columns.sourceLayouts[made.source]
            let readers = PromiseMoment.allCases.map { moment in
                groups.inputs.indices.filter { groups.inputs[$0] == .promise(promise.name, at: moment) }
            }
            let (dueGroups, fulfilledGroups) = (readers[0], readers[1])
            return PromiseStepPlan(
                ledger: PromisePlan(
                    name: promise.name, forgetAfterMilliseconds: promise.forgetAfterMilliseconds,
                    allowedLatenessMilliseconds: pipeline.time.allowedLatenessMilliseconds,
                    rememberedColumns: promise.made.remember.compactMap { layout.index(of: $0) },
                    rows: PromiseRowLayout(of: promise, pipeline, columns), tellsDue: !dueGroups.isEmpty,
                    tellsFulfilled: !fulfilledGroups.isEmpty),
                made: made, due: promise.made.due.compiled(for: layout),
                kept: feed(promise.kept.source, promise.kept.when, promise.key, columns),
                waived: promise.waived.map { feed($0.source, $0.when, promise.key, columns) },
                dueGroups: dueGroups, fulfilledGroups: fulfilledGroups)
        }
    }

    func visits(_ columns: ColumnUsage, _ groups: MetricGroups) -> [VisitStepPlan] {
        pipeline.visits.map { visits in
            VisitStepPlan(
                visits, pipeline, columns,
                groups: groups.inputs.indices.filter { groups.inputs[$0] == .visits(visits.name) })
        }
    }

    private func feed(
        _ source: String, _ when: CheckedExpression?, _ key: String, _ columns: ColumnUsage
    ) -> PromiseStepPlan.Feed {
        let number = pipeline.sources.firstIndex { $0.name == source } ?? 0
        let layout = columns.sourceLayouts[number]
        return PromiseStepPlan.Feed(
            source: number, when: when?.compiled(for: layout), keyColumn: layout.index(of: key) ?? 0)
    }

    func rules(_ groups: MetricGroups, _ scores: [ScorePlan]) -> [AlertRulePlan] {
        pipeline.alerts.compactMap { alert in
            guard let subject = AlertPlace(alert, groups, scores) else { return nil }
            let layout = subject.layout
            return AlertRulePlan(
                name: alert.name, group: subject.group, metric: subject.metric, score: subject.score,
                when: alert.when.compiled(for: layout), clear: alert.clear?.compiled(for: layout),
                timing: AlertTiming(
                    forMilliseconds: alert.forMilliseconds,
                    keepFiringForMilliseconds: alert.keepFiringForMilliseconds),
                noData: alert.noData == .resolve ? .resolve : .keep, includesPartial: alert.includesPartial)
        }
    }

    func alertOutputs(_ groups: MetricGroups, _ scores: [ScorePlan]) -> [AlertOutputPlan] {
        pipeline.alerts.compactMap { alert in
            guard let layout = AlertPlace(alert, groups, scores)?.layout else { return nil }
            return AlertOutputPlan(
                name: alert.name, metric: alert.metric, severity: alert.severity,
                summary: alert.summary?.compiled(for: layout), condition: alert.when.text,
                labels: alert.labels.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
                runbook: alert.runbook, prior: pipeline.metrics.first { $0.name == alert.metric }?.prior)
        }
    }
}

extension AggregateDeclaration {
    /// What cannot be taken back, with its article.
    fileprivate var article: String {
        switch self {
        case .min, .max: "a minimum or maximum"
        case .first, .last: "a first or last value"
        case .distinct: "a number of distinct values"
        case .sample: "a sample"
        default: "an aggregate"
        }
    }
}

extension SchemaField {
    fileprivate var isAlwaysRequired: Bool {
        if case .always = requirement { return true }
        return false
    }
}
