import Dataflow
import EventModel
import Expressions
import PipelineSpec

extension PlanExplainer {
    /// The rules of the merge stage.
    func explainAlerts() {
        for alert in pipeline.alerts {
            guard let metric = pipeline.metric(named: alert.metric),
                let rule = plan.merge.rules.first(where: { $0.name == alert.name })
            else { continue }
            let columns = plan.merge.groups[rule.group].metrics[rule.metric].results.rows.columns.count
            let bytes = StateSize.instance(columns: columns)
            let active =
                assumptions.value(.keys, of: metric.name) * assumptions.value(.activeShare, of: alert.name)
            let id = add(
                .alert, alert.name, stage: mergeStage, at: alert.location, key: metric.by,
                facts: facts(of: alert, metric),
                size: StateEstimate(
                    bytesPerKey: bytes, formula: "\(columns) columns of evidence and the episode",
                    entries: Int(clamped: active), entry: "active instance",
                    bytes: Int(clamped: active * Double(bytes))),
                fingerprint: fingerprints.alert(alert, metric),
                restartMeans:
                    "episodes that are pending or firing are forgotten: what fires is not resolved by the new rule"
            )
            connect(self.id(.metric, metric.name), id)
            connect(id, settings.topics.alerts, "transitions")
            connect(id, settings.topics.activeAlerts, "newest state")
        }
    }

    private func facts(of alert: AlertDeclaration, _ metric: MetricDeclaration) -> [PlanFact] {
        var facts = [PlanFact(name: "class", text: "\(alert.kind.rawValue), \(alert.severity.rawValue)")]
        let when: CheckedExpression? = alert.when
        if let when { facts.append(PlanFact(name: "when", text: when.canonicalText)) }
        if let clear = alert.clear { facts.append(PlanFact(name: "clear", text: clear.canonicalText)) }
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
        let figures = WindowFigures(metric.window)
        if !alert.includesPartial, figures.keeping == .panes {
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
