import EventFiles
import Foundation
import Simulation

/// The real orders and parcels that lie beside the repository in `shared/data`, or where `CREDENCE_SHARED` says.
enum MarketplaceFiles {
    static let hint: String =
        "needs the files of ../shared/data beside the repository; set CREDENCE_SHARED to the folder that holds data/"

    private static let folder: String = {
        let named = ProcessInfo.processInfo.environment["CREDENCE_SHARED"]
        return (named ?? ShippedPipeline.repository + "/../shared") + "/data"
    }()

    static var areThere: Bool {
        ["facts.json", "olist.orders.ndjson.gz", "olist.logistics.ndjson.gz"].allSatisfy {
            FileManager.default.fileExists(atPath: folder + "/" + $0)
        }
    }

    /// The records of both topics, keyed by order, in the files' order.
    static let orders = records("olist.orders.ndjson.gz")
    static let logistics = records("olist.logistics.ndjson.gz")

    struct Facts: Decodable {
        struct Olist: Decodable {
            var delivered: Int
            var delivered_late: Int
            var never_delivered_not_cancelled: Int
            var cancelled: Int
            var per_seller: [String: [Int]]
        }
        var olist: Olist
    }

    static func facts() throws -> Facts.Olist {
        let data = try Data(contentsOf: URL(filePath: folder + "/facts.json"))
        return try JSONDecoder().decode(Facts.self, from: data).olist
    }

    private static func records(_ name: String) -> [StoredRecord] {
        var records: [StoredRecord] = []
        do {
            let field = KeyField("order_id")
            let reader = try LineReader(path: folder + "/" + name)
            while let line = try reader.next() {
                let key = field.find(in: line).map(Array.init)
                records.append(StoredRecord(key: key, value: Array(line)))
            }
        } catch { preconditionFailure("\(error)") }
        return records
    }
}
