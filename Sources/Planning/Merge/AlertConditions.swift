import Dataflow
import EventModel
import Expressions
import PipelineSpec

extension Planner {
    /// What makes an alert fire and resolve; `nil` for what reading the pipeline has refused.
    func condition(
        of alert: AlertDeclaration, _ place: AlertPlace, _ groups: MetricGroups, _ zones: inout Zones
    ) -> AlertCondition? {
        if let when = alert.when {
            return .expression(
                when: when.compiled(for: place.layout), clear: alert.clear?.compiled(for: place.layout))
        }
        let group = groups.plans[place.group]
        let results = group.metrics[place.metric].results
        guard let detector = alert.detector, let declared = pipeline.metric(named: alert.metric) else {
            return nil
        }
        let kind = MeasureKind(declared.value)
        let input = DetectorInput(results)
        switch detector {
        case .cusum(let cusum):
            guard let policy = ErosionPolicy(cusum, declared, group.grid) else { return nil }
            return .signals(DetectorPlan(ErosionCUSUM.self, settings: policy, input: input))
        case .seasonal(let seasonal):
            let rule = SeasonalRule(
                kind: kind, fall: seasonal.fall, rise: seasonal.rise, deviations: seasonal.deviations,
                weeks: seasonal.weeks, fewestWeeks: seasonal.fewestWeeks, least: seasonal.least,
                slotMilliseconds: seasonal.slotMilliseconds, zone: zones.offsets(of: seasonal.zone))
            return .signals(DetectorPlan(SeasonalWatch.self, settings: rule, input: input))
        case .ewma(let ewma):
            let rule = ShiftRule(
                kind: kind, side: ShiftRule.Side(ewma.side), smoothing: ewma.smoothing,
                width: ewma.deviations,
                training: ewma.training)
            return .signals(DetectorPlan(ShiftWatch.self, settings: rule, input: input))
        }
    }

    /// To a detector that compares numbers, nothing at all is a number where it is counted or summed.
    func noData(of alert: AlertDeclaration) -> Dataflow.NoData {
        if let detector = alert.detector, let metric = pipeline.metric(named: alert.metric),
            metric.value.isZeroWithoutRows
        {
            if case .cusum = detector { return Dataflow.NoData(alert.noData) }
            return .zero
        }
        return Dataflow.NoData(alert.noData)
    }
}

extension Dataflow.NoData {
    init(_ declared: PipelineSpec.NoData) {
        switch declared {
        case .keep: self = .keep
        case .resolve: self = .resolve
        case .fire: self = .fire
        }
    }
}

extension MaintenanceWindow {
    init(_ declared: MaintenanceDeclaration) {
        self.init(
            start: declared.from, end: declared.to,
            entities: declared.entities?.map { parts in
                var key: [UInt8] = []
                for part in parts {
                    Array(part.utf8).withUnsafeBytes { KeyBytes.append($0, to: &key) }
                }
                return key
            })
    }
}

extension ErosionPolicy {
    fileprivate convenience init?(_ cusum: CUSUMDeclaration, _ metric: MetricDeclaration, _ grid: PaneGrid) {
        guard let prior = metric.prior else { return nil }
        self.init(
            oddsRatio: cusum.oddsRatio, falseAlarmsPerDay: cusum.falseAlarmsPerDay,
            outcomesPerDay: cusum.outcomesPerDay, paneMilliseconds: grid.usualMilliseconds,
            priorMean: prior.mean, priorWeight: prior.weight, pauseMilliseconds: cusum.pauseMilliseconds)
    }
}

extension PaneGrid {
    /// A pane's length; of local days that of most of them.
    fileprivate var usualMilliseconds: Int64 {
        switch self {
        case .fixed(let width): width
        case .days: ErosionPolicy.day
        }
    }
}

extension MeasureKind {
    fileprivate init(_ aggregate: AggregateDeclaration) {
        self =
            switch aggregate {
            case .count, .distinct: .count
            case .share: .share
            case .sum: .sum
            default: .value
            }
    }
}

extension DetectorInput {
    fileprivate init(_ results: ResultLayout) {
        if let share = results.shareColumn {
            self = .counts(successes: share, trials: share + 1)
        } else {
            self = .value(
                column: results.valueColumn,
                isInteger: results.rows.columns[results.valueColumn].type == .int,
                events: results.valueColumn + 1)
        }
    }
}

extension ShiftRule.Side {
    fileprivate init(_ declared: EWMADeclaration.Side) {
        switch declared {
        case .rise: self = .rise
        case .fall: self = .fall
        case .both: self = .both
        }
    }
}
