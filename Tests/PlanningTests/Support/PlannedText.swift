import Foundation
import PipelineSpec
import Planning

/// Plans of pipelines from text, with two small schemas.
enum PlannedText {
    static let header = """
        pipeline: test
        version: 1
        sources:
          orders: { topic: orders, schema: order.yaml, partitioned_by: order_id }
          parcels: { topic: parcels, schema: parcel.yaml, partitioned_by: order_id }

        """
    private static let files = [
        "order.yaml": """
        schema: order
        id: event_id
        time: placed_at
        fields:
          event_id: string
          placed_at: time
          order_id: string
          seller_id: string
          buyer_id: { type: string, required: seller_id != "" }
          region: string?
          kind: { type: string, required: false, from: orderKind }
          amount: double?
          items: int?
          due_at: time?
          unused: string?
        """,
        "parcel.yaml": """
        schema: parcel
        id: event_id
        time: event_time
        fields:
          event_id: string
          event_time: time
          order_id: string
          status: string
        """,
    ]

    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    static func declaration(_ text: String) throws -> PipelineDeclaration {
        try PipelineFile.load("test.yaml", alertFunctions: AlertFunctions.declarations(for:)) { path in
            if path == "test.yaml" { return text }
            guard let file = files[path] else { throw Missing() }
            return file
        }
    }

    static func plan(_ text: String) throws -> PipelinePlan { try PipelinePlan(declaration(header + text)) }

    static func sellerTrust() throws -> PipelinePlan {
        let path = repository + "/Pipelines/seller-trust.yaml"
        guard
            let first = try PipelineFile.loadAll([path], alertFunctions: AlertFunctions.declarations(for:))
                .first
        else { throw Missing() }
        return try PipelinePlan(first)
    }

    static func sellerTrustExplanation() throws -> PlanExplanation {
        let path = repository + "/Pipelines/seller-trust.yaml"
        let all = try PipelineFile.loadAll([path], alertFunctions: AlertFunctions.declarations(for:))
        guard let first = all.first else { throw Missing() }
        return PlanExplanation(of: try PipelinePlan(first), first)
    }

    private struct Missing: Error {}
}
