import Dataflow
import EventModel
import PipelineSpec

/// Fingerprints of all state that the tasks of a pipeline may hold; see ``PipelinePlan/stateFingerprints``.
struct StateFingerprints {
    private(set) var byName: [String: UInt64] = [:]

    init(_ pipeline: PipelineDeclaration, _ plan: PipelinePlan) {
        let parts = PipelineFingerprints(pipeline, plan)
        add("time", parts.time)
        for source in pipeline.sources {
            add("tardy/\(source.name)", parts.tardy(source))
            if let dedupe = parts.dedupe(source) { add("dedupe/\(source.name)", dedupe) }
        }
        for share in plan.sources {
            guard let origin = share.rekeyed?.origin else { continue }
            add("tardy/\(share.name)", parts.tardy(pipeline.sources[origin]))
            if let dedupe = parts.dedupe(pipeline.sources[origin]) { add("dedupe/\(share.name)", dedupe) }
        }
        for promise in pipeline.promises { add("promises/\(promise.name)", parts.promise(promise)) }
        for visits in pipeline.visits { add("visits/\(visits.name)", parts.visits(visits)) }
        for group in plan.merge.groups.indices { add(plan.stateName(ofGroup: group), parts.group(group)) }
        for score in pipeline.scores { add("scores/\(score.name)", parts.score(score)) }
        for alert in pipeline.alerts {
            add("alerts/\(alert.name)", parts.alert(alert, by: key(of: alert, pipeline)))
        }
    }

    private mutating func add(_ name: String, _ fingerprint: OperatorFingerprint) {
        byName[name] = ByteHash.hash(fingerprint.hash)
    }

    private func key(of alert: AlertDeclaration, _ pipeline: PipelineDeclaration) -> [String] {
        alert.isOnScore
            ? pipeline.scores.first { $0.name == alert.metric }?.by ?? []
            : pipeline.metric(named: alert.metric)?.by ?? []
    }
}
