import Expressions

/// Reads one alert of a pipeline.
struct AlertSection {
    static let keys: [SectionKey] = [
        .required(
            "on", "the name of a metric or a score", .name,
            "The metric or the score whose results it looks at, key by key."),
        .required("class", "breach", .word(of: AlertClass.self), "What kind of alert it is."),
        .required(
            "when", "an expression that yields bool", .expression([.bool]),
            "When it begins: a condition on a result, its counts and its further aggregates."),
        .optional(
            "clear", "an expression that yields bool", .expression([.bool]),
            "When it ends; without it, when 'when' is no longer true. A gap between the two keeps it from flickering."
        ),
        .optional(
            "for", "how long it must be true, such as 2h", .duration, default: "0s",
            "How long 'when' must hold, in event time, before it fires."),
        .optional(
            "keep_firing_for", "how long it stays, such as 1d", .duration, default: "0s",
            "How long it goes on firing after it could end."),
        .optional(
            "no_data", "keep or resolve", .word(of: NoData.self), default: NoData.keep.rawValue,
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
        .optional(
            "labels", "a mapping of names to texts", .named(.text, by: .identifier),
            "Words to route alerts by, such as team: trust."),
        .optional("runbook", "the address of a page", .text, "The page that says what to do about it."),
    ]

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
        let kind = section.choice("class", default: AlertClass.breach)
        let forTime = section.duration("for", default: 0)
        let keepFiring = section.duration("keep_firing_for", default: 0)
        let noData = section.choice("no_data", default: NoData.keep)
        let includesPartial = section.flag("include_partial", default: false)
        let severity = section.choice("severity", default: Severity.warning)
        let labels = labels(of: section)
        let runbook = section.text("runbook")
        guard let subject else { return nil }
        let scope = AlertScope(subject, functions)
        checkSilence(noData, subject, section)
        let when = section.expression(
            "when", scope: scope.scope, yields: [.bool], explaining: scope.explained)
        let clear = section.expression(
            "clear", scope: scope.scope, yields: [.bool], explaining: scope.explained)
        let summary = section.template("summary", scope: scope.scope, explaining: scope.explained)
        guard let when else { return nil }
        return AlertDeclaration(
            name: entry.key.name, metric: subject.name, isOnScore: subject.isScore, kind: kind, when: when,
            clear: clear,
            forMilliseconds: forTime, keepFiringForMilliseconds: keepFiring, noData: noData,
            includesPartial: includesPartial, severity: severity, summary: summary, labels: labels,
            runbook: runbook, location: log.location(of: entry.key))
    }

    private func labels(of section: Section) -> [String: String] {
        let declared = section.declarations("labels", rule: .identifier) { entry in
            log.scalar(entry.value, title: "label '\(entry.key.name.shortened)'", expected: "a text")
                .map { (entry.key.name, $0) }
        }
        return Dictionary(declared.values) { first, _ in first }
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
