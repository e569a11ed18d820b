import PipelineSpec
import Planning

/// Reads, checks and plans pipelines from files and folders.
///
/// - Throws: everything that is wrong with all of them, as `SpecProblems`.
func loadPipelines(
    _ paths: [String], settings: SpecSettings = SpecSettings()
) throws -> [(declaration: PipelineDeclaration, plan: PipelinePlan)] {
    let declarations = try PipelineFile.loadAll(
        paths, settings: settings, alertFunctions: { AlertFunctions.declarations(for: $0) })
    return try declarations.map { ($0, try PipelinePlan($0)) }
}
