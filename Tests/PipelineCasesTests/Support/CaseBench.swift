import Foundation
import PipelineCases
import PipelineSpec
import Testing

/// Test files that stand in no folder, beside the shipped pipelines.
enum CaseBench {
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
    static let path = repository + "/Pipelines/tests/made.yaml"
    static let pipelinePath = repository + "/Pipelines/seller-trust.yaml"
    static let shippedPath = repository + "/Pipelines/tests/seller-trust.yaml"

    /// What stands above the cases of ``cases(_:)``.
    static let head = """
        pipelines: [../seller-trust.yaml]
        start: 2024-03-01T00:00:00Z
        defaults:
          orders: { event_type: order_paid, order_id: o1, seller_id: s1, buyer_id: b1, promised_delivery_at: +3d }
          logistics: { event_type: shipment_updated, order_id: o1, shipment_id: p1, seller_id: s1, status: delivered }
        cases:

        """

    /// The files of the disk, but for some that are made up.
    static func files(_ made: [String: String]) -> SpecFiles {
        // The path of one file may be written in several ways.
        func plain(_ path: String) -> String {
            path.split(separator: "/").reduce(into: [Substring]()) { parts, part in
                if part == ".." { _ = parts.popLast() } else { parts.append(part) }
            }.joined(separator: "/")
        }
        let made = Dictionary(uniqueKeysWithValues: made.map { (plain($0.key), $0.value) })
        return SpecFiles(
            read: { try made[plain($0)] ?? SpecFiles.disk.read($0) }, names: SpecFiles.disk.names)
    }

    /// A whole test file.
    static func load(_ text: String, pipeline: String? = nil) throws(SpecProblems) -> TestFile {
        var made = [path: text]
        made[pipelinePath] = pipeline
        return try TestFile.load(path, files: files(made))
    }

    /// The cases of a file that is given without its head.
    static func cases(_ text: String) throws(SpecProblems) -> [TestCase] { try load(head + text).cases }

    /// What is wrong with a file that is given without its head.
    static func problems(_ text: String) -> [SpecProblem] {
        do {
            _ = try cases(text)
            return []
        } catch { return error.problems }
    }

    /// How a single case goes.
    static func run(_ text: String) throws -> CaseResult {
        let cases = try cases(text)
        try #require(cases.count == 1)
        return cases[0].run()
    }
}
