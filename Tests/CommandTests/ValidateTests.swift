import Foundation
import Testing

/// `credence validate`, and what a broken pipeline file does elsewhere.
@Suite(.serialized) struct ValidateTests {
    static let shipped = Pipelines.repository + "/Pipelines"

    /// A pipeline with a misspelled status in its line 6.
    static func broken(in scene: Scene) throws -> String {
        try Pipelines.write(
            """
            pipeline: broken
            version: 1
            sources:
              logistics: { topic: logistics, schema: events/shipment.yaml, partitioned_by: order_id }
            metrics:
              steps: { on: logistics, when: status == "deliverd", by: seller_id, count: true, window: { tumbling: 1d } }

            """, in: scene)
    }

    @Test func `the shipped pipelines are well`() async throws {
        try await Scene.play { scene in
            let (code, program) = try await scene.run("validate", Self.shipped)
            #expect(code == 0)
            #expect(program.errors == "")
            #expect(
                program.output.contains("seller-trust.yaml: seller-trust version 1: 2 sources, 1 promise, "))
            #expect(program.lines.allSatisfy { $0.hasSuffix(": ok") })
        }
    }

    @Test func `as JSON there is a line without problems, or one with all of them`() async throws {
        try await Scene.play { scene in
            let good = try await scene.run("validate", "--json", Self.shipped)
            #expect(good.code == 0)
            #expect(good.program.lines.count == 1)
            #expect((try JSONLine.read(good.program.output)["problems"] as? [Any])?.count == 0)
            let bad = try await scene.run("validate", "--json", try Self.broken(in: scene))
            #expect(bad.code == 2)
            #expect(bad.program.errors == "")
            #expect(bad.program.lines.count == 1)
            let problems = try #require(
                try JSONLine.read(bad.program.output)["problems"] as? [[String: Any]])
            #expect(problems.count == 1)
            #expect(problems.first?["line"] as? Int == 6)
            #expect(problems.first?["suggestion"] as? String == "delivered")
        }
    }

    @Test func `a problem shows its place, its line and a mark`() async throws {
        try await Scene.play { scene in
            let path = try Self.broken(in: scene)
            let (code, program) = try await scene.run("validate", path)
            #expect(code == 2)
            #expect(program.output == "")
            Self.checkProblem(program.errors, path)
        }
    }

    @Test(arguments: ["/no/such/pipeline.yaml", "/dev/null"])
    func `a path without a pipeline is named`(path: String) async throws {
        try await Scene.play { scene in
            let (code, program) = try await scene.run("validate", path)
            #expect(code == 2)
            #expect(program.errors.contains("\(path):1:1: error: "), "\(program.report)")
        }
    }

    @Test func `a worker with a broken pipeline ends before it speaks to Kafka`() async throws {
        try await Scene.play { scene in
            let port = try Port()
            defer { port.close() }
            port.open()
            let path = try Self.broken(in: scene)
            let (code, program) = try await scene.run("worker", "-b", port.address, "--pipelines", path)
            #expect(code == 2)
            #expect(program.output == "")
            Self.checkProblem(program.errors, path)
            #expect(port.connections == 0)
            // The port would have seen it: a sound pipeline knocks there.
            let sound = try Pipelines.parcelSteps(in: scene)
            let worker = try scene.credence("worker", "-b", port.address, "--pipelines", sound)
            try await Patience.wait("for a connection", report: { worker.report }) { port.connections > 0 }
            worker.send(SIGTERM)
            #expect(try await worker.end() == 0)
        }
    }

    private static func checkProblem(_ text: String, _ path: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let column = 43
        #expect(lines.first?.hasPrefix("\(path):6:\(column): error: ") == true, "\(text)")
        guard lines.count > 2 else { return }
        #expect(lines[1].hasPrefix("   6 |   steps: { on: logistics, when: status == \"deliverd\""))
        let mark = lines[2].firstIndex(of: "^").map { lines[2].distance(from: lines[2].startIndex, to: $0) }
        let place = lines[1].firstRange(of: "\"deliverd").map {
            lines[1].distance(from: lines[1].startIndex, to: $0.lowerBound)
        }
        #expect(mark == place, "\(text)")
        #expect(text.contains("did you mean 'delivered'?"))
    }
}
