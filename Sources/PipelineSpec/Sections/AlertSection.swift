import Expressions

/// Reads one alert of a pipeline.
struct AlertSection {
    static let keys: [SectionKey] = [
        .required(
            "on", "the name of a metric or a score", .name,
            "The metric or the score whose results it looks at, key by key."),
        .required(
            "class", "breach, erosion, integrity or data_quality", .word(of: AlertClass.self),
            "What kind of alert it is: a level, a change against the entity's own past, a pattern, or broken data."
        ),
        .optional(
            "when", "an expression that yields bool", .expression([.bool]),
            "When it begins: a condition on a result, its counts and its further aggregates."),
        .optional(
            "detect", DetectorSection.expected, DetectorSection.shape,
            "What watches an entity's results over time, instead of a condition."),
        .optional(
            "clear", "an expression that yields bool", .expression([.bool]),
            "When it ends; without it, when 'when' is no longer true. A gap between the two keeps it from flickering."
        ),
        .optional(
            "while", "the name of an alert", .name,
            "Another alert of the same key: this one fires only while that one does."),
        .optional(
            "for", "how long it must be true, such as 2h", .duration, default: "0s",
            "How long 'when' must hold, in event time, before it fires."),
        .optional(
            "keep_firing_for", "how long it stays, such as 1d", .duration, default: "0s",
            "How long it goes on firing after it could end."),
        .optional(
            "no_data", "keep, resolve or fire", .word(of: NoData.self), default: NoData.keep.rawValue,
            "What becomes of it when a window has no rows of its key."),
        .optional(
            "include_partial", "true or false", .flag, default: "false",
            "Whether windows count that began before the first event was seen."),
        .optional(
            "severity", "info, warning or critical", .word(of: Severity.self),
            default: Severity.warning.rawValue, "How bad it is."),
        .optional(
            "summary", "a text with {{ expressions }} in it", .template,
            "What to tell people, with values of the result in it."),
        AlertTexts.labels,
        .optional("runbook", "the address of a page", .text, "The page that says what to do about it."),
        AlertTexts.annotations,
        AlertRestSection.limit,
        AlertRestSection.maintenance,
        .optional(
            "remember_entities", "how long an entity without data is known, such as 30d", .duration,
            "How long an entity without data is known; without it, as long as the worker runs."),
    ]

    /// An alert has a condition or a detector; only a condition has another for its end.
    static let shape = ValueShape.forms(
        keys, [FormChoice(among: keys, ["when": ["clear"], "detect": []])])

    let metrics: Declared<CheckedMetric>
    let scores: Declared<CheckedScore>
    let functions: PipelineFile.AlertFunctions
    let log: ProblemLog

    func read(_ entry: YAMLEntry) -> AlertDeclaration? {
        let title = "alert '\(entry.key.name.shortened)'"
        guard
            let section = Section(
                entry.value, title: title, place: entry.key.place, keys: Self.keys, log: log)
        else { return nil }
        let subject = subject(of: section)
        let kind = section.choice("class", AlertClass.allCases.map { ($0.rawValue, $0) })
        let forTime = section.duration("for", default: 0)
        let keepFiring = section.duration("keep_firing_for", default: 0)
        let noData = section.choice("no_data", default: NoData.keep)
        let includesPartial = section.flag("include_partial", default: false)
        let severity = section.choice("severity", default: Severity.warning)
        let limit = AlertRestSection.limit(in: section)
        let maintenance = AlertRestSection.maintenance(in: section, parts: subject?.by.count)
        let remember = section.duration("remember_entities", mustBePositive: true)
        let runbook = section.text("runbook")
        if let kind { AlertClassRules(kind).check(section, metric: subject?.metric) }
        guard let subject else { return nil }
        let scope = AlertScope(subject, functions)
        checkSilence(noData, subject, section)
        let when = section.expression(
            "when", scope: scope.scope, yields: [.bool], explaining: scope.explained)
        let clear = section.expression(
            "clear", scope: scope.scope, yields: [.bool], explaining: scope.explained)
        let detector = detector(in: section, subject)
        let gate = section.scalar("while").map { AlertGate(name: $0.text, place: $0.node) }
        let texts = section.has("detect") ? scope.withFigures : scope.scope
        let summary = section.template("summary", scope: texts, explaining: scope.explained)
        let labels = AlertTexts.labels(in: section, keys: subject.by, scope: texts)
        let annotations = AlertTexts.texts(
            "annotations", in: section, scope: texts, explaining: scope.explained)
        guard let kind, when != nil || detector != nil else { return nil }
        return AlertDeclaration(
            name: entry.key.name, metric: subject.name, isOnScore: subject.isScore, kind: kind, when: when,
            clear: clear, detector: detector, gate: gate,
            forMilliseconds: forTime, keepFiringForMilliseconds: keepFiring, noData: noData,
            includesPartial: includesPartial, limit: limit, maintenance: maintenance,
            rememberEntitiesMilliseconds: remember, severity: severity, summary: summary, labels: labels,
            annotations: annotations, runbook: runbook, location: log.location(of: entry.key))
    }
}

/// What an alert on a metric sees, and the metric's share in what is wrong with the alert.
struct AlertScope {
    /// Functions on the posterior of a share, which only a prior gives.
    static let posteriorFunctions: Set<String> = ["probability_above"]

    /// `nil` for an alert on a score.
    let metric: MetricDeclaration?
    let scope: Scope

    init(_ subject: AlertSubject, _ functions: PipelineFile.AlertFunctions) {
        guard case .metric(let checked) = subject else {
            metric = nil
            scope = subject.scope
            return
        }
        metric = checked.metric
        var scope = checked.scope
        let hasPosterior = checked.metric.value.isShare && checked.metric.prior != nil
        scope.functions += functions(.alert(checked.metric)).filter { function in
            function.implicit.allSatisfy { scope.variables[$0] != nil }
                && (hasPosterior || !Self.posteriorFunctions.contains(function.name))
        }
        self.scope = scope
    }

    /// With what a detector tells; the metric's own names come first.
    var withFigures: Scope {
        var scope = scope
        for name in ["score", "limit", "baseline"] where scope.variables[name] == nil {
            scope.variables[name] = .double
        }
        return scope
    }

    /// A problem as the reader can mend it: what lacks is in the metric, not in the alert.
    func explained(_ problem: ExpressionProblem) -> ExpressionProblem {
        let known = Set(scope.functions.map(\.name))
        guard let metric,
            let name = Self.posteriorFunctions.subtracting(known).first(where: {
                problem.message.contains("'\($0)'")
            })
        else { return problem }
        var problem = problem
        problem.suggestion = nil
        if metric.value.isShare {
            problem.message = "'\(name)' needs a prior, but metric '\(metric.name)' has none"
            problem.expected = "prior: { mean: 0.05, weight: 50 } in metric '\(metric.name)'"
        } else {
            problem.message = "'\(name)' needs a share, but metric '\(metric.name)' is none"
            problem.expected = "an alert on a metric with share and prior"
        }
        return problem
    }
}
