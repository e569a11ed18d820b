import Expressions

/// Reads one metric of a pipeline.
struct MetricSection {
    private static let of = SectionKey.optional(
        "of", "the name of a promise or of visits", .name, "The promise or the visits whose rows it is about."
    )
    private static let on = SectionKey.optional(
        "on", "the name of a source", .name, "The source whose events are its rows.")
    private static let at = SectionKey.optional(
        "at", "due or fulfilled", .word(of: PromiseMoment.self), default: PromiseMoment.due.rawValue,
        "When a promise counts: when it was due, or when it was fulfilled.")
    private static let ownKeys: [SectionKey] = [
        of, at, on,
        .optional(
            "when", "an expression that yields bool", .expression([.bool]),
            "Which rows count; all without it."),
        .required(
            "by", "a string name or a list of them", .oneOrMore(.name),
            "The string fields whose values each get results of their own."),
        .optional(
            "also", "further aggregates by name, each such as { count: true }",
            .named(.forms(AggregateForm.all.map(\.key), [AggregateForm.choice]), by: .identifier),
            "Further aggregates over the same rows, which alerts see by these names."),
        .required(
            "window", "{ tumbling: 10m }, { hopping: 14d, every: 1d } or another kind", WindowSection.shape,
            "The stretches of event time that results are about."),
        .optional(
            "prior", "{ mean: 0.05, weight: 50 }", .section(PriorSection.keys),
            "What to believe of a share before much is known."),
    ]
    private static let keys = MeasureNotesSection.keys + ownKeys + AggregateForm.all.map(\.key)

    /// A metric is of something or on a source, and computes one aggregate.
    static let shape = ValueShape.forms(
        keys,
        [FormChoice(forms: [.init(key: of, further: [at]), .init(key: on)]), AggregateForm.choice])

    let sources: Declared<SourceDeclaration>
    let promises: Declared<PromiseDeclaration>
    let visits: Declared<VisitDeclaration>
    let log: ProblemLog

    /// `nil` when what alerts can see of it is unknown.
    func read(_ entry: YAMLEntry) -> CheckedMetric? {
        let title = "metric '\(entry.key.name.shortened)'"
        guard
            let section = Section(
                entry.value, title: title, place: entry.key.place, keys: Self.keys, log: log)
        else { return nil }
        let window = WindowSection.read(in: section)
        let prior = PriorSection.read(in: section)
        guard let rows = MetricRows.read(in: section, sources: sources, promises: promises, visits: visits)
        else {
            return nil
        }
        let filter = section.expression("when", scope: rows.scope, yields: [.bool])
        let by = keys(of: section, rows: rows)
        let value = section.aggregate(scope: rows.scope)
        let also = furtherAggregates(of: section, scope: rows.scope, by: by ?? [])
        if let prior = section.entry("prior"), let value, value.key.name != AggregateForm.share.key.name {
            log.report("a prior is for a share, not for '\(value.key.name)'", at: prior.key.place)
        }
        guard let by, let also, let aggregate = value?.value else { return nil }
        if let window {
            checkSession(window, rows.input, section)
            check(
                [(value.map { $0.key.place }, aggregate)]
                    + also.map { (place(of: $0.name, in: section), $0.aggregate) },
                window, section)
        }
        let metric = MetricDeclaration(
            name: entry.key.name, notes: MeasureNotesSection.read(in: section), input: rows.input,
            filter: filter, by: by, value: aggregate, also: also,
            window: window ?? .tumbling(widthMilliseconds: 1), prior: prior,
            location: log.location(of: entry.key))
        return CheckedMetric(metric: metric, scope: metric.alertScope(rows: rows.scope))
    }

    /// `nil` when one of them is wrong, so that not all names that alerts may use are known.
    private func keys(of section: Section, rows: MetricRows) -> [String]? {
        let names = section.names("by")
        var sound: [String] = []
        for (name, node) in names {
            if sound.contains(name) {
                log.report("'\(name)' stands twice in 'by'", at: node)
            } else if !rows.keys.contains(name) {
                log.report(
                    rows.objection(to: name), at: node, expected: "a string: " + listed(rows.keys),
                    suggestion: nearest(to: name, among: rows.keys))
            } else if MetricDeclaration.reservedNames.contains(name) {
                log.report("'\(name)' means something else in alerts", at: node, expected: "another name")
            } else {
                sound.append(name)
            }
        }
        return sound.isEmpty || sound.count < names.count ? nil : sound
    }

    /// What has weighed less and less cannot be taken out of a window again.
    private func check(
        _ aggregates: [(place: Range<Int>?, value: AggregateDeclaration)], _ window: WindowDeclaration,
        _ section: Section
    ) {
        guard !window.losesNothing else { return }
        for (place, aggregate) in aggregates {
            guard case .decayedSum = aggregate else { continue }
            log.report(
                window.isSession
                    ? "a decayed sum cannot be taken over sessions"
                    : "a decayed sum cannot be taken over windows that overlap", at: place ?? section.place,
                expected: "a window of tumbling, calendar or all_time: it forgets by itself")
        }
    }

    private func place(of aggregate: String, in section: Section) -> Range<Int>? {
        guard case .mapping(let entries) = section.entry("also")?.value.content else { return nil }
        return entries.first { $0.key.name == aggregate }?.key.place
    }

    /// `nil` when one of them is wrong, so that not all their types are known.
    private func furtherAggregates(of section: Section, scope: Scope, by: [String]) -> [NamedAggregate]? {
        let keys = AggregateForm.all.map(\.key)
        let declared = section.declarations("also", rule: .identifier) { entry in
            let name = entry.key.name
            if by.contains(name) || MetricDeclaration.reservedNames.contains(name) {
                log.report(
                    "'\(name)' means something else in alerts", at: entry.key.place, expected: "another name")
            }
            let title = "aggregate '\(name.shortened)'"
            return Section(entry.value, title: title, place: entry.key.place, keys: keys, log: log)?
                .aggregate(scope: scope)?.value
                .map { NamedAggregate(name: name, aggregate: $0, location: log.location(of: entry.key)) }
        }
        return declared.names.count == declared.values.count ? declared.values : nil
    }
}

/// A metric with what alerts on it see.
struct CheckedMetric {
    var metric: MetricDeclaration
    var scope: Scope
}
