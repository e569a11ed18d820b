import Expressions

/// What an alert is on.
enum AlertSubject {
    case metric(CheckedMetric)
    case score(CheckedScore)

    var name: String {
        switch self {
        case .metric(let checked): checked.metric.name
        case .score(let checked): checked.score.name
        }
    }

    var isScore: Bool {
        if case .score = self { true } else { false }
    }

    /// `nil` for a score.
    var metric: MetricDeclaration? {
        if case .metric(let checked) = self { checked.metric } else { nil }
    }

    /// The names that make up the key.
    var by: [String] {
        switch self {
        case .metric(let checked): checked.metric.by
        case .score(let checked): checked.score.by
        }
    }

    /// What its expressions see; of a metric without the functions.
    var scope: Scope {
        switch self {
        case .metric(let checked): checked.scope
        case .score(let checked): checked.scope
        }
    }
}

extension AlertSection {
    /// The metric or the score under `on`.
    func subject(of section: Section) -> AlertSubject? {
        guard let (text, node) = section.scalar("on"), !scores.names.isEmpty, !metrics.contains(text) else {
            return section.reference("on", to: "metric", in: metrics).map(AlertSubject.metric)
        }
        if scores.contains(text) { return scores.value(named: text).map(AlertSubject.score) }
        let names = metrics.names + scores.names
        log.report(
            "there is neither a metric nor a score of the name '\(text.shortened)'", at: node,
            expected: listed(names), suggestion: nearest(to: text, among: names))
        return nil
    }

    /// What watches the metric; a score is made of results, and no detector reads it.
    func detector(in section: Section, _ subject: AlertSubject) -> DetectorDeclaration? {
        if let metric = subject.metric { return DetectorSection.read(in: section, metric: metric) }
        section.report(
            "a detector watches a metric, but '\(subject.name)' is a score", under: "detect",
            expected: "'when' with change or level_change, or an alert on one of the score's metrics")
        return nil
    }

    /// Sessions come when a key has rows: that there is none says nothing.
    func checkSilence(_ noData: NoData, _ subject: AlertSubject, _ section: Section) {
        guard case .metric(let checked) = subject, checked.metric.window.isSession, noData != .keep else {
            return
        }
        section.report(
            "a key between two sessions is not silent, so 'no_data' can only be keep", under: "no_data",
            expected: "no_data: keep, or an alert on a metric with another window")
    }
}
