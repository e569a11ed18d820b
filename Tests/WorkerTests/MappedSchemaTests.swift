import EventModel
import PipelineSpec
import Planning
import Testing
import Worker

/// A shop's own names and shapes, from its records to results and dead letters.
@Suite struct MappedSchemaTests {
    private static let schema = """
        schema: parcel
        id: event_id
        time: event_time
        fields:
          event_id: { type: string, from: meta.id }
          event_time: { type: time, from: meta.when, format: yyyy-MM-dd HH:mm:ss, zone: Europe/Berlin }
          order_id: { type: string, from: 'orders[0]."order.no"' }
          seller_id: { type: string, from: meta.shop.seller, default: unknown }
          status:
            type: string
            from: state
            one_of: [delivered, in_transit, unknown]
            values: { DELIVERED: delivered, "IN TRANSIT": in_transit, 7: delivered }
            other: unknown
          amount: { type: double, from: 'orders[0].cents', minor_units: 2, quoted: true, default: 0 }
          is_express: { type: bool, from: express, values: { Y: true, N: false }, default: false }
          sent_at: { type: time?, from: meta.sent, format: epoch_s }
        """
    private static let pipeline = """
        pipeline: parcels
        version: 1
        sources:
          parcels: { topic: parcels, schema: parcel.yaml, partitioned_by: order_id }
        time: { allowed_lateness: 1h }
        metrics:
          worth:
            on: parcels
            when: status == "delivered"
            by: seller_id
            sum: amount
            also:
              express: { count: is_express }
              slow: { count: event_time - sent_at > duration("1h") }
            window: { tumbling: 1d }

        """

    private static func plan() throws -> PipelinePlan {
        try PipelinePlan(
            PipelineFile.load("parcels.yaml", alertFunctions: AlertFunctions.declarations(for:)) {
                $0 == "parcels.yaml" ? pipeline : schema
            })
    }

    /// Two hours after midnight in Berlin, where clocks go on by an hour in that night.
    private static let events = [
        #"{"meta":{"id":"1","when":"2024-03-31 01:59:59","shop":{"seller":"s"},"sent":1711839000.5},"orders":[{"order.no":"o","cents":"1999"}],"state":"DELIVERED","express":"Y"}"#,
        #"{"meta":{"id":"2","when":"2024-03-31 02:30:00","shop":{"seller":"s"},"sent":"1711846000"},"orders":[{"order.no":"o","cents":1},{}],"state":7,"express":"N"}"#,
        #"{"meta":{"id":"3","when":"2024-03-31 03:00:00","shop":null},"orders":[{"order.no":"o"}],"state":"DELIVERED"}"#,
        #"{"meta":{"id":"4","when":"2024-03-31 03:00:01"},"orders":[{"order.no":"o"}],"state":"IN TRANSIT","express":"Y"}"#,
        #"{"meta":{"id":"5","when":"2024-03-31 03:00:02"},"orders":[{"order.no":"o"}],"state":"LOST"}"#,
        #"{"meta":{"id":"6","when":"31.3.2024"},"orders":[{"order.no":"o"}],"state":"DELIVERED"}"#,
        #"{"meta":{"id":"7","when":"2024-03-31 03:00:02"},"orders":{"0":{}},"state":"DELIVERED"}"#,
        #"{"meta":{"id":"8","when":"2024-03-31 03:00:02"},"orders":[],"state":"DELIVERED"}"#,
    ]

    @Test func `a mapped record counts like one in our own words, and what does not fit is a dead letter`()
        throws
    {
        let log = MemoryLog()
        log.create("parcels", partitions: 1)
        for event in Self.events {
            log.publish(
                StoredRecord(
                    key: Array("o".utf8), value: Array(event.utf8), timestampMilliseconds: 1_711_850_400_000),
                to: "parcels", partition: 0)
        }
        let worker = RunningWorker([try Self.plan()], log: log, settings: .eager(batchSize: 3))
        worker.waitUntilRead(Self.events.count)
        worker.waitUntilSettled()
        let status = try #require(worker.stop())
        #expect(worker.failure == nil)
        let counts = status.pipelines[0].sources[0].counts
        #expect(counts.isBalanced && counts.used == 5 && counts.deadLetters == 3)

        let results = Published(log).results.filter { $0.metric == "worth" }
        func cells(_ result: MetricResult) -> String {
            "\(result.key["seller_id"] ?? "") \(result.start) \(result.value ?? -1) \(result["express"]) \(result["slow"])"
        }
        #expect(
            Set(results.map(cells)) == [
                "s 2024-03-31T00:00:00Z 20.0 1 1", "unknown 2024-03-31T00:00:00Z 0.0 0 0",
            ])
        let reasons = log.records(of: "credence.dead-letters").compactMap { $0.header("credence-error") }
        #expect(
            reasons == [
                #"field meta.when: found "31.3.2024", expected a time like yyyy-MM-dd HH:mm:ss in the years 0 to 9999"#,
                #"field orders[0]."order.no": found {"0":{}} at orders, expected a list"#,
                #"field orders[0]."order.no": found nothing, expected a string"#,
            ])
    }
}
