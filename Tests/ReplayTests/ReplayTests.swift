import EventModel
import Foundation
import Replay
import Testing

/// Pipelines over files: the same bytes whatever the threads, the batches and the files.
@Suite(.serialized) struct ReplayTests {
    private static let outputs = ["metrics.ndjson", "alerts.ndjson", "late.ndjson", "dead-letters.ndjson"]

    private func output(_ files: [String: Data]) -> [Data?] { Self.outputs.map { files[$0] } }

    @Test func `threads, batches and memory for sorting do not show`() throws {
        let history = try History()
        let pipelines = ["seller-trust", "logistics", "seller-service"]
        let first = try history.run(history.plan(pipelines), to: "one")
        #expect(Set(first.files.keys) == Set(Self.outputs + ["manifest.json"]))
        let lines = first.files["metrics.ndjson"]?.split(separator: UInt8(ascii: "\n")).count ?? 0
        #expect(lines > 1000)
        for (threads, batch, memory) in [(2, 4096, 256 << 20), (4, 100, 256 << 20), (3, 1, 40_000)] {
            var plan = try history.plan(pipelines)
            plan.threads = threads
            plan.batchSize = batch
            plan.sortingBytes = memory
            let other = try history.run(plan, to: "other-\(threads)")
            #expect(output(other.files) == output(first.files))
            #expect(other.manifest == first.manifest)
            #expect(other.files["manifest.json"] == first.files["manifest.json"])
        }
    }

    @Test func `consecutive pieces of a stream are the stream`() throws {
        let history = try History()
        let whole = try history.run(history.plan(), to: "whole")
        let third = history.orders.count / 3
        try FileManager.default.createDirectory(
            atPath: history.path("pieces"), withIntermediateDirectories: true)
        try history.write("pieces/2023-12-02.ndjson", Array(history.orders[third...]))
        try history.write("pieces/2023-12-01.ndjson", Array(history.orders[..<third]))
        let files = try InputFiles.files([history.path("pieces")])
        #expect(files.map { $0.suffix(17) } == ["2023-12-01.ndjson", "2023-12-02.ndjson"])
        let split = try history.run(history.plan(orders: files), to: "split")
        #expect(output(split.files) == output(whole.files))
        #expect(split.manifest?.run == whole.manifest?.run)
    }

    @Test func `the seller who slips is found, and results end where the input does`() throws {
        let history = try History()
        let (manifest, files) = try history.run(history.plan(), to: "out")
        let alerts = String(decoding: files["alerts.ndjson"] ?? Data(), as: UTF8.self)
        #expect(alerts.contains(#""rule":"late-deliveries""#) && alerts.contains(#""seller_id":"seller-3""#))
        #expect(!alerts.contains(#""seller_id":"seller-2""#))
        let pipeline = try #require(manifest?.pipelines.first)
        let run = try #require(manifest?.run)
        for line in alerts.split(separator: "\n") { #expect(line.hasSuffix(#","replay":"\#(run)"}"#)) }
        let counts = try #require(pipeline.sources["orders"])
        #expect(counts.read == history.orders.count && counts.used == counts.read)
        #expect(manifest?.outputs["alerts.ndjson"]?.lines == pipeline.transitions)
        let end = try #require(RFC3339.parse(pipeline.closedUntil))
        let metrics = String(decoding: files["metrics.ndjson"] ?? Data(), as: UTF8.self)
        var last = EventTime.distantPast
        for line in metrics.split(separator: "\n") {
            #expect(line.contains(#""final":true"#))
            let from = try #require(line.firstRange(of: #""end":""#)).upperBound
            let time = try #require(RFC3339.parse(String(line[from...].prefix { $0 != "\"" })))
            #expect(time <= end && time >= last)
            last = time
        }
    }

    @Test func `from and to leave out what lies before and behind`() throws {
        let history = try History()
        let whole = try history.run(history.plan(), to: "whole")
        var plan = try history.plan()
        plan.from = RFC3339.parse("2023-11-25T00:00:00Z")
        plan.to = RFC3339.parse("2023-12-10T00:00:00Z")
        let part = try history.run(plan, to: "part")
        func ends(_ files: [String: Data]) -> [String] {
            String(decoding: files["metrics.ndjson"] ?? Data(), as: UTF8.self).split(separator: "\n")
                .compactMap {
                    line in
                    let from = line.firstRange(of: #""end":""#)
                    let end = from.map { String(line[$0.upperBound...].prefix(10)) } ?? ""
                    let mark = line.range(of: #","replay""#, options: .backwards)
                    return end > "2023-11-25" && end <= "2023-12-10"
                        ? mark.map { String(line[..<$0.lowerBound]) } : nil
                }
        }
        #expect(ends(part.files) == ends(whole.files))
        #expect(ends(part.files).count > 50)
        #expect(ends(part.files).count == part.manifest?.pipelines.first?.results)
        #expect(part.manifest?.pipelines.first?.closedUntil == "2023-12-10T00:00:00Z")
    }

    @Test func `what cannot be read is told with its reason, and all records are accounted for`() throws {
        let history = try History()
        var lines = history.orders
        lines[100] = "no JSON \"at\\all"
        lines[200] = lines[200].replacing("1700", with: "1600")
        try history.write("broken.ndjson", lines)
        let (manifest, files) = try history.run(
            history.plan(orders: [history.path("broken.ndjson")]), to: "out")
        let dead = String(decoding: files["dead-letters.ndjson"] ?? Data(), as: UTF8.self)
        #expect(dead.contains(#""topic":"orders""#) && dead.contains(#""offset":"100""#))
        #expect(dead.contains(#""value":"no JSON \"at\\all""#))
        let counts = try #require(manifest?.pipelines.first?.sources["orders"])
        #expect(counts.deadLetters == 1 && counts.late == 1 && counts.used == lines.count - 2)
        #expect(
            counts.read == counts.used + counts.filtered + counts.duplicates + counts.late
                + counts.deadLetters)
        #expect(String(decoding: files["late.ndjson"] ?? Data(), as: UTF8.self).contains(#""offset":"200""#))
    }

    @Test func `a file that is cut ends the replay, or is named where that is allowed`() throws {
        let history = try History()
        // A gzip member that stops in its middle.
        let gzip = Process()
        gzip.executableURL = URL(filePath: "/bin/gzip")
        gzip.arguments = ["-k", history.path("orders.ndjson")]
        try gzip.run()
        gzip.waitUntilExit()
        let whole = try Data(contentsOf: URL(filePath: history.path("orders.ndjson.gz")))
        try whole.prefix(whole.count / 2).write(to: URL(filePath: history.path("cut.gz")))
        var plan = try history.plan(orders: [history.path("cut.gz")])
        #expect(throws: (any Error).self) { try history.run(plan, to: "refused") }
        plan.allowsDamage = true
        let (manifest, _) = try history.run(plan, to: "allowed")
        let input = try #require(manifest?.inputs.first { $0.source == "orders" })
        #expect(input.damaged.count == 1 && input.damaged[0].contains("cut.gz"))
        #expect(input.records > 100 && input.records < history.orders.count)
    }

    @Test func `a source without files is named`() throws {
        let history = try History()
        var plan = try history.plan()
        plan.inputs.removeLast()
        #expect(
            throws: ReplayFailure(
                message: "pipeline 'seller-trust' reads 'logistics', of which there is no file",
                hint: "name its files: --files logistics=PATH")
        ) { try history.run(plan, to: "out") }
        #expect(throws: ReplayFailure.self) { try InputFiles.files([history.path("nothing")]) }
    }

    @Test func `a replay that is stopped writes nothing`() throws {
        let history = try History()
        let replay = Replay(try history.plan(), folder: history.path("stopped"), program: "test")
        replay.stop()
        #expect(try replay.run() == nil)
        #expect(!FileManager.default.fileExists(atPath: history.path("stopped/manifest.json")))
    }

    @Test func `what an earlier replay has left is gone, and a failed one leaves nothing`() throws {
        let history = try History()
        _ = try history.run(history.plan(), to: "out")
        try Data("x".utf8).write(to: URL(filePath: history.path("out/.metrics-0.run")))
        var plan = try history.plan(orders: [history.path("nowhere.ndjson")])
        #expect(throws: (any Error).self) { try history.run(plan, to: "out") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: history.path("out")).isEmpty)
        plan = try history.plan()
        plan.tellsAlertsOnly = true
        let (alertsOnly, files) = try history.run(plan, to: "out")
        let whole = try history.run(history.plan(), to: "whole")
        #expect(alertsOnly?.run != whole.manifest?.run && files["metrics.ndjson"]?.isEmpty == true)
        #expect(alertsOnly?.outputs["alerts.ndjson"] == whole.manifest?.outputs["alerts.ndjson"])
    }
}
