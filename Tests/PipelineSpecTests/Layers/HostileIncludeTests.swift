import PipelineSpec
import Testing

@Suite struct HostileIncludeTests {
    private func messages(_ files: [String: String]) -> [String] {
        Files.problems(
            Fixture.files.merging(files) { $1 }.merging([
                Fixture.path: "include: f0.yaml\n" + Fixture.pipeline
            ]) {
                $1
            }
        ).map(\.message)
    }

    @Test func `ten thousand files inside each other are refused`() {
        var files: [String: String] = [:]
        for index in 0..<10_000 { files["pipelines/f\(index).yaml"] = "include: f\(index + 1).yaml" }
        #expect(messages(files) == ["too deep: more than 10 files that include each other"])
    }

    @Test func `ten thousand files beside each other are refused`() {
        var files: [String: String] = [:]
        let names = (1...10_000).map { "f\($0).yaml" }
        files["pipelines/f0.yaml"] = "include: [\(names.joined(separator: ", "))]"
        for name in names { files["pipelines/\(name)"] = "{}" }
        #expect(messages(files).contains("more than 64 files are included"))
        #expect(messages(files).contains("files are included at more than 256 places"))
    }

    @Test func `files that include each other ten times do not grow without bounds`() {
        var files: [String: String] = [:]
        for index in 0..<9 {
            let lines = (0..<10).map { "k\($0): { include: f\(index + 1).yaml }" }
            files["pipelines/f\(index).yaml"] = lines.joined(separator: "\n")
        }
        files["pipelines/f9.yaml"] = "{ a: b, c: d }"
        let messages = messages(files)
        #expect(messages.last == "too large: more than 100000 values, counted again for each alias")
        #expect(messages.count == 11)
    }

    @Test func `many large files are refused`() {
        var files: [String: String] = [:]
        files["pipelines/f0.yaml"] = "include: [a.yaml, b.yaml, c.yaml, d.yaml, e.yaml]"
        for name in ["a", "b", "c", "d", "e"] {
            files["pipelines/\(name).yaml"] = "a: b\n# " + String(repeating: "x", count: 1_000_000)
        }
        #expect(messages(files) == ["the included files are too large"])
    }

    @Test func `fragments cannot nest deeper than one file could`() {
        func nested(_ inner: String) -> String {
            String(repeating: "{ a: ", count: 40) + inner + String(repeating: " }", count: 40)
        }
        let files = ["pipelines/f0.yaml": nested("{ include: f1.yaml }"), "pipelines/f1.yaml": nested("b")]
        #expect(messages(files) == ["too deep: more than 64 lists and mappings inside each other"])
    }
}
