import Dataflow
import EventModel
import Expressions
import PipelineSpec

extension ScorePlan {
    /// How a declared score is told; `nil` when a metric of it is missing.
    init?(_ score: ScoreDeclaration, _ pipeline: PipelineDeclaration, _ groups: MetricGroups) {
        let used = score.usedVariables(in: pipeline)
        var inputs: [(input: ScoreInput, of: ResultLayout)] = []
        for part in score.parts {
            guard let place = groups.places[part.metric] else { return nil }
            let results = groups.plans[place.group].metrics[place.metric].results
            let columns = (results.valueColumn..<results.rows.columns.count).filter {
                let name = results.rows.columns[$0].name
                return name == "value" || name == "count" || used.contains("\(part.name).\(name)")
            }
            let input = ScoreInput(
                name: part.name, group: place.group, metric: place.metric, columns: columns,
                isOptional: part.isOptional)
            inputs.append((input, results))
        }
        let layout = ScoreLayout(keyNames: score.by, hasLevels: !score.levels.isEmpty, inputs: inputs)
        self.init(
            name: score.name, inputs: inputs.map(\.input), results: layout,
            value: score.value.compiled(for: layout.rows), ratedWhen: score.when?.compiled(for: layout.rows),
            everyMilliseconds: score.everyMilliseconds,
            compareSteps: Int(score.compareMilliseconds / score.everyMilliseconds),
            forgetAfterMilliseconds: score.forgetAfterMilliseconds,
            levels: score.levels.map { ScoreLevel(name: $0.name, from: $0.from) })
    }
}

extension ScoreDeclaration {
    /// What its own expressions and those of alerts on it read: nothing else of its parts is kept for each key.
    fileprivate func usedVariables(in pipeline: PipelineDeclaration) -> Set<String> {
        var used = value.variables.union(when?.variables ?? [])
        for alert in pipeline.alerts where alert.isOnScore && alert.metric == name {
            for condition in [alert.when, alert.clear].compactMap({ $0 }) {
                used.formUnion(condition.variables)
            }
            for text in [alert.summary].compactMap({ $0 })
                + (alert.labels + alert.annotations).map(\.template)
            {
                used.formUnion(text.variables)
            }
        }
        return used
    }
}
