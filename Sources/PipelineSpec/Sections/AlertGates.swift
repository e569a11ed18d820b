/// Checks the alerts that others may fire beside: they are of the same key, and there is a first one.
///
/// This comes when all alerts have been read, as one may name another that stands behind it.
struct AlertGates {
    let alerts: Declared<AlertDeclaration>
    let metrics: Declared<CheckedMetric>
    let scores: Declared<CheckedScore>
    let log: ProblemLog

    func check() {
        for alert in alerts.values {
            guard let gate = alert.gate else { continue }
            if !alerts.contains(gate.name) {
                let others = alerts.names.filter { $0 != alert.name }
                log.report(
                    "there is no alert of the name '\(gate.name.shortened)'", at: gate.place,
                    expected: others.isEmpty ? "another alert" : listed(others),
                    suggestion: nearest(to: gate.name, among: others))
            } else if let other = alerts.value(named: gate.name), by(other) != by(alert) {
                log.report(
                    "alert '\(gate.name)' is by \(by(other).joined(separator: ", ")), but this one is by"
                        + " \(by(alert).joined(separator: ", "))", at: gate.place,
                    expected: "an alert on the same key")
            } else if waitsForItself(alert) {
                log.report(
                    "alert '\(alert.name)' would fire only while it fires itself", at: gate.place,
                    expected: "an alert that does not wait for this one")
            }
        }
    }

    private func by(_ alert: AlertDeclaration) -> [String] {
        alert.isOnScore
            ? scores.value(named: alert.metric)?.score.by ?? []
            : metrics.value(named: alert.metric)?.metric.by ?? []
    }

    private func waitsForItself(_ alert: AlertDeclaration) -> Bool {
        var next = alert.gate?.name
        for _ in alerts.names {
            guard let name = next else { return false }
            if name == alert.name { return true }
            next = alerts.value(named: name)?.gate?.name
        }
        return false
    }
}
