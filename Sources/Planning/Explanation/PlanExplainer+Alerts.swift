import Dataflow
import EventModel
import Expressions
import PipelineSpec

extension PlanExplainer {
    /// The rules of a stage.
    func explainAlerts(finishedIn stage: Int?) {
        for alert in pipeline.alerts {
            guard let rule = plan.merge.rules.first(where: { $0.name == alert.name }),
                plan.finishingStage(of: rule) == stage
            else { continue }
            let metric = pipeline.metric(named: alert.metric)
            let score = pipeline.scores.first { alert.isOnScore && $0.name == alert.metric }
            let by = metric?.by ?? score?.by ?? []
            let counted = score?.parts.first?.metric ?? alert.metric
            let columns = plan.merge.resultColumns(of: rule)
            let bytes = StateSize.instance(columns: columns)
            let active =
                assumptions.value(.keys, of: counted) * assumptions.value(.activeShare, of: alert.name)
            let id = add(
                .alert, alert.name, stage: stage ?? mergeStage, at: alert.location, key: by,
                facts: facts(of: alert, metric),
                size: StateEstimate(
                    bytesPerKey: bytes, formula: "\(columns) columns of evidence and the episode",
                    entries: Int(clamped: active), entry: "active instance",
                    bytes: Int(clamped: active * Double(bytes))),
                fingerprint: fingerprints.alert(alert, by: by),
                restartMeans:
                    "episodes that are pending or firing are forgotten: what fires is not resolved by the new rule"
            )
            connect(self.id(metric == nil ? .score : .metric, alert.metric), id)
            connect(id, settings.topics.alerts, "transitions")
            connect(id, settings.topics.activeAlerts, "newest state")
        }
    }

    private func facts(of alert: AlertDeclaration, _ metric: MetricDeclaration?) -> [PlanFact] {
        var facts = [PlanFact(name: "class", text: "\(alert.kind.rawValue), \(alert.severity.rawValue)")]
        let when: CheckedExpression? = alert.when
        if let when { facts.append(PlanFact(name: "when", text: when.canonicalText)) }
        if let clear = alert.clear { facts.append(PlanFact(name: "clear", text: clear.canonicalText)) }
        if let gate = alert.gate { facts.append(PlanFact(name: "while", text: "\(gate.name) fires")) }
        facts.append(
            PlanFact(
                name: "fires",
                text: alert.forMilliseconds == 0
                    ? "at once" : "after \(PlanWords.duration(alert.forMilliseconds)) of it"))
        if alert.keepFiringForMilliseconds > 0 {
            facts.append(
                PlanFact(
                    name: "resolves", text: "\(PlanWords.duration(alert.keepFiringForMilliseconds)) after it")
            )
        }
        if let figures = metric.map({ WindowFigures($0.window) }), !alert.includesPartial,
            figures.keeping == .panes
        {
            facts.append(
                PlanFact(
                    name: "rests",
                    text:
                        "until windows are whole: \(PlanWords.duration(figures.widthMilliseconds)) after the input begins"
                ))
        }
        return facts
    }
}

extension MergePlan {
    /// How many columns the results have that a rule reads.
    fileprivate func resultColumns(of rule: AlertRulePlan) -> Int {
        if let score = rule.score { return scores[score].results.rows.columns.count }
        return groups[rule.group].metrics[rule.metric].results.rows.columns.count
    }
}
