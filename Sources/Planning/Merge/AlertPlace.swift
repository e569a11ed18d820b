import Dataflow
import EventModel
import PipelineSpec

/// Where the results are that an alert reads, by number, and their columns.
struct AlertPlace {
    var group = 0
    var metric = 0
    /// The score, if it is on one; group and metric mean nothing then.
    var score: Int?
    var layout: RowLayout

    /// `nil` when there is no such metric or score.
    init?(_ alert: AlertDeclaration, _ groups: MetricGroups, _ scores: [ScorePlan]) {
        if alert.isOnScore {
            guard let place = scores.firstIndex(where: { $0.name == alert.metric }) else { return nil }
            score = place
            layout = scores[place].results.rows
        } else {
            guard let place = groups.places[alert.metric] else { return nil }
            (group, metric) = place
            layout = groups.plans[place.group].metrics[place.metric].results.rows
        }
    }
}
