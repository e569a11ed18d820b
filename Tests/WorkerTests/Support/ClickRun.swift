import EventModel
import Foundation
import Planning
import Simulation
import Testing
import Worker

/// A click that a test makes up.
struct MadeClick {
    static let minute: Int64 = 60_000
    static let hour: Int64 = 3_600_000
    static let day: Int64 = 86_400_000
    /// 2025-03-29T12:00:00Z: clocks in Berlin go on by an hour in the following night.
    static let start: Int64 = 1_743_249_600_000

    var id: String
    var time: Int64
    var visitor: String
    var seller: String
    var product: String
    var kind: String
    /// Hundredths.
    var amount: Int64
    var isBot = false

    var json: String {
        "{\"event_id\":\"\(id)\",\"event_type\":\"\(kind)\",\"event_time\":\(time),\"visitor_id\":\"\(visitor)\","
            + "\"seller_id\":\"\(seller)\",\"product_id\":\"\(product)\",\"amount\":\(Double(amount) / 100),"
            + "\"is_bot\":\(isBot)}"
    }

    /// Clicks spread over some time, in the order of their times.
    static func made(_ count: Int, over span: Int64, seed: UInt64) -> [MadeClick] {
        var random = SplitMix64(seed: seed)
        let kinds = [
            "product_viewed", "reviews_viewed", "product_added", "checkout_started", "order_completed",
        ]
        return (0..<count).map { _ in start + Int64.random(in: 0..<span, using: &random) }.sorted()
            .enumerated().map {
                number, time in
                MadeClick(
                    id: "click-\(number)", time: time,
                    visitor: "visitor-\(Int.random(in: 0..<9, using: &random))",
                    seller: "seller-\(Int.random(in: 0..<3, using: &random))",
                    product: "product-\(Int.random(in: 0..<40, using: &random))",
                    kind: kinds[Int.random(in: 0..<kinds.count, using: &random)],
                    amount: Int64.random(in: 0..<100_000, using: &random),
                    isBot: Int.random(in: 0..<20, using: &random) == 0)
            }
    }
}

/// Clicks, published by visitor, read by one worker and settled.
struct ClickRun {
    /// One final result.
    struct Final {
        /// The name of the metric or of the score.
        var metric: String
        var key: [String: String]
        var start: Int64
        var end: Int64
        fileprivate var payload: String

        var value: Any? { JSON.object(payload)?["value"] }
        var values: [String: Any] { JSON.object(payload)?["values"] as? [String: Any] ?? [:] }
        var number: Double? { value as? Double }
        var isPartial: Bool { JSON.object(payload)?["partial"] as? Bool ?? false }
        func number(_ name: String) -> Double? { values[name] as? Double }
    }

    let finals: [Final]
    let status: WorkerStatus.Pipeline
    var counts: SourceCounts { status.sources[0].counts }
    let log: MemoryLog

    /// Runs a pipeline that is given without its name, version and source; `source` holds further keys of the source
    /// `clicks`. Clicks are published in their order.
    init(
        _ text: String, source: String = "", clicks: [MadeClick], partitions: Int = 3, batchSize: Int = 64,
        outOfOrderness: Int64 = 600_000
    ) throws {
        let plan = try ShippedPipeline.plan(
            text: """
                pipeline: clicks
                version: 1
                sources:
                  clicks:
                    topic: clickstream
                    schema: events/click.yaml
                    partitioned_by: visitor_id
                \(source)

                """ + text)
        let log = MemoryLog()
        log.create("clickstream", partitions: partitions)
        for click in clicks {
            let record = StoredRecord(
                key: Array(click.visitor.utf8), value: Array(click.json.utf8),
                timestampMilliseconds: click.time)
            log.publish(
                record, to: "clickstream",
                partition: click.visitor.utf8.reduce(0) { $0 + Int($1) } % partitions)
        }
        let worker = RunningWorker([plan], log: log, settings: .eager(batchSize: batchSize))
        worker.waitUntilRead(clicks.count)
        worker.waitUntilSettled(outOfOrderness: outOfOrderness)
        status = try #require(worker.stop()).pipelines[0]
        #expect(worker.failure == nil)
        finals = Published(log).finals.compactMap(Self.final)
        self.log = log
    }

    /// The final results of a metric.
    subscript(metric: String) -> [Final] { finals.filter { $0.metric == metric } }

    private static func final(_ line: String) -> Final? {
        guard let payload = line.split(separator: "\t", maxSplits: 1).last.map(String.init),
            let object = JSON.object(payload),
            let metric = object["metric"] as? String ?? object["score"] as? String,
            let key = object["key"] as? [String: String], let window = object["window"] as? [String: String],
            let start = window["start"].flatMap(RFC3339.parse), let end = window["end"].flatMap(RFC3339.parse)
        else { return nil }
        return Final(
            metric: metric, key: key, start: start.milliseconds, end: end.milliseconds, payload: payload)
    }
}
