import EventModel
import Foundation

/// What happened in a marketplace, in files, and what its daily deliveries must add up to.
struct History {
    /// Deliveries, and those of them that came late.
    struct Deliveries: Equatable {
        var all = 0
        var late = 0
    }

    /// Topics with their files, and how many records each holds.
    var files: [(topic: String, path: String, records: Int)]
    var total: Deliveries
    /// By seller; sellers that are not named are not checked one by one.
    var sellers: [String: Deliveries]
}

/// Orders that were made up for these tests: a few sellers, one of whom is late for two weeks.
enum MadeHistory {
    static let lateSeller = "seller-3"

    static func write(in scene: Scene) throws -> History {
        var random = SplitMix64(seed: 11)
        var orders: [(time: Int64, line: String)] = []
        var steps: [(time: Int64, line: String)] = []
        var history = History(files: [], total: .init(), sellers: [:])
        for number in 0..<1200 {
            let (day, seller) = (number / 20, "seller-\(number % 5)")
            let paid =
                ParcelStep.firstDay + Int64(day) * ParcelStep.dayMilliseconds + Int64(number % 20) * 3_600_000
            let isLate =
                seller == lateSeller && (20..<34).contains(day) || Int.random(in: 0..<25, using: &random) == 0
            let due = paid + 3 * ParcelStep.dayMilliseconds
            let arrival = due + (isLate ? 2 : -1) * ParcelStep.dayMilliseconds
            orders.append((paid, order(number, seller, paid: paid, due: due)))
            for (status, time) in [("accepted", paid + 7_200_000), ("delivered", arrival)] {
                let step = ParcelStep(number: number, seller: seller, status: status, time: time)
                steps.append((time, step.json.replacing("\"s-", with: "\"s-\(status)-")))
            }
            history.total.all += 1
            history.total.late += isLate ? 1 : 0
            history.sellers[seller, default: .init()].all += 1
            history.sellers[seller, default: .init()].late += isLate ? 1 : 0
        }
        for (topic, lines) in [("orders", orders), ("logistics", steps)] {
            let text = lines.sorted { $0.time < $1.time }.map { $0.line + "\n" }.joined()
            history.files.append((topic, try scene.write(topic + ".ndjson", text), lines.count))
        }
        return history
    }

    private static func order(_ number: Int, _ seller: String, paid: Int64, due: Int64) -> String {
        "{\"event_id\":\"e-\(number)\",\"event_type\":\"order_paid\",\"event_time\":\(paid),"
            + "\"order_id\":\"o-\(number)\",\"seller_id\":\"\(seller)\",\"buyer_id\":\"b-\(number % 7)\","
            + "\"promised_delivery_at\":\(due)}"
    }
}

/// The real orders that lie beside the repository in `shared/data`, or where `CREDENCE_SHARED` says.
enum RealHistory {
    static let hint: String =
        "needs the files of ../shared/data beside the repository; set CREDENCE_SHARED to the folder that holds data/"

    private static let folder: String = {
        let named = ProcessInfo.processInfo.environment["CREDENCE_SHARED"]
        return (named ?? Pipelines.repository + "/../shared") + "/data"
    }()

    private static let topics = [("orders", 15_334), ("logistics", 11_664), ("reviews", 7_523)]

    static var isThere: Bool {
        (topics.map { "olist.\($0.0).ndjson.gz" } + ["facts.json"]).allSatisfy {
            FileManager.default.fileExists(atPath: folder + "/" + $0)
        }
    }

    private struct Facts: Decodable {
        struct Olist: Decodable {
            var delivered: Int
            var delivered_late: Int
            var per_seller: [String: [Int]]
        }
        var olist: Olist
    }

    static func read() throws -> History {
        let data = try Data(contentsOf: URL(filePath: folder + "/facts.json"))
        let facts = try JSONDecoder().decode(Facts.self, from: data).olist
        return History(
            files: topics.map { ($0.0, "\(folder)/olist.\($0.0).ndjson.gz", $0.1) },
            total: .init(all: facts.delivered, late: facts.delivered_late),
            sellers: facts.per_seller.mapValues { History.Deliveries(all: $0[0], late: $0[1]) })
    }
}
