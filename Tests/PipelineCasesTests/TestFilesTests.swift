import PipelineCases
import PipelineSpec
import Testing

@Suite struct TestFilesTests {
    /// Folders by their paths.
    private static let tree: [String: [String]] = [
        "p": ["a.yaml", "tests", "more", ".hidden"], "p/tests": ["b.yaml", "a.yaml", "notes.md", "deep"],
        "p/tests/deep": ["c.yaml"], "p/more": ["tests"], "p/more/tests": ["d.yaml"], "p/.hidden": ["tests"],
        "p/.hidden/tests": ["e.yaml"], "empty": [],
    ]
    private static var files: SpecFiles { SpecFiles(read: { _ in "" }, names: { tree[$0] }) }

    @Test func `a folder stands for the files in folders called tests`() throws {
        #expect(
            try TestFiles.paths(of: ["p"], files: Self.files) == [
                "p/more/tests/d.yaml", "p/tests/a.yaml", "p/tests/b.yaml",
            ])
        #expect(
            try TestFiles.paths(of: ["p/tests"], files: Self.files) == ["p/tests/a.yaml", "p/tests/b.yaml"])
    }

    @Test func `a file stands for itself, once`() throws {
        #expect(
            try TestFiles.paths(of: ["x.yaml", "p/more", "x.yaml"], files: Self.files) == [
                "x.yaml", "p/more/tests/d.yaml",
            ])
    }

    @Test func `a folder without tests is a problem`() {
        #expect(throws: SpecProblems.self) { try TestFiles.paths(of: ["p", "empty"], files: Self.files) }
    }
}
