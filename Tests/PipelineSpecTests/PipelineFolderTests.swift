import PipelineSpec
import Testing

@Suite struct PipelineFolderTests {
    private func load(_ paths: [String], _ files: [String: String]) throws(SpecProblems)
        -> [PipelineDeclaration]
    {
        try PipelineFile.loadAll(paths, alertFunctions: Fixture.functions, files: Fixture.memory(files))
    }

    private func messages(_ paths: [String], _ files: [String: String]) -> [String] {
        do throws(SpecProblems) {
            _ = try load(paths, files)
            return []
        } catch { return error.problems.map { "\($0.location): \($0.message)" } }
    }

    @Test func `a folder's pipelines are read in the order of their names`() throws {
        var files = Fixture.files
        files["pipelines/another.yaml"] = Fixture.pipeline.replacing(
            "pipeline: trust", with: "pipeline: another")
        files["pipelines/tests/case.yaml"] = "pipeline: case"
        files["pipelines/notes.yaml"] = "about: this is no pipeline"
        files["pipelines/readme.md"] = "pipeline: no"
        #expect(try load(["pipelines"], files).map(\.name) == ["another", "trust"])
    }

    @Test func `a file that is named twice is read once`() throws {
        #expect(try load(["pipelines/trust.yaml", "pipelines"], Fixture.files).count == 1)
    }

    @Test func `two pipelines of one name are a problem of the second`() {
        var files = Fixture.files
        files["pipelines/zebra.yaml"] = Fixture.pipeline
        #expect(
            messages(["pipelines"], files) == [
                "pipelines/zebra.yaml:1:11: the pipeline 'trust' is already declared at pipelines/trust.yaml:1:11"
            ])
    }

    @Test func `the problems of all files come at once`() {
        var files = Fixture.files
        files["pipelines/another.yaml"] = "pipeline: another\nversion: 1\nsources: {}\n"
        files["pipelines/trust.yaml"] = Fixture.pipeline.replacing("version: 1", with: "version: 0")
        files["pipelines/events/order.yaml"] = Fixture.order.replacing("int?", with: "integer")
        #expect(
            messages(["pipelines", "elsewhere.yaml"], files).map { String($0.prefix { $0 != ":" }) } == [
                "elsewhere.yaml", "pipelines/another.yaml", "pipelines/trust.yaml",
                "pipelines/events/order.yaml",
            ])
    }

    @Test func `a folder without a pipeline is a problem`() {
        #expect(
            messages(["pipelines/events"], Fixture.files) == [
                "pipelines/events:1:1: cannot read the file: no pipeline is in this folder"
            ])
    }
}
