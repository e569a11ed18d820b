import Foundation
import PipelineSpec
import Planning

/// Pipelines as the tests run them.
enum ShippedPipeline {
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// The pipeline that this repository ships.
    static func sellerTrust() throws -> PipelinePlan { try plan(repository + "/Pipelines/seller-trust.yaml") }

    static func plan(_ path: String) throws -> PipelinePlan {
        try plan(PipelineFile.loadAll([path], alertFunctions: AlertFunctions.declarations(for:)))
    }

    /// A pipeline from text, with the shipped schemas.
    static func plan(text: String) throws -> PipelinePlan {
        let path = repository + "/Pipelines/test.yaml"
        let pipeline = try PipelineFile.load(path, alertFunctions: AlertFunctions.declarations(for:)) {
            $0 == path ? text : try String(contentsOfFile: $0, encoding: .utf8)
        }
        return try plan([pipeline])
    }

    private static func plan(_ pipelines: [PipelineDeclaration]) throws -> PipelinePlan {
        guard let first = pipelines.first else { throw Missing() }
        return try PipelinePlan(first)
    }

    private struct Missing: Error {}
}
