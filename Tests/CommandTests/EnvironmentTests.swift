import Foundation
import Testing

/// Environments, variables and what takes effect, on the command line.
@Suite(.serialized) struct EnvironmentTests {
    static func pipeline(in scene: Scene) throws -> String {
        let path = try Pipelines.write(
            """
            pipeline: steps
            version: 1
            sources:
              logistics: { topic: "${topic:logistics}", schema: events/shipment.yaml, partitioned_by: order_id }
            metrics:
              steps: { on: logistics, by: seller_id, count: true, window: { tumbling: "${width:1d}" } }

            """, in: scene)
        let folder = (path as NSString).deletingLastPathComponent + "/environments"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try "variables: { width: 2d }\npipelines: { steps: { version: 7 } }\n".write(
            toFile: folder + "/production.yaml", atomically: true, encoding: .utf8)
        return path
    }

    @Test func `what takes effect is printed`() async throws {
        try await Scene.play { scene in
            let path = try Self.pipeline(in: scene)
            let (code, program) = try await scene.run(
                "validate", path, "--effective", "--environment", "production", "--set", "topic=parcels")
            #expect(code == 0, "\(program.report)")
            #expect(program.lines.contains("version: 7"))
            #expect(program.lines.contains("    topic: parcels"))
            #expect(program.lines.contains("      tumbling: 2d"))
        }
    }

    @Test func `a value that nothing uses and an environment that is missing are problems`() async throws {
        try await Scene.play { scene in
            let path = try Self.pipeline(in: scene)
            let unused = try await scene.run("validate", path, "--set", "witdh=1d")
            #expect(unused.code == 2)
            #expect(unused.program.errors.contains("did you mean 'width'?"), "\(unused.program.report)")
            let missing = try await scene.run("validate", path, "--environment", "staging")
            #expect(missing.code == 2)
            #expect(missing.program.errors.contains("cannot read the environment 'staging'"))
        }
    }

    @Test func `a worker's configuration names environment and variables`() async throws {
        try await Scene.play { scene in
            let path = try Self.pipeline(in: scene)
            let config = try scene.write(
                "config.yaml", "bootstrap: h:1\nenvironment: production\nvariables: { width: soon }\n")
            let (code, program) = try await scene.run("worker", "--config", config, "--pipelines", path)
            #expect(code == 2)
            #expect(program.errors.contains("where width = \"soon\""), "\(program.report)")
        }
    }
}
