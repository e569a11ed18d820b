import Foundation

/// Pipelines in a scene's folder, made so that tests need not wait long.
enum Pipelines {
    /// The folder of the package.
    static let repository: String = {
        var folder = URL(filePath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        return folder.path
    }()

    /// The shipped pipeline, but for how long a silent partition is waited for.
    static func sellerTrust(in scene: Scene, idleAfter: String) throws -> String {
        let shipped = try String(contentsOfFile: repository + "/Pipelines/seller-trust.yaml", encoding: .utf8)
        let setting = "idle_after: 1m"
        guard shipped.contains(setting) else {
            throw Overdue(what: "'\(setting)' is no longer shipped", report: "")
        }
        return try write(shipped.replacing(setting, with: "idle_after: \(idleAfter)"), in: scene)
    }

    /// Counts the steps of parcels by seller and day.
    static func parcelSteps(in scene: Scene, topic: String = "logistics") throws -> String {
        try write(
            """
            pipeline: parcel-steps
            version: 1
            sources:
              logistics: { topic: \(topic), schema: events/shipment.yaml, partitioned_by: order_id }
            time: { out_of_orderness: 1m, idle_after: 1s, max_future_skew: 5m, allowed_lateness: 1m }
            metrics:
              steps_daily:
                on: logistics
                by: seller_id
                count: true
                window: { tumbling: 1d }

            """, in: scene)
    }

    /// A pipeline file beside the shipped schemas.
    static func write(_ text: String, in scene: Scene) throws -> String {
        let schemas = scene.folder + "/events"
        if !FileManager.default.fileExists(atPath: schemas) {
            try FileManager.default.copyItem(atPath: repository + "/Pipelines/events", toPath: schemas)
        }
        return try scene.write("pipeline.yaml", text)
    }
}
