import Foundation
import Testing

/// `credence fmt`.
@Suite(.serialized) struct FormatTests {
    static let untidy = "pipeline:   a # name\n\n\nsources:\n    b: {topic: c}\n"
    static let tidy = "pipeline: a  # name\n\nsources:\n  b: { topic: c }\n"

    @Test func `files are laid out anew, in folders and below`() async throws {
        try await Scene.play { scene in
            let path = try Pipelines.write(Self.untidy, in: scene)
            let (code, program) = try await scene.run("fmt", scene.folder)
            #expect(code == 0, "\(program.report)")
            #expect(try String(contentsOfFile: path, encoding: .utf8) == Self.tidy)
            #expect(program.errors.contains("is laid out anew"))
            let again = try await scene.run("fmt", scene.folder)
            #expect(again.code == 0)
            #expect(again.program.errors == "")
        }
    }

    @Test func `a check lists files and changes nothing`() async throws {
        try await Scene.play { scene in
            let path = try scene.write("a.yaml", Self.untidy)
            let (code, program) = try await scene.run("fmt", "--check", path)
            #expect(code == 1)
            #expect(program.output == path + "\n")
            let diff = try await scene.run("fmt", "--check", "--diff", path)
            #expect(diff.code == 1)
            #expect(diff.program.lines.contains("-pipeline:   a # name"), "\(diff.program.report)")
            #expect(diff.program.lines.contains("+  b: { topic: c }"))
            #expect(diff.program.lines.contains { $0.hasPrefix("@@ -1,5 +1,4 @@") })
            #expect(try String(contentsOfFile: path, encoding: .utf8) == Self.untidy)
            #expect(try await scene.run("fmt", "--check", Pipelines.repository + "/Pipelines").code == 0)
        }
    }

    @Test func `standard input goes to standard output`() async throws {
        try await Scene.play { scene in
            let program = try scene.start(try Binary.path(), ["fmt", "-"], input: Self.untidy)
            #expect(try await program.end() == 0)
            #expect(program.output == Self.tidy)
        }
    }

    @Test func `a broken file is left alone, with its problem`() async throws {
        try await Scene.play { scene in
            let path = try scene.write("a.yaml", "a: [\n")
            let (code, program) = try await scene.run("fmt", path)
            #expect(code == 2)
            #expect(program.errors.contains("a.yaml:1:4: error: not YAML"), "\(program.report)")
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "a: [\n")
        }
    }
}
