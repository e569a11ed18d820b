import Foundation
import PipelineCases
import PipelineSpec
import Testing

/// The cases of the shipped pipeline.
@Suite struct ShippedCasesTests {
    static let cases = (try? TestFile.load(CaseBench.shippedPath).cases) ?? []
    static let names = cases.map(\.name)

    private func test(_ name: String) throws -> TestCase {
        try #require(Self.cases.first { $0.name == name })
    }

    @Test func `there are cases`() throws {
        #expect(try TestFile.load(CaseBench.shippedPath).cases.count >= 10)
    }

    @Test(arguments: names) func `every case passes, whatever the number of partitions`(name: String) throws {
        for partitions in [1, 4, 13] {
            var test = try test(name)
            test.partitions = partitions
            let result = test.run()
            let hasPassed = result.hasPassed
            #expect(hasPassed, "\(partitions) partitions: \(result.rendered(colour: false))")
        }
    }

    /// The files of cases of all shipped pipelines.
    static let files =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter {
            $0.hasSuffix(".yaml")
        }
        .sorted()
    private static let folder = URL(filePath: CaseBench.shippedPath).deletingLastPathComponent().path

    @Test(arguments: files) func `the cases of every shipped pipeline pass`(file: String) throws {
        let cases = try TestFile.load(Self.folder + "/" + file).cases
        // Files with the profile of a marketplace show what is different with it.
        #expect(cases.count >= (file.hasPrefix("profile-") ? 1 : 5))
        for test in cases {
            let result = test.run()
            let hasPassed = result.hasPassed
            #expect(hasPassed, "\(result.rendered(colour: false))")
        }
    }

    @Test func `every shipped pipeline has cases`() throws {
        let pipelines = URL(filePath: Self.folder).deletingLastPathComponent().path
        let names = try FileManager.default.contentsOfDirectory(atPath: pipelines).filter {
            $0.hasSuffix(".yaml")
        }
        #expect(names.sorted() == Self.files.filter { !$0.hasPrefix("profile-") })
    }

    /// Changes to the shipped pipeline that a seller or a buyer would feel.
    static let changes: [(old: String, new: String)] = [
        ("when: event_type == \"order_paid\"", "when: event_type == \"order_placed\""),
        ("when: status == \"delivered\"", "when: status == \"accepted\""),
        ("&& fault_party != \"seller\"", ""),
        (
            "share: { of: outcome == \"broken\", among: outcome != \"waived\" }",
            "share: { of: outcome == \"broken\" }"
        ),
        ("window: { hopping: 14d, every: 1d }", "window: { hopping: 7d, every: 1d }"),
        ("at: fulfilled", "at: due"),
        ("&& broken >= 3", "&& broken >= 30"),
        (">= 0.95 && broken >= 3", ">= 0.2"),
        ("for: 2h", "for: 3h"),
        ("keep_firing_for: 1d", "keep_firing_for: 2d"),
        ("severity: critical", "severity: warning"),
        ("allowed_lateness: 1d", "allowed_lateness: 2d"),
        ("allowed_lateness: 1d", "allowed_lateness: 1h"),
        ("max_future_skew: 5m", "max_future_skew: 2h"),
        ("forget_after: 180d", "forget_after: 1h"),
    ]

    @Test(arguments: changes.indices) func `a pipeline that does something else fails a case`(change: Int)
        throws
    {
        let (old, new) = Self.changes[change]
        let text = try String(contentsOfFile: CaseBench.pipelinePath, encoding: .utf8)
        try #require(text.contains(old))
        let shipped = try String(contentsOfFile: CaseBench.shippedPath, encoding: .utf8)
        let changed = text.replacing(old, with: new)
        let file: TestFile
        do { file = try CaseBench.load(shipped, pipeline: changed) } catch {
            Issue.record("'\(new)' does not fit: \(error.rendered(colour: false))")
            return
        }
        let isNoticed = file.cases.contains { !$0.run().hasPassed }
        #expect(isNoticed, "'\(old)' became '\(new)' and nobody noticed")
    }
}
