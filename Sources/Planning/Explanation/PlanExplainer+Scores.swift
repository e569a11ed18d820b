import Dataflow
import EventModel
import Expressions
import PipelineSpec

extension PlanExplainer {
    /// What a stage makes of several metrics of one key.
    func explainScores(finishedIn stage: Int?) {
        for score in pipeline.scores {
            guard let planned = plan.merge.scores.first(where: { $0.name == score.name }),
                plan.finishingStage(of: planned) == stage
            else { continue }
            let columns = planned.results.rows.columns.count
            let bytes = StateSize.instance(columns: columns) + 8 * planned.compareSteps
            let keys = assumptions.value(.keys, of: score.parts.first?.metric ?? "")
            let id = add(
                .score, score.name, stage: stage ?? mergeStage, at: score.location, key: score.by,
                facts: facts(of: score),
                size: StateEstimate(
                    bytesPerKey: bytes,
                    formula: "\(columns) columns and \(planned.compareSteps) earlier scores",
                    entries: Int(clamped: keys), entry: "key", bytes: Int(clamped: keys * Double(bytes))),
                fingerprint: fingerprints.score(score),
                restartMeans:
                    "it is compared with nothing until \(PlanWords.duration(score.compareMilliseconds)) later"
            )
            for part in score.parts { connect(self.id(.metric, part.metric), id, part.name) }
            connect(id, settings.topics.metrics, "scores")
        }
    }

    private func facts(of score: ScoreDeclaration) -> [PlanFact] {
        var facts = [
            PlanFact(name: "value", text: score.value.canonicalText),
            PlanFact(name: "every", text: PlanWords.duration(score.everyMilliseconds)),
        ]
        if let when = score.when { facts.append(PlanFact(name: "rated when", text: when.canonicalText)) }
        if score.compareMilliseconds > 0 {
            facts.append(
                PlanFact(
                    name: "compared", text: "with \(PlanWords.duration(score.compareMilliseconds)) before"))
        }
        return facts
    }
}

extension PipelineFingerprints {
    /// The readings of a score and its earlier values.
    func score(_ score: ScoreDeclaration) -> OperatorFingerprint {
        let parts = score.parts.sorted { $0.name < $1.name }.flatMap { part in
            let hash = pipeline.metric(named: part.metric).map { metric($0).hash } ?? ""
            return [
                Part("of.\(part.name)", part.metric), Part("metric '\(part.metric)'", hash, isInput: true),
            ]
        }
        let levels = score.levels.sorted { $0.name < $1.name }.map { Part("levels.\($0.name)", "\($0.from)") }
        return OperatorFingerprint(
            state: parts + [
                Part("version", "\(pipeline.version)"), Part("by", score.by.joined(separator: ", ")),
                Part("value", score.value.canonicalText), Part("when", score.when?.canonicalText ?? ""),
                Part("every", PlanWords.duration(score.everyMilliseconds)),
                Part(
                    "compare",
                    score.compareMilliseconds > 0 ? PlanWords.duration(score.compareMilliseconds) : ""),
                columns(of: score),
            ],
            rules: [
                Part("forget_after", PlanWords.duration(score.forgetAfterMilliseconds)),
                Part(
                    "optional",
                    score.parts.filter(\.isOptional).map(\.name).sorted().joined(separator: ", ")),
            ] + score.notes.parts + levels)
    }
}
