import Foundation
import Testing

/// `docs/tutorial.md` can be followed.
@Suite(.serialized) struct TutorialTests {
    @Test func `what the tutorial writes is checked, planned and tested without a complaint`() async throws {
        try await Scene.play { scene in
            let folder = scene.folder + "/first"
            for name in ["events", "tests"] {
                try FileManager.default.createDirectory(
                    atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
            }
            for (start, path) in [
                ("schema:", "first/events/parcel.yaml"), ("pipeline:", "first/parcels.yaml"),
                ("pipelines:", "first/tests/parcels.yaml"),
            ] {
                let text = try #require(Self.blocks().first { $0.hasPrefix(start) }, "no block of \(start)")
                _ = try scene.write(path, text)
            }
            let validation = try await scene.run("validate", folder)
            #expect(validation.code == 0, "\(validation.program.report)")
            let plan = try await scene.run("plan", folder)
            #expect(plan.code == 0, "\(plan.program.report)")
            let test = try await scene.run("test", folder)
            #expect(test.code == 0, "\(test.program.report)")
        }
    }

    @Test func `the language is printed for editors and as a reference`() async throws {
        try await Scene.play { scene in
            let path = scene.folder + "/editor/events.json"
            let written = try await scene.run("schema", "events", "--output", path)
            #expect(written.code == 0 && written.program.output.isEmpty)
            let printed = try await scene.run("schema", "events")
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(printed.code == 0 && printed.program.output == text && text.contains("one_of"))
            let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
            #expect(object?["title"] as? String == "An event schema of Credence")
            let reference = try await scene.run("schema", "--format", "markdown")
            #expect(reference.code == 0 && reference.program.output.hasPrefix("# The language\n"))
        }
    }

    /// What stands between fences.
    private static func blocks() throws -> [String] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOf: root.appending(path: "docs/tutorial.md"), encoding: .utf8)
        return page.components(separatedBy: "\n```").enumerated().filter { $0.offset % 2 == 1 }
            .map { String($0.element.drop { $0 != "\n" }.dropFirst()) + "\n" }
    }
}
