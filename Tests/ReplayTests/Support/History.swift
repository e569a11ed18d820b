import EventModel
import Foundation
import PipelineSpec
import Planning
import Replay

/// Some weeks of orders and deliveries in files, in a folder of its own.
final class History {
    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    let folder: String
    let orders: [String]
    let logistics: [String]

    /// Orders of eight sellers, of whom one delivers ever later.
    init(days: Int = 40, seed: UInt64 = 7) throws {
        folder = NSTemporaryDirectory() + "credence-replay-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var random = SplitMix64(seed: seed)
        var orders: [(Int64, String)] = []
        var logistics: [(Int64, String)] = []
        let start: Int64 = 1_700_000_000_000
        for number in 0..<days * 60 {
            let paid = start + Int64(number) * 1_440_000 + Int64.random(in: 0..<300_000, using: &random)
            let seller = number % 8
            let due = paid + 3 * 86_400_000
            let isLate =
                Int.random(in: 0..<100, using: &random) < (seller == 3 ? number / (days * 60 / 40) : 3)
            let delivered =
                isLate ? due + 86_400_000 : due - Int64.random(in: 0..<172_800_000, using: &random)
            orders.append(
                (
                    paid,
                    #"{"event_id":"o\#(number)","event_type":"order_paid","event_time":\#(paid),"order_id":"order-\#(number)","seller_id":"seller-\#(seller)","buyer_id":"b\#(number % 90)","promised_delivery_at":\#(due)}"#
                ))
            logistics.append(
                (
                    delivered,
                    #"{"event_id":"l\#(number)","event_type":"shipment_updated","event_time":\#(delivered),"shipment_id":"s\#(number)","order_id":"order-\#(number)","seller_id":"seller-\#(seller)","status":"delivered"}"#
                ))
        }
        self.orders = orders.sorted { $0.0 < $1.0 }.map(\.1)
        self.logistics = logistics.sorted { $0.0 < $1.0 }.map(\.1)
        try write("orders.ndjson", self.orders)
        try write("logistics.ndjson", self.logistics)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    func write(_ name: String, _ lines: [String]) throws {
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: path(name)))
    }

    /// The shipped pipelines of some names.
    func plan(_ pipelines: [String] = ["seller-trust"], orders: [String]? = nil) throws -> ReplayPlan {
        let loaded = try PipelineFile.loadAll(
            pipelines.map { Self.repository + "/Pipelines/\($0).yaml" },
            alertFunctions: AlertFunctions.declarations(for:))
        return ReplayPlan(
            pipelines: try loaded.map { .init(plan: try PipelinePlan($0), text: $0.text) },
            inputs: [
                ReplayInput(source: "orders", files: orders ?? [path("orders.ndjson")]),
                ReplayInput(source: "logistics", files: [path("logistics.ndjson")]),
            ])
    }

    /// Runs a replay; what it wrote, by the names of the files.
    func run(_ plan: ReplayPlan, to name: String) throws -> (manifest: ReplayManifest?, files: [String: Data])
    {
        let out = path(name)
        let manifest = try Replay(plan, folder: out, program: "test").run()
        var files: [String: Data] = [:]
        for file in try FileManager.default.contentsOfDirectory(atPath: out) {
            files[file] = try Data(contentsOf: URL(filePath: "\(out)/\(file)"))
        }
        return (manifest, files)
    }
}
