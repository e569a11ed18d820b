import PipelineSpec
import Planning

/// The options of `credence plan` as an explanation takes them.
struct PlanSettings {
    private(set) var explanation = ExplanationSettings()

    /// - Throws: what cannot be understood.
    init(partitions: [String], assumptions: [String], prefix: String) throws {
        explanation.topics = WrittenTopics(prefix: prefix)
        for text in partitions.flatMap({ $0.split(separator: ",") }) {
            let sides = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
            guard let count = sides.last.flatMap({ Int($0) }), count > 0, count <= 1_000_000, sides.count <= 2
            else {
                throw CommandFailure.configuration(
                    "'\(text)' is no number of partitions",
                    hint: "write --partitions 12 or --partitions orders=12")
            }
            if sides.count == 1 {
                explanation.partitions = count
            } else {
                explanation.partitionsOfSource[sides[0]] = count
            }
        }
        for text in assumptions {
            do throws(PlanAssumptions.Failure) {
                try explanation.assumptions.read(text)
            } catch {
                throw CommandFailure.configuration(error.message, hint: "give \(error.expected)")
            }
        }
    }

    /// Finds names of what no pipeline has.
    func check(_ pipelines: [PipelineDeclaration]) throws {
        let sources = pipelines.flatMap { $0.sources.map(\.name) }
        if let name = explanation.partitionsOfSource.keys.sorted().first(where: { !sources.contains($0) }) {
            throw CommandFailure.configuration(
                "there is no source '\(name)' to have partitions",
                hint: "one of " + Set(sources).sorted().joined(separator: ", "))
        }
        let owners = pipelines.flatMap { pipeline in
            pipeline.promises.map(\.name) + pipeline.visits.map(\.name) + pipeline.metrics.map(\.name)
                + pipeline.alerts.map(\.name)
        }
        let known = Set(sources + owners)
        if let name = explanation.assumptions.owners.first(where: { !known.contains($0) }) {
            throw CommandFailure.configuration(
                "there is no '\(name)' to suppose anything of",
                hint: "one of " + known.sorted().joined(separator: ", "))
        }
    }
}
