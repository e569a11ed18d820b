import Dataflow
import EventModel
import Expressions
import PipelineSpec

/// Turns names into numbers, and finds what a well-formed file asks for but cannot have.
struct Planner {
    let pipeline: PipelineDeclaration

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
                        name: field.name, path: field.path, reading: field.reading, zone: field.reading.zone,
                        type: field.type,
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
                    tellsFulfilled: !fulfilledGroups.isEmpty, isBrokenByEvents: promise.isBrokenByEvents,
                    gathered: promise.gathered.map { field in
                        PromiseGathering(column: column(of: field, columns))
                    }),
                made: made, due: promise.made.due.compiled(for: layout),
                deciding: promise.deciding.map { feed($0.source, $0.when, promise.key, columns) },
                waived: promise.waived.map { feed($0.source, $0.when, promise.key, columns) },
                gathered: promise.gathered.map { feed($0.event.source, $0.event.when, promise.key, columns) },
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

    private func column(of gathered: GatheredField, _ columns: ColumnUsage) -> Int? {
        let number = pipeline.sources.firstIndex { $0.name == gathered.event.source } ?? 0
        return gathered.field.flatMap { columns.sourceLayouts[number].index(of: $0) }
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
        var zones = Zones()
        return pipeline.alerts.compactMap { alert in
            guard let place = AlertPlace(alert, groups, scores),
                let condition = condition(of: alert, place, groups, &zones)
            else { return nil }
            let readsPanes = alert.detector?.readsPanes == true
            var rule = AlertRulePlan(
                name: alert.name, group: place.group,
                metric: readsPanes ? groups.panes[alert.metric] ?? place.metric : place.metric,
                score: place.score, condition: condition,
                timing: AlertTiming(
                    forMilliseconds: alert.forMilliseconds,
                    keepFiringForMilliseconds: alert.keepFiringForMilliseconds),
                noData: noData(of: alert), includesPartial: alert.includesPartial,
                limit: alert.limit.map {
                    AlertLimit(episodes: $0.episodes, perMilliseconds: $0.perMilliseconds)
                },
                maintenance: alert.maintenance.map(MaintenanceWindow.init),
                rememberEntityMilliseconds: alert.rememberEntitiesMilliseconds
                    ?? max(
                        AlertRulePlan.defaultRememberEntityMilliseconds,
                        alert.detector?.pastMilliseconds ?? 0))
            rule.gate = alert.gate?.name
            return rule
        }
    }

    func alertOutputs(_ groups: MetricGroups, _ scores: [ScorePlan]) -> [AlertOutputPlan] {
        pipeline.alerts.compactMap { alert in
            guard let results = AlertPlace(alert, groups, scores)?.layout else { return nil }
            let layout = alert.detector == nil ? results : DetectorFigures.evidence(of: results)
            return AlertOutputPlan(
                name: alert.name, metric: alert.metric, severity: alert.severity,
                summary: alert.summary?.compiled(for: layout),
                condition: alert.when?.text ?? alert.detector?.text ?? "",
                detector: alert.detector?.name, kind: alert.kind,
                labels: alert.labels.compiled(for: layout),
                annotations: alert.annotations.compiled(for: layout),
                runbook: alert.runbook, prior: pipeline.metrics.first { $0.name == alert.metric }?.prior)
        }
    }
}

extension [AlertText] {
    /// In the order of their names, whatever that in the file is.
    fileprivate func compiled(for layout: RowLayout) -> [(name: String, text: CompiledTemplate)] {
        sorted { $0.name < $1.name }.map { ($0.name, $0.template.compiled(for: layout)) }
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

extension FieldReading {
    /// The zone of local times; UTC where there are none.
    fileprivate var zone: ZoneOffsets {
        guard case .pattern(_, let name) = time else { return .utc }
        return ZoneTransitions.offsets(ofZone: name) ?? .utc
    }
}
