import Foundation
import Testing

/// `credence plan`, and what it says of a change.
@Suite(.serialized) struct PlanCommandTests {
    private static let shipped = Pipelines.repository + "/Pipelines"

    @Test func `a plan tells stages, topics, sizes and warnings`() async throws {
        try await Scene.play { scene in
            let (code, program) = try await scene.run(
                "plan", Self.shipped + "/seller-trust.yaml", "--partitions", "12", "--strict")
            #expect(code == 0)
            for part in [
                "stage 1: gather-order_id  12 tasks", "stage 2: merge", "credence.metrics", "keys=50000",
            ] {
                #expect(program.output.contains(part), "\(part)")
            }
            #expect(!program.output.contains("\u{1B}"))
            #expect(program.errors == "")
        }
    }

    @Test(arguments: [("json", "{"), ("dot", "digraph"), ("svg", "<svg")])
    func `every format goes to a file, too`(format: String, beginning: String) async throws {
        try await Scene.play { scene in
            let file = scene.folder + "/plan"
            let (code, program) = try await scene.run(
                "plan", Self.shipped, "--format", format, "--output", file)
            #expect(code == 0 && program.output == "")
            let text = try String(contentsOfFile: file, encoding: .utf8)
            #expect(text.hasPrefix(beginning) && text.hasSuffix("\n"))
        }
    }

    @Test func `a change is compared with a plan from before`() async throws {
        try await Scene.play { scene in
            let path = try Pipelines.parcelSteps(in: scene)
            let old = scene.folder + "/old.json"
            _ = try await scene.run("plan", path, "--format", "json", "--output", old)
            let same = try await scene.run("plan", path, "--against", old, "--strict")
            #expect(same.code == 0)
            #expect(same.program.output.contains("0 restarts, 0 new, 0 gone, 2 kept"))
            let changed = try String(contentsOfFile: path, encoding: .utf8).replacing(
                "tumbling: 1d", with: "tumbling: 1h")
            try changed.write(toFile: path, atomically: true, encoding: .utf8)
            let mild = try await scene.run("plan", path, "--against", old)
            #expect(mild.code == 0)
            #expect(mild.program.output.contains("because window.panes was 1d and is 1h"))
            #expect(try await scene.run("plan", path, "--against", old, "--strict").code == 1)
        }
    }

    @Test func `warnings have their place, and fail only when asked to`() async throws {
        try await Scene.play { scene in
            let path = try Pipelines.write(
                """
                pipeline: wide
                version: 1
                sources:
                  logistics: { topic: logistics, schema: events/shipment.yaml, partitioned_by: order_id }
                metrics:
                  steps: { on: logistics, by: order_id, count: true, window: { all_time: { every: 1d } } }

                """, in: scene)
            let (code, program) = try await scene.run("plan", path)
            #expect(code == 0)
            #expect(program.output.contains("pipeline.yaml:6:3: warning: unbounded-state"))
            #expect(try await scene.run("plan", path, "--strict").code == 1)
        }
    }

    @Test(arguments: [
        (["--assume", "nobody.keys=1"], "'nobody'"), (["--partitions", "nobody=3"], "'nobody'"),
    ])
    func `what no pipeline has cannot be supposed of`(options: [String], mentions: String) async throws {
        try await Scene.play { scene in
            let (code, program) = try await scene.run("plan", Self.shipped, options[0], options[1])
            #expect(code == 2)
            #expect(program.errors.contains("error (configuration): ") && program.errors.contains("hint: "))
            #expect(program.errors.contains(mentions))
        }
    }
}
