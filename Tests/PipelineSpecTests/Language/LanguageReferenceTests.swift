import PipelineSpec
import Testing

/// `docs/language.md`.
@Suite struct LanguageReferenceTests {
    @Test func `the page is what the tables say`() throws {
        let isCurrent = try Documents.text("docs/language.md") == LanguageReference.markdown
        #expect(isCurrent, "renew it: credence schema --format markdown --output docs/language.md")
    }

    @Test func `the examples of a pipeline make one that is sound`() throws {
        let text = LanguageFile.pipeline.example
        _ = try PipelineFile.load(
            "Pipelines/example.yaml", alertFunctions: Fixture.functions,
            read: {
                $0 == "Pipelines/example.yaml" ? text : try SpecFiles.disk.read(Documents.root + "/" + $0)
            })
    }

    @Test func `the example of a schema is sound`() throws {
        let schema = try #require(SchemaProbe.load(LanguageFile.events.example).sources.first?.schema)
        #expect(schema.fields.map(\.name).contains("booked_at"))
    }

    @Test(arguments: LanguageFile.allCases) func `every key stands in an example`(file: LanguageFile) {
        // What stands under 'also' is what stands in a metric.
        let used = Set(UsedKeys.of(file.example, in: file).map { $0.replacing(".also.NAME", with: "") })
        for section in LanguageSection.all(of: file) {
            for key in section.keys {
                let path = section.path.isEmpty ? key.name : section.path + "." + key.name
                #expect(used.contains(path), "no example of the reference has '\(path)'")
            }
        }
    }
}
