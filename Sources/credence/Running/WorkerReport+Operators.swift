import Dataflow
import Worker

extension WorkerReport {
    /// The counts of visits for scripts.
    static func visits(_ visits: WorkerStatus.Visits) -> JSONText {
        .object([
            ("visits", .string(visits.name)), ("told", .number(visits.counts.told)),
            ("bots", .number(visits.counts.bots)), ("taken_back", .number(visits.counts.takenBack)),
            ("events", .number(visits.counts.events)),
            ("without_visitor", .number(visits.counts.withoutVisitor)),
            ("step_events_beyond_limit", .number(visits.counts.stepEventsBeyondLimit)),
            ("funnels_cut_short", .number(visits.counts.funnelsCutShort)),
        ])
    }

    /// What copies and visits came to beside the counts of records; only what is not as it should be, but for visits.
    func tellOperators(_ pipeline: WorkerStatus.Pipeline) {
        for source in pipeline.sources {
            guard let ids = source.ids, ids.withoutID + ids.forgottenEarly > 0 else { continue }
            Console.note(
                "\(pipeline.name)/\(source.name): \(Console.grouped(ids.withoutID)) events without an id to know"
                    + " copies by, \(Console.grouped(ids.forgottenEarly)) ids forgotten early because of the limit"
            )
        }
        for visits in pipeline.visits {
            let counts = visits.counts
            let cut =
                counts.funnelsCutShort > 0
                ? ", \(Console.grouped(counts.funnelsCutShort)) with more events of a step than events_per_step"
                : ""
            Console.note(
                "\(pipeline.name)/\(visits.name): \(Console.grouped(counts.told)) visits\(cut), of bots"
                    + " \(Console.grouped(counts.bots)), events without a visitor"
                    + " \(Console.grouped(counts.withoutVisitor))")
        }
    }
}
