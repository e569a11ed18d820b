import PipelineSpec
import Testing

/// The fixture with further files, and what loading it says.
enum Files {
    /// The fixture's files with changes to its pipeline and further files.
    static func with(
        _ changes: KeyValuePairs<String, String> = [:], and files: [String: String] = [:]
    ) -> [String: String] {
        var text = Fixture.pipeline
        for (old, new) in changes { text = text.replacing(old, with: new) }
        return Fixture.files.merging([Fixture.path: text]) { $1 }.merging(files) { $1 }
    }

    static func load(
        _ files: [String: String], _ settings: SpecSettings = SpecSettings()
    ) throws(SpecProblems) -> PipelineDeclaration {
        let pipelines = try PipelineFile.loadAll(
            [Fixture.path], settings: settings, alertFunctions: Fixture.functions,
            files: Fixture.memory(files))
        guard let pipeline = pipelines.first else { throw SpecProblems(problems: []) }
        return pipeline
    }

    static func problems(
        _ files: [String: String], _ settings: SpecSettings = SpecSettings()
    ) -> [SpecProblem] {
        do throws(SpecProblems) {
            _ = try load(files, settings)
            return []
        } catch { return error.problems }
    }

    /// As `file:line:column+length message`, without the folder.
    static func words(
        _ files: [String: String], _ settings: SpecSettings = SpecSettings()
    ) -> [String] {
        problems(files, settings).map {
            "\($0.location)+\($0.length) \($0.message)".replacing("pipelines/", with: "")
        }
    }
}
