import EventModel
import Foundation
import Simulation
import Testing
import Worker

/// What goes out, and how.
@Suite struct OutputTests {
    private static func json(_ fields: String, at time: Int64, number: Int) -> StoredRecord {
        StoredRecord(
            key: Array("k\(number)".utf8),
            value: Array(
                "{\"event_id\":\"e\(number)\",\"event_type\":\"order_paid\",\"event_time\":\(time),\"order_id\":\"o\(number)\",\"buyer_id\":\"b\",\(fields)}"
                    .utf8))
    }

    private static let sources = """
        pipeline: test
        version: 3
        sources:
          orders:    { topic: orders,    schema: events/order.yaml,    partitioned_by: order_id }
          logistics: { topic: logistics, schema: events/shipment.yaml, partitioned_by: order_id, optional: true }
        time: { out_of_orderness: 1m, idle_after: 1m, max_future_skew: 5m, allowed_lateness: 1h }

        """

    private func run(_ pipelines: [String], records: [StoredRecord], threads: Int = 2) throws -> MemoryLog {
        let log = MemoryLog()
        log.create("orders", partitions: 4)
        log.create("logistics", partitions: 4)
        log.publish(records, to: "orders")
        let worker = RunningWorker(
            try pipelines.enumerated().map { number, text in
                let name = number == 0 ? "test" : "test-\(number)"
                let sources = Self.sources.replacing("pipeline: test", with: "pipeline: \(name)")
                return try ShippedPipeline.plan(text: sources + text)
            }, log: log,
            settings: .eager(threads: threads))
        worker.waitUntilRead(records.count * pipelines.count)
        worker.waitUntilSettled(outOfOrderness: 60_000)
        worker.stop()
        return log
    }

    @Test func `results that come all at once go out piece by piece`() throws {
        let log = MemoryLog()
        log.create("orders", partitions: 1)
        log.create("logistics", partitions: 1)
        let tally = SendTally()
        let worker = RunningWorker([try ShippedPipeline.sellerTrust()], log: log, tally: tally)
        let count = 1000
        log.publish(
            (0..<count).map {
                Self.json(
                    "\"seller_id\":\"s\($0)\",\"promised_delivery_at\":\(MadeMarketplace.start + 5)",
                    at: MadeMarketplace.start, number: $0)
            }, to: "orders")
        let scan = MadeMarketplace.Event(
            topic: "logistics", kind: "accepted", time: MadeMarketplace.start, order: "o", seller: "s",
            id: "scan")
        log.publish([StoredRecord(key: nil, value: Array(scan.json().utf8))], to: "logistics")
        worker.waitUntilRead(count + 1)
        worker.waitUntilSettled()
        let status = try #require(worker.stop())
        // 14 windows of the rate and one day, provisional and final.
        #expect(status.pipelines[0].finalResults == 15 * count)
        #expect(tally.records(of: "credence.metrics") == 30 * count)
    }

    @Test func `a send that fails while results are told ends the worker`() throws {
        let log = MemoryLog()
        log.create("orders", partitions: 1)
        log.create("logistics", partitions: 1)
        let worker = RunningWorker(
            [
                try ShippedPipeline.plan(
                    text: Self.sources + """
                        metrics:
                          orders_daily: { on: orders, by: seller_id, count: true, window: { tumbling: 1d } }
                        """)
            ], log: log, settings: .eager(threads: 1))
        log.publish(
            (0..<5000).map { Self.json("\"seller_id\":\"s\($0)\"", at: MadeMarketplace.start, number: $0) },
            to: "orders")
        worker.waitUntilRead(5000)
        let failure = LogFailure(
            code: "_MSG_SIZE", message: "no", hint: "", isFatal: false, isRetriable: false)
        log.fail(.send, failure)
        worker.wait(for: "the end") {
            worker.clock.advance(byMilliseconds: 1000)
            return !worker.isRunning
        }
        #expect(worker.failure as? LogFailure == failure)
        #expect(log.records(of: "credence.metrics").isEmpty)
    }

    @Test func `metrics of a source, by several keys, with filters and further numbers`() throws {
        let start = MadeMarketplace.start
        let log = try run(
            [
                """
                metrics:
                  sales:
                    on: orders
                    when: amount > 0.0
                    by: [seller_id, region]
                    sum: amount
                    also:
                      orders: { count: true }
                      largest: { max: amount }
                      items: { sum: item_count }
                      paid_share: { share: { of: event_type == "order_paid" } }
                    window: { tumbling: 10m }
                """
            ],
            records: [
                Self.json(
                    "\"seller_id\":\"a\",\"region\":\"n\",\"amount\":1.1,\"item_count\":2", at: start,
                    number: 1),
                Self.json(
                    "\"seller_id\":\"a\",\"region\":\"n\",\"amount\":2.2", at: start + 599_999, number: 2),
                Self.json("\"seller_id\":\"a\",\"region\":\"s\",\"amount\":5", at: start, number: 3),
                Self.json(
                    "\"seller_id\":\"a\",\"region\":\"n\",\"amount\":7", at: start + 600_000, number: 4),
                Self.json("\"seller_id\":\"a\",\"region\":\"n\",\"amount\":-1", at: start, number: 5),
                Self.json("\"seller_id\":\"a\",\"region\":\"n\"", at: start, number: 6),
                Self.json("\"seller_id\":\"a\",\"amount\":1", at: start, number: 7),
                Self.json(
                    "\"seller_id\":\"qu\\\"o\\u0001te\",\"region\":\"é|/\",\"amount\":1", at: start, number: 8
                ),
            ])
        func line(_ seller: String, _ region: String, _ window: String, _ values: String) -> String {
            "{\"pipeline\":\"test\",\"version\":3,\"metric\":\"sales\",\"key\":{\"seller_id\":\"\(seller)\","
                + "\"region\":\"\(region)\"},\"window\":\(window),\"final\":true,\"partial\":false,\(values)}"
        }
        let first = "{\"start\":\"2025-03-01T00:00:00Z\",\"end\":\"2025-03-01T00:10:00Z\"}"
        let second = "{\"start\":\"2025-03-01T00:10:00Z\",\"end\":\"2025-03-01T00:20:00Z\"}"
        #expect(
            Published(log).finals == [
                "sales|a|n|\(start)\t"
                    + line(
                        "a", "n", first,
                        "\"value\":3.3,\"values\":{\"count\":2,\"orders\":2,\"largest\":2.2,\"items\":2,\"paid_share\":1}"
                    ),
                "sales|a|n|\(start + 600_000)\t"
                    + line(
                        "a", "n", second,
                        "\"value\":7,\"values\":{\"count\":1,\"orders\":1,\"largest\":7,\"items\":0,\"paid_share\":1}"
                    ),
                "sales|a|s|\(start)\t"
                    + line(
                        "a", "s", first,
                        "\"value\":5,\"values\":{\"count\":1,\"orders\":1,\"largest\":5,\"items\":0,\"paid_share\":1}"
                    ),
                "sales|qu\"o%01te|é%7C/|\(start)\t"
                    + line(
                        "qu\\\"o\\u0001te", "é|/", first,
                        "\"value\":1,\"values\":{\"count\":1,\"orders\":1,\"largest\":1,\"items\":0,\"paid_share\":1}"
                    ),
            ])
        // Nothing is withdrawn that was never told.
        #expect(log.records(of: "credence.metrics").allSatisfy { $0.value != nil })
    }

    @Test func `several pipelines read the same topics`() throws {
        let records = (0..<50).map {
            Self.json("\"seller_id\":\"s\($0 % 3)\"", at: MadeMarketplace.start, number: $0)
        }
        let metric =
            "metrics:\n  NAME: { on: orders, by: seller_id, count: true, window: { tumbling: 1d } }\n"
        let log = try run(
            ["one", "two"].map { metric.replacing("NAME", with: $0) }, records: records, threads: 3)
        let results = Published(log).results
        #expect(results.map(\.metric).sorted() == ["one", "one", "one", "two", "two", "two"])
        #expect(results.reduce(0) { $0 + $1["count"] } == 100)
    }

    @Test func `an alert says its labels and runbook and has no posterior without a prior`() throws {
        let log = try run(
            [
                """
                metrics:
                  orders_daily: { on: orders, by: seller_id, count: true, window: { tumbling: 1d } }
                alerts:
                  many:
                    on: orders_daily
                    class: breach
                    when: count >= 2
                    include_partial: true
                    no_data: resolve
                    severity: info
                    summary: "{{ seller_id }} has {{ count }}"
                    labels: { team: trust, area: sales }
                    runbook: https://example.com/many
                """
            ],
            records: (0..<2).map { Self.json("\"seller_id\":\"s\"", at: MadeMarketplace.start, number: $0) })
        let published = Published(log)
        let data = try #require(
            published.alerts["many|s"]?.first.flatMap(JSON.object)?["data"] as? [String: Any])
        #expect(published.alerts["many|s"]?.count == 2 && published.active.isEmpty)
        #expect(data["labels"] as? [String: String] == ["team": "trust", "area": "sales"])
        #expect(data["runbook"] as? String == "https://example.com/many")
        #expect(data["severity"] as? String == "info")
        #expect(data["condition"] as? String == "count >= 2")
        #expect(data["summary"] as? String == "s has 2")
        #expect(data["posterior"] == nil)
    }

    @Test func `a result that a late event leaves empty becomes a tombstone`() throws {
        let log = MemoryLog()
        log.create("orders", partitions: 1)
        log.create("logistics", partitions: 1)
        let pipeline = """
            promises:
              delivery:
                by: order_id
                made: { on: orders, when: event_type == "order_paid", due: promised_delivery_at, remember: [seller_id] }
                kept: { on: logistics, when: status == "delivered" }
            metrics:
              deliveries: { of: delivery, at: fulfilled, by: seller_id, count: true, window: { tumbling: 10m } }
            """
        let worker = RunningWorker([try ShippedPipeline.plan(text: Self.sources + pipeline)], log: log)
        let start = MadeMarketplace.start
        func publish(_ topic: String, _ kind: String, minute: Int64, order: String = "o") {
            let event = MadeMarketplace.Event(
                topic: topic, kind: kind, time: start + minute * 60_000, order: order, seller: "s",
                due: start + 300 * 60_000, id: "e-\(topic)-\(minute)")
            log.publish(StoredRecord(key: nil, value: Array(event.json().utf8)), to: topic)
        }
        publish("orders", "order_paid", minute: 0)
        publish("logistics", "delivered", minute: 65)
        publish("logistics", "accepted", minute: 80, order: "other")
        publish("orders", "order_placed", minute: 80, order: "other")
        worker.waitUntilRead(4)
        worker.wait(for: "the provisional result") { !log.records(of: "credence.metrics").isEmpty }
        // The first scan arrives after the second one, whose window has ended.
        publish("logistics", "delivered", minute: 45)
        worker.waitUntilRead(5)
        worker.waitUntilSettled(outOfOrderness: 60_000)
        worker.stop()
        let records = log.records(of: "credence.metrics")
        let early = records.filter { $0.keyText == "deliveries|s|\(start + 40 * 60_000)" }
        let late = records.filter { $0.keyText == "deliveries|s|\(start + 60 * 60_000)" }
        #expect(early.count == 1 && early.allSatisfy { $0.valueText.contains("\"final\":true") })
        #expect(late.map { $0.value == nil } == [false, true])
        #expect(late.first?.valueText.contains("\"final\":false") == true)
        #expect(records.count == 3)
    }

    @Test func `two sources may not read one topic`() throws {
        let text =
            Self.sources.replacing("topic: logistics", with: "topic: orders") + """
                metrics:
                  a: { on: orders, by: seller_id, count: true, window: { tumbling: 10m } }
                """
        #expect(throws: (any Error).self) { try ShippedPipeline.plan(text: text) }
    }
}
