import Dataflow
import Decoding
import EventFiles
import EventModel
import Expressions
import Foundation

/// The real clicks that lie beside the repository in `shared/data`, or where `CREDENCE_SHARED` says, and what of them
/// visits are made of.
enum ClickFile {
    static let hint: String =
        "needs the files of ../shared/data beside the repository; set CREDENCE_SHARED to the folder that holds data/"

    private static let folder: String = {
        let named = ProcessInfo.processInfo.environment["CREDENCE_SHARED"]
        let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path
        return (named ?? repository + "/../shared") + "/data/"
    }()

    private static let clicks = "retailrocket-dev.clickstream.ndjson.gz"

    static var isThere: Bool {
        ["facts.json", clicks].allSatisfy { FileManager.default.fileExists(atPath: folder + $0) }
    }

    struct Facts: Decodable {
        struct Shop: Decodable {
            var visitors: Int
            var events: Int
            var sessions_gap_30min: Int
            var sessions_with_order: Int
            var sessions_with_cart: Int
        }
        var retailrocket: Shop
    }

    static func facts() throws -> Facts.Shop {
        let data = try Data(contentsOf: URL(filePath: folder + "facts.json"))
        return try JSONDecoder().decode(Facts.self, from: data).retailrocket
    }

    static let layout = RowLayout([
        .init(name: "event_id", type: .string, storage: .text),
        .init(name: "visitor_id", type: .string, storage: .text),
        .init(name: "event_type", type: .string), .init(name: "product_id", type: .string),
    ])

    /// The file's lines.
    static func lines() throws -> [[UInt8]] {
        let reader = try LineReader(path: folder + clicks)
        var lines: [[UInt8]] = []
        while let line = try reader.next() { lines.append(Array(line)) }
        return lines
    }

    /// The events in the file's order, decoded as a worker decodes them, in one batch.
    static func events(_ lines: [[UInt8]], symbols: SymbolTable) -> RowBatch {
        let names = layout.columns.map(\.name)
        let decoder = RecordDecoder(
            fields: names.enumerated().map { column, name in
                DecodedField(
                    jsonKey: name, type: layout.columns[column].type, isRequired: name != "product_id",
                    column: column)
            }, layout: layout, symbols: symbols)
        let batch = RowBatch(layout: layout, capacity: max(lines.count, 1))
        var rejected: [RejectedRecord] = []
        let fetch = FetchedRecords(capacity: 1)
        for line in lines {
            line.withUnsafeBufferPointer { bytes in
                fetch.removeAll()
                fetch.append(
                    FetchedRecord(
                        value: bytes.baseAddress, valueCount: bytes.count, key: nil, keyCount: 0, offset: 0,
                        timestampMilliseconds: -1), topicIndex: 0, partition: 0)
                _ = decoder.decode(fetch, range: 0..<1, into: batch, rejected: &rejected)
            }
        }
        return batch
    }

    /// Visits that end after 30 minutes of silence.
    static func plan(allowedLatenessMilliseconds: Int64) throws -> VisitPlan {
        let scope = Scope(variables: ["event_type": .string])
        func type(_ name: String) throws -> CompiledExpression {
            try CheckedExpression(#"event_type == "\#(name)""#, scope: scope).compiled(for: layout)
        }
        let steps = ["product_viewed", "product_added", "order_completed"]
        return VisitPlan(
            name: "visits", gapMilliseconds: 30 * 60_000,
            allowedLatenessMilliseconds: allowedLatenessMilliseconds, visitorColumn: 2, idColumn: 1,
            conditions: VisitConditions(
                page: try type("product_viewed"), keyEvent: try type("order_completed"),
                steps: try steps.map(type), flags: [try type("order_completed"), try type("product_added")]),
            entryColumns: [4], exitColumns: [3], distinctColumn: 4,
            rows: VisitRowLayout(
                visitor: "visitor_id", steps: ["view", "cart", "order"], flags: ["any_order", "any_cart"],
                entry: [.init(name: "entry_product", type: .string)],
                exit: [.init(name: "exit_type", type: .string)], distinct: "products"))
    }
}
