import Expressions
import PipelineSpec

extension PlanWarnings {
    func warnings(_ alert: AlertDeclaration) -> [PlanWarning] {
        guard let metric = pipeline.metric(named: alert.metric) else { return [] }
        let when: CheckedExpression? = alert.when
        let conditions = when?.canonicalConditions ?? []
        var found: [PlanWarning] = []
        if let condition = conditions.first(where: { Self.isImpossible($0, metric) }) {
            found.append(
                PlanWarning(
                    .alertNeverFires, alert.location,
                    "alert '\(alert.name)' never fires: \(condition) is never true",
                    cure: "a limit that can be reached; shares and probabilities lie between 0 and 1"))
        }
        if case .allTime = metric.window, !alert.includesPartial {
            found.append(
                PlanWarning(
                    .alertNeverFires, alert.location,
                    "alert '\(alert.name)' never fires: the window of metric '\(metric.name)' has no beginning, so it is"
                        + " always partial, and the alert leaves partial windows out",
                    cure: "include_partial: true, or a window that begins"))
        }
        if alert.noData == .resolve, let longest = silence(of: metric, alert) { found.append(longest) }
        if let clear = alert.clear, let when, clear.canonicalText == when.canonicalText {
            found.append(
                PlanWarning(
                    .alertWithoutBreak, alert.location,
                    "alert '\(alert.name)' has the same condition under 'when' and 'clear': it cannot resolve while it is"
                        + " true, and 'clear' means nothing",
                    cure: "no 'clear', or a milder condition, such as a lower limit"))
        }
        return found
    }

    /// An entity with results in one window alone cannot be pending for longer than until the next window ends.
    private func silence(of metric: MetricDeclaration, _ alert: AlertDeclaration) -> PlanWarning? {
        let figures = WindowFigures(metric.window)
        guard figures.keeping == .panes, !figures.tellsChangesOnly,
            figures.widthMilliseconds == figures.stepMilliseconds,
            alert.forMilliseconds > figures.widthMilliseconds
        else { return nil }
        let windows = alert.forMilliseconds / figures.widthMilliseconds + 1
        return PlanWarning(
            .alertNeverFires, alert.location,
            "alert '\(alert.name)' never fires for entities with gaps: it must be true for"
                + " \(PlanWords.duration(alert.forMilliseconds)), which is \(windows) windows in a row, and a window"
                + " without data ends it",
            cure: "no_data: keep, a shorter 'for', or wider windows")
    }

    /// Whether a condition compares a part of 1 with what no part of 1 can be.
    private static func isImpossible(_ condition: String, _ metric: MetricDeclaration) -> Bool {
        if condition == "false" { return true }
        let words = condition.split(separator: " ").map(String.init)
        guard words.count == 3, let limit = Double(words[2]) else { return false }
        let isPart = (words[0] == "value" && metric.value.isShare) || words[0].hasPrefix("probability_above(")
        let isCount = ["count", "of", "among", "kept", "broken", "waived"].contains(words[0])
        guard isPart || isCount else { return false }
        switch words[1] {
        case "<": return limit <= 0
        case "<=": return limit < 0
        case ">": return isPart && limit >= 1
        case ">=": return isPart && limit > 1
        case "==": return limit < 0 || (isPart && limit > 1)
        default: return false
        }
    }
}
