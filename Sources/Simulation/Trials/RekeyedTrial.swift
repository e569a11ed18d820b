import EventModel
import Planning

/// Trials in which topics are partitioned by something else than what promises and visits are kept by, so that events are
/// shared out once more on their way.
enum RekeyedTrial {
    /// Every third seed is one.
    static func isMeant(by seed: UInt64) -> Bool { seed % 3 == 1 }

    /// The plan; the same for every such trial.
    static func plan() throws -> PipelinePlan { try made.get() }

    private static let made = Result {
        var files = TrialPipeline.files
        files["trial.yaml"] = files["trial.yaml"].map { text in
            [
                "topic: parcels, schema: order.yaml, partitioned_by: order":
                    "topic: parcels, schema: order.yaml, partitioned_by: id",
                "topic: clicks, schema: click.yaml, partitioned_by: visitor":
                    "topic: clicks, schema: click.yaml, dedupe: { by: id, within: 1d }, partitioned_by: seller",
            ].reduce(text) { $0.replacing($1.key, with: $1.value) }
        }
        return try TrialPipeline.make(files)
    }

    /// Parcels and clicks by what they say instead of by orders and visitors: events that belong together come in anywhere.
    /// No operator is by what the pipeline says of their partitions; sources by different fields need not have equally many.
    static func scatter(_ events: TrialEvents) -> TrialEvents {
        var events = events
        for place in events.arrivals.indices where events.arrivals[place].topic != "orders" {
            let record = events.arrivals[place].record
            let value = record.value
            events.arrivals[place].record = StoredRecord(
                key: value, value: value, timestampMilliseconds: record.timestampMilliseconds)
        }
        return events
    }
}
