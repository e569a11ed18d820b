import Foundation
import PipelineSpec

/// Finds what speaks against running a pipeline so, although it can run. `docs/plan.md` explains each.
struct PlanWarnings {
    let pipeline: PipelineDeclaration
    let cardinality: KeyCardinality

    init(_ pipeline: PipelineDeclaration) {
        self.pipeline = pipeline
        cardinality = KeyCardinality(pipeline)
    }

    /// All warnings, in the order of their places.
    var all: [PlanWarning] {
        let found =
            pipeline.sources.flatMap(warnings) + time + pipeline.promises.flatMap(warnings)
            + pipeline.metrics.flatMap(warnings) + pipeline.alerts.flatMap(warnings)
        return found.enumerated()
            .sorted {
                ($0.element.file, $0.element.line, $0.element.column, $0.offset)
                    < ($1.element.file, $1.element.line, $1.element.column, $1.offset)
            }
            .map(\.element)
    }

    private var time: [PlanWarning] {
        let time = pipeline.time
        guard time.allowedLatenessMilliseconds > 0,
            time.allowedLatenessMilliseconds < time.outOfOrdernessMilliseconds
        else { return [] }
        let (lateness, disorder) = (
            PlanWords.duration(time.allowedLatenessMilliseconds),
            PlanWords.duration(time.outOfOrdernessMilliseconds)
        )
        return [
            PlanWarning(
                .latenessBelowDisorder, pipeline.place(of: "allowed_lateness"),
                "allowed_lateness of \(lateness) is shorter than out_of_orderness of \(disorder): windows wait \(disorder)"
                    + " for events in disorder, but are final \(lateness) later, so that little more than the usual"
                    + " disorder makes an event late for good",
                cure: "at least \(disorder), or 0s when results should be final as soon as windows end")
        ]
    }

    private func warnings(_ source: SourceDeclaration) -> [PlanWarning] {
        guard let field = source.dedupe?.field, field != source.partitionedBy, field != source.schema.idField
        else { return [] }
        return [
            PlanWarning(
                .missingPartitioning, source.location,
                "copies are told by \(field), but '\(source.topic)' is partitioned by \(source.partitionedBy): copies in"
                    + " different partitions are not seen",
                cure: "partition the topic by \(field), or take out copies by \(source.schema.idField)")
        ]
    }

    private func warnings(_ promise: PromiseDeclaration) -> [PlanWarning] {
        let lateness = pipeline.time.allowedLatenessMilliseconds
        guard promise.forgetAfterMilliseconds < lateness else { return [] }
        return [
            PlanWarning(
                .forgottenBeforeLate, promise.location,
                "promise '\(promise.name)' is forgotten \(PlanWords.duration(promise.forgetAfterMilliseconds)) after its"
                    + " due time, but events may be \(PlanWords.duration(lateness)) late: such an event finds nothing",
                cure: "forget_after: \(PlanWords.duration(lateness)) or more")
        ]
    }
}

extension PipelineDeclaration {
    /// Where a key stands in the file, for what has no place of its own; the pipeline's name when it is not written.
    func place(of key: String) -> SourceLocation {
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let code = line.prefix { $0 != "#" }
            guard let found = code.range(of: key + ":") else { continue }
            return SourceLocation(
                file: location.file, line: number + 1,
                column: line.distance(from: line.startIndex, to: found.lowerBound) + 1)
        }
        return location
    }
}
