import PipelineSpec

extension PlanExplainer {
    /// What a source hands on to the stages that need its events by another field.
    func explainRekeying(ofSource number: Int, stage: Int) {
        let source = pipeline.sources[number]
        for share in plan.sources {
            guard let rekeyed = share.rekeyed, rekeyed.origin == number else { continue }
            let needed =
                rekeyed.conditions == nil ? "all that are not late" : "those that are asked for and not late"
            let id = add(
                .rekey, share.name, stage: stage, at: source.location, key: [rekeyed.field],
                facts: [
                    PlanFact(name: "events", text: needed),
                    PlanFact(
                        name: "why",
                        text: "\(operators(by: rekeyed.field, of: source.name)) need all events of a"
                            + " \(rekeyed.field) in one task"),
                ])
            connect(self.id(.source, source.name), id)
            connect(id, topic(by: rekeyed.field), "by \(rekeyed.field)")
        }
    }

    /// What reads events that others have shared out: prepared as if they had come from their topic, but not late again.
    func explainRekeyed(_ number: Int, stage: Int) {
        let planned = plan.sources[number]
        guard let rekeyed = planned.rekeyed else { return }
        let source = pipeline.sources[rekeyed.origin]
        let first = add(
            .source, planned.name, stage: stage, at: source.location, key: [rekeyed.field],
            facts: [
                PlanFact(name: "topic", text: topic(by: rekeyed.field)),
                PlanFact(
                    name: "late", text: "what was in time where \(source.topic) is read is in time here"),
            ], fingerprint: fingerprints.source(source),
            restartMeans: "what is kept of the topic is read from its beginning")
        connect(topic(by: rekeyed.field), first)
        prepare(source, planned, behind: first, stage: stage)
    }

    /// The topic that a field's stage reads.
    func topic(by field: String) -> String {
        let stage = plan.gatherStages.first { $0.isRekeyed && $0.partitionedBy == field }
        return internalTopics.rekeyed(toStage: stage?.name ?? "")
    }

    /// What travels through the topic of a stage at the most, per second.
    func rekeyedBytesPerSecond(stage: Int) -> Double {
        plan.gatherStages[stage].sources.compactMap { plan.sources[$0].rekeyed?.origin }
            .reduce(0.0) { sum, origin in
                let name = pipeline.sources[origin].name
                return sum + assumptions.value(.eventsPerSecond, of: name)
                    * assumptions.value(.eventBytes, of: name)
            }
    }

    private func operators(by field: String, of source: String) -> String {
        let promises = pipeline.promises.filter {
            $0.key == field
                && ([$0.made.source] + $0.events.map(\.source)).contains(source)
        }
        let visits = pipeline.visits.filter { $0.visitor == field && $0.source == source }
        return
            (promises.map { "promise '\($0.name)'" } + visits.map { "visits '\($0.name)'" })
            .joined(separator: ", ")
    }
}
