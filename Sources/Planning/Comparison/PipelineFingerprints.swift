import EventModel
import Expressions
import PipelineSpec

/// What the state of each operator of a pipeline depends on. `docs/plan.md` says it key by key, and tests hold both
/// together: a key that is new in the language belongs into one of these.
struct PipelineFingerprints {
    typealias Part = OperatorFingerprint.Part

    let pipeline: PipelineDeclaration
    let plan: PipelinePlan

    init(_ pipeline: PipelineDeclaration, _ plan: PipelinePlan) {
        (self.pipeline, self.plan) = (pipeline, plan)
    }

    var version: Part { Part("version", "\(pipeline.version)") }

    /// Where a topic has been read to, and its watermark.
    func source(_ source: SourceDeclaration) -> OperatorFingerprint {
        let time = pipeline.time
        let mapped = source.schema.fields.dropLast(source.derived.count).map { field in
            Part(
                "schema.\(field.name)",
                "\(field.type.rawValue) from \(field.path)\(field.requirement.text)\(field.reading.text)")
        }
        return OperatorFingerprint(
            state: [
                version, Part("topic", source.topic), Part("partitioned_by", source.partitionedBy),
                Part("schema.time", source.schema.timeField), Part("schema.id", source.schema.idField),
            ],
            rules: [
                Part("optional", source.isOptional ? "true" : ""),
                Part("limits.record", source.limits.recordBytes.map { "\($0) bytes" } ?? ""),
                Part("limits.text", source.limits.textBytes.map { "\($0) bytes" } ?? ""),
                Part("limits.depth", source.limits.depth.map { "\($0)" } ?? ""),
                Part("time.out_of_orderness", PlanWords.duration(time.outOfOrdernessMilliseconds)),
                Part("time.idle_after", PlanWords.duration(time.idleAfterMilliseconds)),
                Part("time.max_future_skew", PlanWords.duration(time.maxFutureSkewMilliseconds)),
                Part("time.allowed_lateness", PlanWords.duration(time.allowedLatenessMilliseconds)),
            ] + mapped)
    }

    /// The ids that have been seen.
    func dedupe(_ source: SourceDeclaration) -> OperatorFingerprint? {
        guard let dedupe = source.dedupe else { return nil }
        return OperatorFingerprint(
            state: rows(of: source, reading: [dedupe.field]) + [
                version, Part("dedupe.by", dedupe.field),
                Part("dedupe.within", PlanWords.duration(dedupe.withinMilliseconds)),
            ], rules: [Part("dedupe.limit", dedupe.limit.map { "\($0)" } ?? "")])
    }

    /// The ledger of a promise.
    func promise(_ promise: PromiseDeclaration) -> OperatorFingerprint {
        let made = promise.made
        var sources: [String: Set<String>] = [:]
        sources[made.source, default: []].formUnion(
            [promise.key] + made.remember + made.due.variables + (made.when?.variables ?? []))
        for event in promise.events {
            sources[event.source, default: []].formUnion([promise.key] + (event.when?.variables ?? []))
        }
        for gathered in promise.gathered {
            sources[gathered.event.source, default: []].formUnion([gathered.field].compactMap { $0 })
        }
        let rows = sources.sorted { $0.key < $1.key }.flatMap { name, fields in
            pipeline.source(named: name).map { self.rows(of: $0, reading: fields) } ?? []
        }
        return OperatorFingerprint(
            state: rows + [
                version, Part("by", promise.key), Part("made.on", made.source),
                Part("made.when", made.when?.canonicalText ?? ""), Part("made.due", made.due.canonicalText),
                Part("made.remember", made.remember.sorted().joined(separator: ", ")),
            ] + events("kept", promise.kept) + events("broken", promise.broken)
                + events("waived", promise.waived) + gathered(promise.gathered) + [
                    Part("forget_after", PlanWords.duration(promise.forgetAfterMilliseconds))
                ],
            rules: [lateness])
    }

    private func gathered(_ fields: [GatheredField]) -> [Part] {
        fields.flatMap { field in
            [
                Part("gather.\(field.name).on", field.event.source),
                Part("gather.\(field.name).when", field.event.when?.canonicalText ?? ""),
                Part("gather.\(field.name).first", field.field ?? ""),
            ]
        }
    }

    /// In whatever order they are written; a single one as it always was.
    private func events(_ key: String, _ events: [PromiseEvent]) -> [Part] {
        let texts = events.map { ($0.source, $0.when?.canonicalText ?? "") }.sorted { $0 < $1 }
        if events.isEmpty, key == "broken" { return [] }
        guard texts.count > 1 else {
            return [Part("\(key).on", texts.first?.0 ?? ""), Part("\(key).when", texts.first?.1 ?? "")]
        }
        return texts.enumerated().flatMap { place, text in
            [Part("\(key).\(place + 1).on", text.0), Part("\(key).\(place + 1).when", text.1)]
        }
    }

    /// The open visits.
    func visits(_ visits: VisitDeclaration) -> OperatorFingerprint {
        var fields = Set([visits.visitor] + (visits.entry + visits.exit).map(\.field))
        if let distinct = visits.distinct { fields.insert(distinct.field) }
        for condition in visits.conditions { fields.formUnion(condition.variables) }
        func conditions(_ key: String, _ list: [NamedCondition]) -> [Part] {
            list.sorted { $0.name < $1.name }.map { Part("\(key).\($0.name)", $0.condition.canonicalText) }
        }
        func named(_ key: String, _ list: [NamedField]) -> [Part] {
            list.sorted { $0.name < $1.name }.map { Part("\(key).\($0.name)", $0.field) }
        }
        let rows = pipeline.source(named: visits.source).map { self.rows(of: $0, reading: fields) } ?? []
        let own = [
            version, Part("on", visits.source), Part("by", visits.visitor),
            Part("gap", PlanWords.duration(visits.gapMilliseconds)),
            Part("maximum", PlanWords.duration(visits.maximumMilliseconds)),
            Part("bots", visits.bot?.canonicalText ?? ""), Part("pages", visits.page?.canonicalText ?? ""),
            Part("key_event", visits.keyEvent?.canonicalText ?? ""),
            Part("funnel", visits.funnel.map(\.name).joined(separator: ", ")),
            Part("limits.events_per_step", "\(visits.eventsPerStep)"),
            Part("limits.distinct_values", "\(visits.distinctValues)"),
        ]
        return OperatorFingerprint(
            state: rows + own + conditions("funnel", visits.funnel) + conditions("flags", visits.flags)
                + conditions("counts", visits.counts) + named("entry", visits.entry)
                + named("exit", visits.exit) + named("distinct", visits.distinct.map { [$0] } ?? []),
            rules: [
                Part("tell_bots", visits.tellsBots ? "true" : "false"),
                Part("effective.dwell_above", PlanWords.duration(visits.effectiveDwellMilliseconds)),
                Part("effective.pages", "\(visits.effectivePages)"), lateness,
            ])
    }

    /// The panes of a metric.
    func metric(_ metric: MetricDeclaration) -> OperatorFingerprint {
        let figures = WindowFigures(metric.window)
        let also = metric.also.map { Part("also.\($0.name)", $0.aggregate.canonicalText) }
        return OperatorFingerprint(
            state: input(of: metric) + [
                version, Part("when", metric.filter?.canonicalText ?? ""),
                Part("by", metric.by.joined(separator: ", ")), Part("value", metric.value.canonicalText),
                Part("window.panes", figures.panes), Part("window.keeps", figures.keeping.rawValue),
                Part("window", figures.text), record(of: metric),
                Part("also", metric.also.map(\.name).joined(separator: ", ")),
            ] + also,
            rules: [
                Part("prior", metric.prior.map { "mean \($0.mean), weight \($0.weight)" } ?? ""),
                lateness,
            ] + metric.notes.parts)
    }

    /// The instances of a rule and their episodes.
    func alert(_ alert: AlertDeclaration, by key: [String]) -> OperatorFingerprint {
        let when: CheckedExpression? = alert.when
        return OperatorFingerprint(
            state: [
                version, Part("on", alert.metric), Part("by", key.joined(separator: ", ")),
                Part("class", alert.kind.rawValue), results(of: alert),
            ] + (alert.detector.map { [Part("detect", $0.state)] } ?? []),
            rules: [
                Part("when", when?.canonicalText ?? ""), Part("clear", alert.clear?.canonicalText ?? ""),
                Part("while", alert.gate?.name ?? ""),
                Part("for", PlanWords.duration(alert.forMilliseconds)),
                Part("keep_firing_for", PlanWords.duration(alert.keepFiringForMilliseconds)),
                Part("no_data", alert.noData.rawValue),
                Part("include_partial", alert.includesPartial ? "true" : "false"),
                Part("severity", alert.severity.rawValue), Part("summary", alert.summary?.text ?? ""),
                Part("runbook", alert.runbook ?? ""),
                Part(
                    "limit",
                    alert.limit.map { "\($0.episodes) per \(PlanWords.duration($0.perMilliseconds))" } ?? ""),
                Part("maintenance", alert.maintenance.map(\.text).joined(separator: "; ")),
                Part(
                    "remember_entities",
                    alert.rememberEntitiesMilliseconds.map(PlanWords.duration) ?? ""),
            ] + texts("labels", alert.labels) + texts("annotations", alert.annotations))
    }

    private func texts(_ key: String, _ texts: [AlertText]) -> [Part] {
        texts.sorted { $0.name < $1.name }.map { Part("\(key).\($0.name)", $0.template.text) }
    }

    private var lateness: Part {
        Part("time.allowed_lateness", PlanWords.duration(pipeline.time.allowedLatenessMilliseconds))
    }

    private func input(of metric: MetricDeclaration) -> [Part] {
        let expressions = metric.expressions
        let fields = Set(metric.by).union(expressions.flatMap(\.variables))
        switch metric.input {
        case .source(let name):
            return [Part("on", name)]
                + (pipeline.source(named: name).map { rows(of: $0, reading: fields) } ?? [])
        case .promise(let name, let moment):
            let hash = pipeline.promise(named: name).map { promise($0).hash } ?? ""
            return [
                Part("of", name), Part("at", moment.rawValue), Part("promise '\(name)'", hash, isInput: true),
            ]
        case .visits(let name):
            let hash = pipeline.visits.first { $0.name == name }.map { visits($0).hash } ?? ""
            return [Part("of", name), Part("visits '\(name)'", hash, isInput: true)]
        }
    }

    /// What the rows of a source are to an operator that reads some of its fields.
    private func rows(of source: SourceDeclaration, reading fields: Set<String>) -> [Part] {
        var read = fields.union(source.filter?.variables ?? [])
        // The last ones first: each may need those before it.
        for field in source.derived.reversed() where read.contains(field.name) {
            read.formUnion(field.value.variables)
        }
        let derived = source.derived.filter { read.contains($0.name) }
            .map { Part("\(source.name).derive.\($0.name)", $0.value.canonicalText) }
        let types = source.schema.fields.filter { read.contains($0.name) }
            .map { Part("\(source.name).schema.\($0.name)", $0.type.rawValue) }
        return [
            Part("source '\(source.name)'", self.source(source).hash, isInput: true),
            Part("\(source.name).filter", source.filter?.canonicalText ?? ""),
        ] + (derived + types).sorted { $0.name < $1.name }
    }
}

extension Requirement {
    /// As it stands behind a field's type.
    fileprivate var text: String {
        switch self {
        case .always: ""
        case .never: ", optional"
        case .when(let condition): ", required where \(condition.canonicalText)"
        }
    }
}

extension FieldReading {
    /// As it stands behind a field's type; the order of the writer's values does not matter.
    fileprivate var text: String {
        var text = time == .standard ? "" : ", time as \(time.text)"
        if isQuoted { text += ", quoted" }
        if let minorUnits { text += ", minor units \(minorUnits)" }
        let pairs = values.map { "\($0.theirs) is \($0.ours.text)" }.sorted()
        if !pairs.isEmpty { text += ", " + pairs.joined(separator: ", ") }
        if let other { text += ", other \(other.text)" }
        if let fallback { text += ", default \(fallback.text)" }
        return text
    }
}

extension TimeFormat {
    fileprivate var text: String {
        switch self {
        case .standard: "standard"
        case .epoch(let unit): unit.rawValue
        case .rfc3339: "rfc3339"
        case .pattern(let pattern, let zone): "\(pattern.text) in \(zone)"
        }
    }
}

extension FieldValue {
    fileprivate var text: String {
        switch self {
        case .int(let value): "\(value)"
        case .double(let value): "\(value)"
        case .bool(let value): "\(value)"
        case .string(let value): "'\(value)'"
        case .time(let value): "\(value.milliseconds) ms"
        }
    }
}

extension AggregateDeclaration {
    /// What it computes, in one way of writing.
    var canonicalText: String {
        let operands = expressions.map(\.canonicalText).joined(separator: " among ")
        switch self {
        case .count: return operands.isEmpty ? "count" : "count where \(operands)"
        case .sum: return "sum of \(operands)"
        case .mean: return "mean of \(operands)"
        case .variance: return "variance of \(operands)"
        case .min: return "min of \(operands)"
        case .max: return "max of \(operands)"
        case .share: return "share of \(operands)"
        case .first: return "first of \(operands)"
        case .last: return "last of \(operands)"
        case .distinct(_, let precision): return "distinct of \(operands), precision \(precision)"
        case .quantile(_, let q, let error): return "quantile \(q) of \(operands), error \(error)"
        case .top(_, let count, let counters): return "top \(count) of \(operands), \(counters) counters"
        case .sample(_, let count): return "sample \(count) of \(operands)"
        case .decayedSum(_, let halfLife):
            return "decayed sum of \(operands), half-life \(PlanWords.duration(halfLife))"
        }
    }
}

extension DetectorDeclaration {
    /// What it remembers of an entity means nothing under other settings.
    fileprivate var state: String {
        switch self {
        case .cusum(let cusum): "\(text), pause \(PlanWords.duration(cusum.pauseMilliseconds))"
        case .seasonal(let seasonal):
            "\(text), fewest_weeks \(seasonal.fewestWeeks), zone \(seasonal.zone),"
                + " slots of \(PlanWords.duration(seasonal.slotMilliseconds))"
        case .ewma: text
        }
    }
}

extension MaintenanceDeclaration {
    fileprivate var text: String {
        let keys = entities.map { $0.map { $0.joined(separator: "/") }.joined(separator: ", ") } ?? "all"
        return "\(RFC3339.format(from)) to \(RFC3339.format(to)) of \(keys)"
    }
}

extension MeasureNotes {
    /// What is told to people changes nothing that is kept.
    var parts: [OperatorFingerprint.Part] {
        [
            .init("description", description ?? ""), .init("unit", unit ?? ""), .init("id", id ?? ""),
            .init("direction", direction?.rawValue ?? ""), .init("owner", owner ?? ""),
            .init("runbook", runbook ?? ""),
        ]
    }
}
