import Dataflow
import EventModel
import Expressions
import PipelineSpec

extension PlanExplainer {
    private var lateness: Int64 { pipeline.time.allowedLatenessMilliseconds }

    /// The ledgers of a gather stage.
    func explainPromises(stage: Int) {
        for (promise, step) in zip(pipeline.promises, plan.promises)
        where plan.gatherStages[stage].sources.contains(step.made.source) {
            var facts = [
                PlanFact(name: "made", text: event(promise.made.source, promise.made.when?.canonicalText)),
                PlanFact(name: "due", text: promise.made.due.canonicalText),
            ]
            let events = [("kept", promise.kept), ("broken", promise.broken), ("waived", promise.waived)]
            for (name, events) in events where !events.isEmpty {
                let texts = events.map { event($0.source, $0.when?.canonicalText) }
                facts.append(PlanFact(name: name, text: texts.joined(separator: ", or ")))
            }
            if !promise.made.remember.isEmpty {
                facts.append(
                    PlanFact(name: "remembers", text: promise.made.remember.joined(separator: ", ")))
            }
            if !promise.gathered.isEmpty {
                let names = promise.gathered.map { "\($0.name) of \($0.event.source)" }
                facts.append(PlanFact(name: "gathers", text: names.joined(separator: ", ")))
            }
            facts.append(
                PlanFact(
                    name: "forgets",
                    text: "\(PlanWords.duration(promise.forgetAfterMilliseconds)) after the due time"))
            let id = add(
                .promise, promise.name, stage: stage, at: promise.location, key: [promise.key], facts: facts,
                size: size(of: promise, step), fingerprint: fingerprints.promise(promise),
                restartMeans: "promises made before the change are not known: their outcome is not told")
            for source in Set(step.sources.map { plan.sources[$0].name }).sorted() {
                connect(lastOfSource[source] ?? "", id, "by \(promise.key)")
            }
        }
    }

    /// The visits of a gather stage.
    func explainVisits(stage: Int) {
        for (visits, step) in zip(pipeline.visits, plan.visits)
        where plan.gatherStages[stage].sources.contains(step.source) {
            var facts = [
                PlanFact(
                    name: "visit",
                    text: "no gap above \(PlanWords.duration(visits.gapMilliseconds)), at most"
                        + " \(PlanWords.duration(visits.maximumMilliseconds))")
            ]
            if !visits.funnel.isEmpty {
                facts.append(
                    PlanFact(name: "funnel", text: visits.funnel.map(\.name).joined(separator: " → ")))
            }
            let id = add(
                .visits, visits.name, stage: stage, at: visits.location, key: [visits.visitor], facts: facts,
                size: size(of: visits, step), fingerprint: fingerprints.visits(visits),
                restartMeans: "visits that are open at the change are cut in two")
            connect(lastOfSource[plan.sources[step.source].name] ?? "", id, "by \(visits.visitor)")
        }
    }

    private func event(_ source: String, _ when: String?) -> String {
        when.map { "\(source) where \($0)" } ?? "every event of \(source)"
    }

    private func size(of promise: PromiseDeclaration, _ step: PromiseStepPlan) -> StateEstimate {
        let key = Int(clamped: assumptions.value(.keyBytes, of: promise.name))
        let record = step.ledger.recordBytes(made: plan.sources[step.made.source].layout)
        let bytes = record + StateSize.key(bytes: key) + StateSize.timer
        // Each is made, and fulfilled later.
        noteChanges(
            2 * assumptions.value(.eventsPerSecond, of: promise.made.source)
                * assumptions.value(.promiseShare, of: promise.name) * Double(record + key),
            stage: plan.gatherStage(ofSource: step.made.source))
        let rate =
            assumptions.value(.eventsPerSecond, of: promise.made.source)
            * assumptions.value(.promiseShare, of: promise.name)
        let seconds =
            assumptions.value(.dueDays, of: promise.name) * 86_400
            + Double(promise.forgetAfterMilliseconds) / 1000
        return StateEstimate(
            bytesPerKey: bytes,
            formula: "\(record) record + \(StateSize.key(bytes: key)) key + \(StateSize.timer) timer",
            entries: Int(clamped: rate * seconds), entry: "promise",
            bytes: Int(clamped: rate * seconds * Double(bytes)))
    }

    private func size(of visits: VisitDeclaration, _ step: VisitStepPlan) -> StateEstimate {
        let key = Int(clamped: assumptions.value(.keyBytes, of: visits.name))
        let record = step.visits.recordBytes
        let bytes = record + StateSize.key(bytes: key) + StateSize.timer
        // At worst each event changes another visit.
        noteChanges(
            assumptions.value(.eventsPerSecond, of: visits.source) * Double(record + key),
            stage: plan.gatherStage(ofSource: step.source))
        let rate =
            assumptions.value(.eventsPerSecond, of: visits.source)
            / assumptions.value(.visitEvents, of: visits.name)
        let kept = Double(visits.gapMilliseconds + visits.maximumMilliseconds + lateness) / 1000
        return StateEstimate(
            bytesPerKey: bytes,
            formula: "\(record) record + \(StateSize.key(bytes: key)) visitor + \(StateSize.timer) timer",
            entries: Int(clamped: rate * kept), entry: "visit",
            bytes: Int(clamped: rate * kept * Double(bytes)))
    }
}
