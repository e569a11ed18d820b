import Dataflow
import EventModel
import Expressions
import PipelineSpec

extension PlanExplainer {
    /// What reads a topic: decoding, then derived fields, filter and duplicates, each where the pipeline has it.
    func explainSource(_ number: Int, stage: Int) {
        let (source, planned) = (pipeline.sources[number], plan.sources[number])
        let last = add(
            .source, source.name, stage: stage, at: source.location, key: [source.partitionedBy],
            facts: decoding(source, planned), fingerprint: fingerprints.source(source),
            restartMeans: "the topic is read from its beginning")
        connect(source.topic, last, "by \(source.partitionedBy)")
        connect(last, settings.topics.late, "late", isReject: true)
        connect(last, settings.topics.deadLetters, "unusable", isReject: true)
        prepare(source, planned, behind: last, stage: stage)
    }

    /// Derived fields, filter and duplicates behind what reads events.
    func prepare(_ source: SourceDeclaration, _ planned: SourcePlan, behind first: String, stage: Int) {
        var last = first
        func follow(_ kind: OperatorKind, _ facts: [PlanFact], size: StateEstimate? = nil) {
            let next = add(
                kind, planned.name, stage: stage, at: source.location,
                key: kind == .dedupe ? [source.dedupe?.field ?? ""] : [], facts: facts, size: size,
                fingerprint: kind == .dedupe ? fingerprints.dedupe(source) : nil,
                restartMeans: kind == .dedupe
                    ? "copies of events that were read before the change are taken for new" : nil)
            connect(last, next)
            last = next
        }
        if !planned.screen.derivations.isEmpty {
            let names = Set(planned.screen.derivations.map { planned.layout.columns[$0.column].name })
            follow(
                .derive,
                source.derived.filter { names.contains($0.name) }
                    .map { PlanFact(name: $0.name, text: $0.value.canonicalText) })
        }
        if let filter = source.filter {
            follow(.filter, [PlanFact(name: "where", text: filter.canonicalText)])
        }
        if let dedupe = source.dedupe, planned.screen.duplicates != nil {
            let within = PlanWords.duration(dedupe.withinMilliseconds)
            follow(
                .dedupe, [PlanFact(name: "within", text: within)],
                size: dedupeSize(source, dedupe, stage: stage))
        }
        lastOfSource[planned.name] = last
    }

    private func decoding(_ source: SourceDeclaration, _ planned: SourcePlan) -> [PlanFact] {
        var facts = [
            PlanFact(name: "topic", text: source.topic),
            PlanFact(name: "schema", text: source.schema.name),
            PlanFact(name: "columns", text: columns(of: planned)),
            PlanFact(
                name: "rejects",
                text:
                    "late events to \(settings.topics.late), unusable records to \(settings.topics.deadLetters)"
            ),
        ]
        if source.isOptional { facts.append(PlanFact(name: "optional", text: "runs without the topic, too")) }
        return facts
    }

    /// What is decoded of how many fields: symbols are numbers of interned strings, text is looked at in place.
    private func columns(of planned: SourcePlan) -> String {
        let derived = Set(planned.screen.derivations.map { planned.layout.columns[$0.column].name })
        let decoded = planned.layout.columns.filter { !derived.contains($0.name) }.map { column in
            let type =
                column.type == .string
                ? (column.storage == .symbol ? "symbol" : "text") : column.type.rawValue
            return "\(column.name) \(type)"
        }
        let used = planned.fields.filter { $0.column != nil }.count
        return "\(used) of \(planned.fields.count) fields: " + decoded.joined(separator: ", ")
    }

    private func dedupeSize(
        _ source: SourceDeclaration, _ dedupe: DedupeDeclaration, stage: Int
    ) -> StateEstimate {
        // Half of the time is a stretch, and a stretch is forgotten as a whole.
        let kept =
            Double(dedupe.withinMilliseconds) * 1.5 + Double(pipeline.time.allowedLatenessMilliseconds)
        let entries = assumptions.value(.eventsPerSecond, of: source.name) * kept / 1000
        noteChanges(assumptions.value(.eventsPerSecond, of: source.name) * 16, stage: stage)
        return StateEstimate(
            bytesPerKey: StateSize.identity, formula: "16 in a table half full",
            entries: Int(clamped: entries),
            entry: "id", bytes: Int(clamped: entries * Double(StateSize.identity)))
    }
}
