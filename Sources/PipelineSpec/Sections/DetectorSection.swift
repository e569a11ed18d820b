import Expressions

/// Reads what watches the entities of a rule.
enum DetectorSection {
    static let expected = "{ cusum: … }, { seasonal: … } or { ewma: … }"
    static let keys = DetectorForm.all.map(\.key)
    /// One of the detectors.
    static let shape = ValueShape.forms(
        keys, [FormChoice(forms: DetectorForm.all.map { FormChoice.Form(key: $0.key) })])

    /// `nil` when it is missing or wrong.
    static func read(in alert: Section, metric: MetricDeclaration) -> DetectorDeclaration? {
        guard let section = alert.section("detect", keys: keys) else { return nil }
        let written = DetectorForm.all.compactMap { form in
            section.entry(form.key.name).map { (form, $0.key) }
        }
        .sorted { $0.1.place.lowerBound < $1.1.place.lowerBound }
        guard let (form, key) = written.first else {
            section.log.report(
                "'detect' of \(alert.title) names no detector", at: section.place, expected: expected)
            return nil
        }
        if let (other, key) = written.dropFirst().first {
            section.log.report(
                "\(alert.title) has '\(form.key.name)' and '\(other.key.name)'", at: key.place,
                expected: "one detector for each alert")
            return nil
        }
        guard let own = section.section(form.key.name, keys: form.keys) else { return nil }
        if let objection = form.objection(metric) {
            section.log.report(objection.message, at: key.place, expected: objection.expected)
        }
        return form.read(own, metric)
    }
}

/// One kind of detector, by the key that names it.
struct DetectorForm: Sendable {
    var key: SectionKey
    /// The keys of its settings.
    var keys: [SectionKey]
    /// What it cannot do with a metric; `nil` when it can.
    var objection: @Sendable (_ metric: MetricDeclaration) -> (message: String, expected: String)?
    /// Reads its settings; `nil` when they are wrong.
    var read: @Sendable (_ section: Section, _ metric: MetricDeclaration) -> DetectorDeclaration?

    /// All kinds, in the order in which messages list them.
    static let all: [DetectorForm] = [.cusum, .seasonal, .ewma]
}

extension MetricDeclaration {
    /// Why no detector can make a number of it.
    func objection(to detector: String) -> (message: String, expected: String)? {
        guard window.isMadeOfPanes else {
            return (
                "\(detector) needs windows that follow the clock, which those of metric '\(name)' do not",
                "tumbling, hopping or another window in metric '\(name)'"
            )
        }
        let type = value.metricValueType
        guard type == .double || type == .int else {
            return (
                "\(detector) needs a number, but metric '\(name)' yields \(type)",
                "an alert on a metric of a number"
            )
        }
        return nil
    }
}
