import Foundation
import Testing

/// `credence simulate`, `replay`, `diff` and `score`, one after the other.
@Suite(.serialized) struct ReplayCommandTests {
    private static let sellerTrust = ValidateTests.shipped + "/seller-trust.yaml"

    private static func simulate(in scene: Scene) async throws -> String {
        let folder = scene.folder + "/season"
        let (code, program) = try await scene.run(
            "simulate", "--seed", "5", "--days", "50", "--sellers", "40", "--orders-per-day", "150", "--only",
            "seller_slipping", "seller_never_ships", "--out", folder)
        #expect(code == 0, "\(program.report)")
        #expect(program.output.contains("planted faults in "))
        return folder
    }

    private static func replay(_ pipeline: String, _ season: String, to name: String, in scene: Scene)
        async throws
    {
        let (code, program) = try await scene.run(
            "replay", "--pipelines", pipeline, "--files", "orders=\(season)/orders.ndjson",
            "logistics=\(season)/logistics.ndjson", "--out", scene.folder + "/" + name)
        #expect(code == 0, "\(program.report)")
        #expect(program.output.contains("seller-trust: ") && program.output.contains(" final results, "))
        #expect(program.output.contains("orders: read "))
    }

    @Test func `a season is replayed, compared and scored`() async throws {
        try await Scene.play { scene in
            let season = try await Self.simulate(in: scene)
            try await Self.replay(Self.sellerTrust, season, to: "one", in: scene)
            try await Self.replay(Self.sellerTrust, season, to: "two", in: scene)
            let (one, two) = (scene.folder + "/one", scene.folder + "/two")
            for file in ["metrics.ndjson", "alerts.ndjson", "manifest.json"] {
                #expect(
                    FileManager.default.contentsEqual(atPath: "\(one)/\(file)", andPath: "\(two)/\(file)"))
            }
            let same = try await scene.run("diff", one, two)
            #expect(same.code == 0 && same.program.output.hasPrefix("no difference: "))

            let text = try String(contentsOfFile: Self.sellerTrust, encoding: .utf8)
            let changed = scene.folder + "/changed.yaml"
            try text.replacing("probability_above(0.10) >= 0.95", with: "probability_above(0.06) >= 0.95")
                .replacing("schema: events/", with: "schema: \(ValidateTests.shipped)/events/")
                .write(toFile: changed, atomically: true, encoding: .utf8)
            try await Self.replay(changed, season, to: "three", in: scene)
            let lines = scene.folder + "/differences.ndjson"
            let other = try await scene.run("diff", one, scene.folder + "/three", "--out", lines)
            #expect(other.code == 1)
            #expect(other.program.output.contains("seller-trust/late-deliveries: "))
            #expect(other.program.output.contains(" the same, 0 differ"))
            #expect(
                try String(contentsOfFile: lines, encoding: .utf8).contains(
                    #""rule":"seller-trust/late-deliveries""#))

            let score = try await scene.run(
                "score", "--truth", season + "/truth.ndjson", "--alerts", one + "/alerts.ndjson")
            #expect(score.code == 0, "\(score.program.report)")
            #expect(score.program.output.contains("seller_never_ships"))
            #expect(score.program.output.contains("false alarms of breach and erosion rules: "))
            for name in ["truth.ndjson", "orders.ndjson", "logistics.ndjson"] {
                try FileManager.default.createSymbolicLink(
                    atPath: one + "/" + name, withDestinationPath: season + "/" + name)
            }
            let beside = try await scene.run("score", "--run", one, "--json")
            let line = Data(beside.program.output.utf8)
            let told = try JSONSerialization.jsonObject(with: line) as? [String: Any]
            let faults = told?["faults"] as? [[String: Any]]
            #expect(faults?.map { $0["kind"] as? String }.contains("seller_never_ships") == true)
            let sides = told?["slipping_sellers"] as? [[String: Any]]
            #expect(
                sides?.prefix(2).map { $0["rule"] as? String } == ["seller-credit-eroding", "observed > 4 %"])
        }
    }

    @Test func `what cannot be read is said with what to do`() async throws {
        try await Scene.play { scene in
            let missing = try await scene.run(
                "replay", "--pipelines", Self.sellerTrust, "--files", "orders=nothing.ndjson", "--out", "out")
            #expect(
                missing.code == 1 && missing.program.errors.contains("nothing.ndjson: no such file or folder")
            )
            let unknown = try await scene.run(
                "replay", "--pipelines", Self.sellerTrust, "--files", "clicks=\(Self.sellerTrust)", "--out",
                "out")
            #expect(unknown.code == 2 && unknown.program.errors.contains("no pipeline has a source 'clicks'"))
            #expect(
                try await scene.run("replay", "--pipelines", Self.sellerTrust, "--files", "x", "--out", "out")
                    .code
                    == 64)
            #expect(try await scene.run("simulate", "--only", "nothing", "--out", "out").code == 64)
            #expect(try await scene.run("simulate", "--sellers", "3", "--out", "out").code == 64)
            #expect(try await scene.run("diff", "nowhere", "nothing").code == 2)
            let broken = scene.folder + "/broken.ndjson"
            try "no truth\n".write(toFile: broken, atomically: true, encoding: .utf8)
            let score = try await scene.run("score", "--truth", broken, "--alerts", broken)
            #expect(score.code == 1 && score.program.errors.contains("line 1 of the truth is no JSON object"))
        }
    }
}
