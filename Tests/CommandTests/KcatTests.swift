import Foundation
import Testing

/// Another program reads and writes the same topics.
@Suite(.serialized) struct KcatTests {
    static let kcat = ["/usr/bin/kcat", "/usr/local/bin/kcat", "/opt/homebrew/bin/kcat"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    @Test(.enabled(if: kcat != nil, "kcat is not installed"))
    func `kcat writes an event that is counted, and reads the result`() async throws {
        try await Scene.play { scene in
            let kcat = try #require(Self.kcat)
            let cluster = try await scene.kafka(
                topics: "logistics:2", pipelines: try Pipelines.parcelSteps(in: scene))
            let events = (0..<7).map { "o-\($0)=\(ParcelStep(number: $0).json)\n" }.joined()
            let written = try scene.start(
                kcat, ["-P", "-b", cluster.bootstrap, "-t", "logistics", "-K", "=", "-z", "gzip"],
                input: events)
            #expect(try await written.end() == 0)
            let worker = try scene.credence(
                "worker", "-b", cluster.bootstrap, "--pipelines", try Pipelines.parcelSteps(in: scene))
            let metrics = try cluster.reader(of: "credence.metrics")
            try await metrics.read("the final") { try $0.finalCount(of: "steps_daily") >= 7 }
            worker.send(SIGTERM)
            #expect(try await worker.end() == 0)
            let read = try scene.start(
                kcat,
                ["-C", "-q", "-e", "-b", cluster.bootstrap, "-t", "credence.metrics", "-f", "%k\\t%s\\n"])
            #expect(try await read.end() == 0)
            let last = try #require(read.lines.last?.split(separator: "\t"))
            #expect(last.first == "steps_daily|seller-1|\(ParcelStep.firstDay)")
            let result = try JSONLine.read(try #require(last.last))
            #expect(result["final"] as? Bool == true)
            #expect(result["value"] as? Int == 7)
            #expect((result["window"] as? [String: String])?["start"] == "2024-01-01T00:00:00Z")
        }
    }
}
