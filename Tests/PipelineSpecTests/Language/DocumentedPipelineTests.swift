import Foundation
import PipelineSpec
import Testing

/// Whatever the documentation shows as a pipeline or a schema can be run.
@Suite struct DocumentedPipelineTests {
    @Test func `every pipeline in the documentation is sound`() throws {
        let pipelines = try Documents.blocks("yaml").filter { $0.firstKey == "pipeline" }
        #expect(!pipelines.isEmpty)
        for block in pipelines {
            let read = try Self.files(of: block.page)
            do {
                _ = try PipelineFile.load(
                    "Pipelines/shown.yaml", alertFunctions: Fixture.functions,
                    read: { $0 == "Pipelines/shown.yaml" ? block.text : try read($0) })
            } catch { Issue.record("\(block): \(error)") }
        }
    }

    @Test func `every schema in the documentation is sound`() throws {
        let schemas = try Documents.blocks("yaml").filter { $0.firstKey == "schema" }
        #expect(!schemas.isEmpty)
        for block in schemas {
            do { _ = try SchemaProbe.load(block.text) } catch { Issue.record("\(block): \(error)") }
        }
    }

    /// The schemas that a page shows, by their paths.
    static func schemas(of page: String, folder: String) throws -> [String: String] {
        var shown: [String: String] = [:]
        for block in try Documents.blocks("yaml") where block.page == page && block.firstKey == "schema" {
            let name = block.text.split(separator: "\n").first { $0.hasPrefix("schema:") }?.dropFirst(8) ?? ""
            shown["\(folder)/\(name).yaml"] = block.text
        }
        return shown
    }

    /// The shipped schemas, and those that the same page shows.
    private static func files(of page: String) throws -> (String) throws -> String {
        let shown = try schemas(of: page, folder: "Pipelines/events")
        return { path in
            if let text = shown[path] { return text }
            return try SpecFiles.disk.read(Documents.root + "/" + path)
        }
    }
}

/// Loads a schema by a pipeline that does nothing but name it.
enum SchemaProbe {
    static func load(_ text: String) throws -> PipelineDeclaration {
        let id = text.split(separator: "\n").first { $0.hasPrefix("id:") }?.dropFirst(4) ?? ""
        let pipeline = """
            pipeline: probe
            version: 1
            sources: { events: { topic: events, schema: schema.yaml, partitioned_by: \(id) } }
            """
        let files = Fixture.memory(["probe.yaml": pipeline, "schema.yaml": text])
        return try PipelineFile.load("probe.yaml", alertFunctions: Fixture.functions, read: files.read)
    }
}
