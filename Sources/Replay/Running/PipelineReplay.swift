import Dataflow
import EventFiles
import EventModel
import Planning
import Worker

/// One pipeline over the files of its sources, merged by event time: the stream that is furthest behind is read on, so
/// that all of them are at about the same time and memory stays bounded.
final class PipelineReplay {
    /// What came of it.
    struct Outcome: Sendable {
        var closedUntil: EventTime
        var counts: (results: Int, transitions: Int)
        var sources: [String: ReplayManifest.Counts]
        var read: [ReadInput]
    }

    private struct Stream {
        var source: Int
        var files: FileStream
    }

    // Between two times that results are told; costs memory, changes nothing.
    private static let recordsPerSettling = 65_536

    private let plan: ReplayPlan
    private let run: BoundedRun
    private let output: ReplayOutput
    private var streams: [Stream] = []
    private let fetch: FetchedRecords
    private var counts = (results: 0, transitions: 0)
    private var newest = EventTime.distantPast

    /// A pipeline that has read nothing.
    ///
    /// - Throws: ``ReplayFailure`` when a source that it needs has no files.
    init(_ pipeline: ReplayPlan.Pipeline, of plan: ReplayPlan, output: ReplayOutput, prefix: String) throws {
        self.plan = plan
        self.output = output
        var settings = WorkerSettings()
        settings.outputPrefix = prefix
        settings.batchSize = plan.batchSize
        settings.tellsProvisional = plan.tellsProvisional
        settings.stampsEventTime = true
        let declared = pipeline.plan.declaredSources
        run = try BoundedRun(
            plan: pipeline.plan,
            partitions: Dictionary(declared.map { ($0.topic, 1) }, uniquingKeysWith: { first, _ in first }),
            settings: settings)
        fetch = FetchedRecords(capacity: plan.batchSize)
        for (number, source) in declared.enumerated() {
            if let input = plan.inputs.first(where: { $0.source == source.name }) {
                let files = FileStream(input, allowsDamage: plan.allowsDamage)
                streams.append(Stream(source: number, files: files))
            } else if source.isOptional {
                run.reachEnd(source: number, partition: 0)
            } else {
                throw ReplayFailure(
                    message:
                        "pipeline '\(pipeline.plan.name)' reads '\(source.name)', of which there is no file",
                    hint: "name its files: --files \(source.name)=PATH")
            }
        }
    }

    /// How far it is.
    var progress: (records: Int, bytes: Int, eventTime: EventTime) {
        (
            streams.reduce(0) { $0 + $1.files.records }, streams.reduce(0) { $0 + $1.files.bytesRead },
            streams.map { run.newest(source: $0.source, partition: 0) }.min() ?? newest
        )
    }

    /// Reads and tells everything.
    ///
    /// - Parameter report: is told of progress now and then; what it throws ends the replay.
    /// - Returns: what came of it.
    /// - Throws: what is wrong with a file or the disk, and what the report throws.
    func finish(_ report: (PipelineReplay) throws -> Void) throws -> Outcome {
        var open = streams
        var unsettled = 0
        while let next = furthestBehind(open) {
            let stream = open[next]
            try stream.files.fill(fetch, most: plan.batchSize)
            run.take(fetch, source: stream.source, partition: 0)
            unsettled += fetch.count
            if fetch.count == 0 {
                newest = max(newest, run.newest(source: stream.source, partition: 0))
                run.reachEnd(source: stream.source, partition: 0)
                open.remove(at: next)
            }
            guard unsettled >= Self.recordsPerSettling else { continue }
            unsettled = 0
            try run.settle { try take($0) }
            try report(self)
        }
        let end = min(plan.to ?? .distantFuture, newest)
        if newest > .distantPast {
            try run.finish(at: end) { try take($0) }
            // What may still change before it is final does so: later results are not told.
            let lateness = run.plan.time.allowedLatenessMilliseconds
            try run.finish(at: end.advanced(byMilliseconds: lateness)) { try take($0, until: end) }
        }
        return Outcome(closedUntil: end, counts: counts, sources: sources, read: streams.map(\.files.read))
    }

    /// Of several that are at the same time the first.
    private func furthestBehind(_ open: [Stream]) -> Int? {
        open.indices.min {
            run.newest(source: open[$0].source, partition: 0)
                < run.newest(source: open[$1].source, partition: 0)
        }
    }

    private func take(_ records: OutgoingRecords, until end: EventTime? = nil) throws {
        let first = plan.from?.milliseconds ?? .min
        let last = (end ?? plan.to)?.milliseconds ?? .max
        try output.take(records, isTold: { $0 > first && $0 <= last }, counts: &counts)
    }

    private var sources: [String: ReplayManifest.Counts] {
        var sources: [String: ReplayManifest.Counts] = [:]
        for (source, known) in zip(run.plan.declaredSources, run.counts) {
            let counts = known.counts
            sources[source.name] = ReplayManifest.Counts(
                read: counts.read, used: counts.used, filtered: counts.filtered,
                duplicates: counts.duplicate, late: counts.late, deadLetters: counts.deadLetters)
        }
        return sources
    }
}
