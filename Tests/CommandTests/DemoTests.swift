import Foundation
import Testing

/// `credence demo`.
@Suite(.serialized) struct DemoTests {
    @Test func `thirty seconds show metrics and the sellers of the carrier that fails`() async throws {
        try await Scene.play { scene in
            let demo = try scene.credence(
                "demo", "--seconds", "30", "--speed", "72", "--pipeline",
                ValidateTests.shipped + "/seller-trust.yaml")
            #expect(try await demo.end(within: 150) == 0)
            let planted = try #require(
                demo.errors.firstMatch(of: /planted: carrier (\S+) fails .* ship with it: (.*)/))
            let sellers = planted.2.split(separator: ", ")
            #expect(demo.output.contains("  metric    late_delivery_rate  40 keys, "), "\(demo.report)")
            let firing = demo.lines.filter { $0.contains("  firing    critical  late-deliveries  ") }
            #expect(!firing.isEmpty, "\(demo.report)")
            for line in firing {
                #expect(sellers.contains { line.contains("seller_id=\($0) ") }, "\(line)")
            }
            #expect(demo.errors.contains("credence alerts --bootstrap 127.0.0.1:"))
        }
    }

    @Test func `from elsewhere it says where it looked for the pipeline`() async throws {
        try await Scene.play { scene in
            let (code, program) = try await scene.run("demo", "--seconds", "1")
            #expect(code == 2)
            #expect(program.errors.contains("there is no pipeline at Pipelines/seller-trust.yaml\nhint: "))
        }
    }
}
