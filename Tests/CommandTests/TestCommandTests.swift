import Foundation
import Testing

/// `credence test`.
@Suite(.serialized) struct TestCommandTests {
    private static let shipped = ValidateTests.shipped

    /// A test file with one case that passes and one that expects a value.
    private static func made(_ value: String, in scene: Scene) throws -> String {
        let path = scene.folder + "/made.yaml"
        let text = """
            pipelines: [\(shipped)/seller-trust.yaml]
            defaults:
              orders: { event_type: order_paid, order_id: o1, seller_id: s1, buyer_id: b1, promised_delivery_at: +3d }
            cases:
              - name: nothing happens
                events: []
                expect: {}
              - name: a promise is broken
                events: [ orders: { at: 1h } ]
                expect: { metrics: { promises_due_daily: [ { window_end: 4d, value: \(value) } ] } }

            """
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    @Test func `the shipped cases pass`() async throws {
        try await Scene.play { scene in
            let (code, program) = try await scene.run("test", Self.shipped)
            #expect(code == 0, "\(program.report)")
            #expect(program.errors == "")
            #expect(program.lines.last?.hasSuffix(" passed, 0 failed") == true)
            #expect(program.lines.dropLast().allSatisfy { $0.hasPrefix("passed  ") })
        }
    }

    @Test func `a case that fails is shown with its place, and the exit code is 1`() async throws {
        try await Scene.play { scene in
            let path = try Self.made("0.5", in: scene)
            let (code, program) = try await scene.run("test", path)
            #expect(code == 1)
            #expect(program.output.contains("FAILED  a promise is broken\n"))
            #expect(program.output.contains("\(path):10:"))
            #expect(program.lines.last == "1 passed, 1 failed")
            let filtered = try await scene.run("test", path, "--filter", "nothing")
            #expect(filtered.code == 0)
            #expect(filtered.program.lines.last == "1 passed, 0 failed")
            #expect(try await scene.run("test", path, "--filter", "no such case").code == 2)
        }
    }

    @Test func `reports for machines`() async throws {
        try await Scene.play { scene in
            let path = try Self.made("0.5", in: scene)
            let report = scene.folder + "/report.xml"
            let (code, program) = try await scene.run("test", path, "--json", "--junit", report)
            #expect(code == 1)
            #expect(program.lines.count == 1)
            let json = try JSONLine.read(program.output)
            #expect(json["passed"] as? Int == 1 && json["failed"] as? Int == 1)
            #expect(
                try String(contentsOfFile: report, encoding: .utf8).contains("tests=\"2\" failures=\"1\""))
        }
    }

    @Test func `a broken file ends with code 2 and its place`() async throws {
        try await Scene.play { scene in
            let path = try Self.made("0.5, vaule: 1", in: scene)
            let (code, program) = try await scene.run("test", path)
            #expect(code == 2)
            #expect(program.output == "")
            #expect(program.errors.contains("\(path):10:"))
            #expect(program.errors.contains("unknown field 'vaule'"))
            #expect(try await scene.run("test", "/no/such/tests.yaml").code == 2)
            #expect(try await scene.run("test", scene.folder).code == 2)
        }
    }
}
