import Foundation
import Planning
import Testing

@Suite struct PlanFormatTests {
    private static let small = """
        pipeline: small
        version: 3
        sources:
          parcels: { topic: parcels, schema: parcel.yaml, partitioned_by: order_id }
        metrics:
          steps: { on: parcels, by: status, count: true, window: { tumbling: 1h } }

        """

    @Test func `a small plan as people read it`() throws {
        let lines = PlanText(width: 100).lines(try PlanFixture.explanation(Self.small))
        #expect(
            lines.prefix(15).joined(separator: "\n") == """
                small version 3  shop.yaml

                stage 1: gather-order_id  tasks: one for each partition of parcels
                  source    parcels                   by order_id
                      topic    parcels
                      schema   parcel
                      columns  3 of 4 fields: event_time time, event_id text, status symbol
                      rejects  late events to credence.late, unusable records to credence.dead-letters
                  partials  parcels by status per 1h  by status
                      of       steps
                      record   1 word, 8 bytes
                      traffic  995 partials/s, 35.8 kB/s for one partition; 498 at each commit of a task

                stage 2: merge  tasks: one for each partition of credence.small.partials; a key belongs to one of them by its hash
                  metric  steps  by status  248 B/key  ≈ 12.4 MB
                """)
        #expect(lines.last == "no warnings")
    }

    @Test(arguments: [60, 80, 200])
    func `nothing is wider than the terminal but words and tables`(width: Int) throws {
        let lines = PlanText(width: width).lines(try PlanFixture.explanation())
        let body = lines.filter { $0.hasPrefix("      ") || $0.hasPrefix("    ") }
        #expect(body.count > 40)
        for line in body where line.count > width {
            #expect(line.drop { $0 == " " }.split(separator: " ").count <= 2, "\(line)")
        }
    }

    @Test func `colours only add to the text`() throws {
        let plan = try PlanFixture.explanation()
        let plain = PlanText(width: 80).lines(plan)
        let painted = PlanText(width: 80) { text, _ in "\u{1B}[1m\(text)\u{1B}[0m" }.lines(plan)
        #expect(painted != plain)
        let stripped = painted.map { $0.replacing("\u{1B}[1m", with: "").replacing("\u{1B}[0m", with: "") }
        #expect(
            stripped.map { $0.trimmingCharacters(in: .whitespaces) }
                == plain.map { $0.trimmingCharacters(in: .whitespaces) })
    }

    @Test func `a small plan as a graph`() throws {
        #expect(
            PlanDot.text([try PlanFixture.explanation(Self.small)]) == """
                digraph credence {
                  rankdir=LR;
                  node [shape=box, style=rounded, fontname="sans-serif"];
                  edge [fontname="sans-serif", fontsize=10];
                  subgraph "cluster_0" {
                    label="small version 3";
                    subgraph "cluster_0_0" {
                      label="gather-order_id"; style=dashed;
                      "0 small/source/parcels" [label="source\\nparcels\\nby order_id"];
                      "0 small/partials/parcels by status per 1h" [label="partials\\nparcels by status per 1h\\nby status"];
                    }
                    subgraph "cluster_0_1" {
                      label="merge"; style=dashed;
                      "0 small/metric/steps" [label="metric\\nsteps\\nby status"];
                    }
                    "0 parcels" [label="parcels", shape=cylinder];
                    "0 credence.small.partials" [label="credence.small.partials", shape=cylinder];
                    "0 credence.metrics" [label="credence.metrics", shape=cylinder];
                    "0 credence.late" [label="credence.late", shape=cylinder];
                    "0 credence.dead-letters" [label="credence.dead-letters", shape=cylinder];
                    "0 parcels" -> "0 small/source/parcels" [label="by order_id"];
                    "0 small/source/parcels" -> "0 credence.late" [label="late", style=dotted];
                    "0 small/source/parcels" -> "0 credence.dead-letters" [label="unusable", style=dotted];
                    "0 small/source/parcels" -> "0 small/partials/parcels by status per 1h" [label=""];
                    "0 small/partials/parcels by status per 1h" -> "0 credence.small.partials" [label="by status"];
                    "0 credence.small.partials" -> "0 small/metric/steps" [label=""];
                    "0 small/metric/steps" -> "0 credence.metrics" [label="results"];
                  }
                }
                """)
    }

    @Test(
        .enabled(
            if: graphviz != nil, "install graphviz to have its dot read the graph: apt-get install graphviz"))
    func `Graphviz reads the graph`() throws {
        let plans = [try PlanFixture.explanation(), try PlannedText.sellerTrustExplanation()]
        let process = Process()
        process.executableURL = URL(filePath: try #require(Self.graphviz))
        process.arguments = ["-Tplain"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(PlanDot.text(plans).utf8))
        try input.fileHandleForWriting.close()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let nodes = text.split(separator: "\n").filter { $0.hasPrefix("node ") }
        #expect(nodes.count == plans.reduce(0) { $0 + $1.operators.count + $1.topics.filter(isDrawn).count })
    }

    /// Changelogs and reports of time are not.
    private func isDrawn(_ topic: ExplainedTopic) -> Bool {
        topic.role != .inner || topic.name.hasSuffix(".partials")
    }

    private static let graphviz = ["/usr/bin/dot", "/usr/local/bin/dot", "/opt/homebrew/bin/dot"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    @Test func `as JSON there are the documented keys`() throws {
        let text = try PlanDocument([PlanFixture.explanation(Self.small)]).json()
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        #expect(object?["format"] as? Int == 1)
        let plan = try #require((object?["plans"] as? [[String: Any]])?.first)
        #expect(
            Set(plan.keys) == [
                "pipeline", "version", "file", "assumptions", "stages", "operators", "topics", "edges",
                "state_bytes",
                "warnings", "notes",
            ])
        let metric = try #require((plan["operators"] as? [[String: Any]])?.last)
        #expect(
            Set(metric.keys) == [
                "id", "kind", "name", "stage", "place", "key", "facts", "size", "fingerprint",
                "restart_means",
            ])
        let size = try #require(metric["size"] as? [String: Any])
        #expect(Set(size.keys) == ["bytes_per_key", "formula", "entries", "entry", "bytes"])
        let docs = try String(contentsOfFile: PlannedText.repository + "/docs/plan.md", encoding: .utf8)
        for key in Set(plan.keys).union(metric.keys).union(size.keys) {
            #expect(docs.contains("`\(key)`"), "\(key)")
        }
    }
}
