import Dataflow
import EventModel
import Planning
import Simulation
import StateStore
import Testing
import Worker

/// What is known of one key, asked of the operators that have read a worker's copy.
@Suite struct StateInspectionTests {
    private static let pipeline = """
        pipeline: clicks
        version: 1
        sources:
          clicks:
            topic: clickstream
            schema: events/click.yaml
            partitioned_by: visitor_id
            dedupe: { by: event_id, within: 2d }
        time: { out_of_orderness: 10m, allowed_lateness: 1d }
        visits:
          shopping:
            on: clicks
            by: visitor_id
            gap: 30m
            maximum: 12h
            funnel: { view: event_type == "product_viewed", buy: event_type == "order_completed" }
        metrics:
          views: { on: clicks, by: seller_id, count: true, window: { tumbling: 1h } }
          spent: { on: clicks, by: [seller_id, product_id], sum: amount, window: { tumbling: 1h } }
          ever: { on: clicks, by: seller_id, count: true, window: { all_time: { every: 1h } } }
          interest: { on: clicks, by: visitor_id, count: true, also: { spent: { sum: amount } }, window: { session: 30m } }
        scores:
          worth: { by: seller_id, every: 1h, of: { views: views }, value: double(views) }
        alerts:
          busy:
            on: views
            class: breach
            when: value >= 1
            no_data: keep
            severity: info
          moved: { on: views, class: erosion, detect: { ewma: { training: 10 } }, severity: info }
        """

    private static func click(_ number: Int, _ minute: Int64, visitor: String = "v-1") -> MadeClick {
        MadeClick(
            id: "click-\(number)", time: MadeClick.start + minute * MadeClick.minute, visitor: visitor,
            seller: "s-1",
            product: "p-\(number)", kind: "product_viewed", amount: Int64(1000 * number))
    }

    /// A copy of what a worker knows after some clicks, as it is when the worker stops.
    private func copy(_ clicks: [MadeClick]) throws -> (disk: MemoryState, plan: PipelinePlan) {
        let plan = try ShippedPipeline.plan(text: Self.pipeline)
        let log = MemoryLog()
        log.create("clickstream", partitions: 1)
        for click in clicks {
            log.publish(
                StoredRecord(
                    key: Array(click.visitor.utf8), value: Array(click.json.utf8),
                    timestampMilliseconds: click.time), to: "clickstream")
        }
        let disk = MemoryState()
        let worker = RunningWorker([plan], log: log, localState: disk, keepsState: true)
        worker.waitUntilRead(clicks.count)
        worker.wait(for: "the score and the alert") {
            log.records(of: "credence.metrics").contains { $0.valueText.contains("\"score\"") }
                && !log.records(of: "credence.alerts").isEmpty
        }
        worker.stop()
        #expect(worker.failure == nil)
        return (disk, plan)
    }

    /// What all tasks know of a key, by the operators' names.
    private func known(
        of key: String, _ disk: MemoryState, _ plan: PipelinePlan
    ) throws -> [String: [StateFields]] {
        var known: [String: [StateFields]] = [:]
        for (task, position) in try disk.tasks() {
            let inspection = try StateInspection(of: task, at: position, in: disk, plan: plan)
            #expect(inspection.unreadable.isEmpty)
            for (name, entries) in inspection.entries(of: key) { known[name, default: []] += entries }
        }
        return known
    }

    private func time(_ minute: Int64) -> StateValue {
        .time(EventTime(milliseconds: MadeClick.start + minute * MadeClick.minute))
    }

    private func fields(_ value: StateValue?) -> StateFields? {
        if case .fields(let fields) = value { fields } else { nil }
    }

    private static let clicks = [
        click(1, 0), click(2, 5), click(3, 10), click(4, 300, visitor: "v-2"),
    ]

    @Test func `a visitor's visits and sessions are shown`() throws {
        let (disk, plan) = try copy(Self.clicks)
        let known = try known(of: "v-1", disk, plan)
        #expect(known.count == 2)
        let visit = try #require(known["visits/shopping"]?.first)
        #expect(visit["start"] == time(0) && visit["end"] == time(10) && visit["events"] == .integer(3))
        let session = try #require(known.first { $0.key.hasPrefix("metrics/") }?.value.first)
        #expect(session["start"] == time(0) && session["end"] == time(10) && session["told"] == .bool(true))
        let interest = try #require(fields(session["interest"]))
        #expect(interest["value"] == .number(3))
        #expect(interest["spent"] == .number(60))
    }

    @Test func `an id is shown with the time at which it was seen`() throws {
        let (disk, plan) = try copy(Self.clicks)
        let known = try known(of: "click-3", disk, plan)
        #expect(known.keys.sorted() == ["dedupe/clicks"])
        #expect(known["dedupe/clicks"]?.map { $0["seen_at"] } == [time(10)])
        #expect(try self.known(of: "click-9", disk, plan).isEmpty)
    }

    @Test func `a seller's panes, scores, alerts and detectors are shown`() throws {
        let (disk, plan) = try copy(Self.clicks)
        let known = try known(of: "s-1", disk, plan)
        let entries = known.filter { $0.key.hasPrefix("metrics/") }.flatMap(\.value)
        let pane = try #require(
            entries.first { $0["of"] == .text("pane") && $0["start"] == time(0) && $0["views"] != nil })
        #expect(fields(pane["views"])?["value"] == .number(3))
        #expect(pane["end"] == time(60))
        let ever = try #require(entries.first { $0["of"] == .text("all_time") })
        #expect(fields(ever["ever"])?["value"] == .number(3))
        let score = try #require(known["scores/worth"]?.first)
        #expect(fields(score["views"])?["window_end"] == time(60))
        let alert = try #require(known["alerts/busy"]?.first)
        #expect(alert["phase"] == .text("firing") && alert["started_at"] == time(60))
        #expect(fields(alert["last_result"])?["value"] == .number(3))
        let detector = try #require(known["detectors/moved"]?.first)
        #expect(detector["last_result_at"] == time(60))
        #expect(fields(detector["detector"])?.all.isEmpty == false)
    }

    @Test func `a key of several parts is found by its parts`() throws {
        let (disk, plan) = try copy(Self.clicks)
        let known = try known(of: "s-1/p-2", disk, plan)
        let pane = try #require(known.values.first?.first)
        #expect(known.count == 1 && fields(pane["spent"])?["value"] == .number(20))
    }

    @Test func `entries are counted by operator`() throws {
        let (disk, plan) = try copy(Self.clicks)
        var counts: [String: Int] = [:]
        for (task, position) in try disk.tasks() {
            let inspection = try StateInspection(of: task, at: position, in: disk, plan: plan)
            for part in inspection.operators { counts[part.name, default: 0] += part.entries }
        }
        #expect(counts["dedupe/clicks"] == 4 && counts["visits/shopping"] == 2)
        #expect(counts["alerts/busy"] == 1 && counts["scores/worth"] == 1)
    }

    @Test func `promises are shown with their facts`() throws {
        let made = MadeMarketplace(seed: 3, orders: 4)
        let log = MemoryLog()
        for topic in ["orders", "logistics"] {
            log.create(topic, partitions: 1)
            log.publish(made.records(of: topic), to: topic)
        }
        let disk = MemoryState()
        let plan = try ShippedPipeline.sellerTrust()
        let worker = RunningWorker([plan], log: log, localState: disk, keepsState: true)
        worker.waitUntilRead(made.records(of: "orders").count + made.records(of: "logistics").count)
        worker.stop()
        let paid = try #require(made.events.last { $0.kind == "order_paid" })
        let promise = try #require(try known(of: paid.order, disk, plan)["promises/delivery"]?.first)
        #expect(promise["made_at"] == .time(EventTime(milliseconds: paid.time)))
        #expect(promise["seller_id"] == .text(paid.seller))
        #expect(promise["due_at"] != .null && promise["waived_at"] == .null)
    }

    @Test func `state of another definition is named and left out`() throws {
        let (disk, _) = try copy(Self.clicks)
        let other = try ShippedPipeline.plan(
            text: Self.pipeline.replacing("gap: 30m", with: "gap: 20m"))
        let (task, position) = try #require(try disk.tasks().first { $0.key.stage.hasPrefix("gather") })
        let inspection = try StateInspection(of: task, at: position, in: disk, plan: other)
        #expect(inspection.unreadable == ["visits/shopping"])
        #expect(inspection.entries(of: "v-1").allSatisfy { $0.operatorName != "visits/shopping" })
    }

    @Test func `a copy that is not whole, or of another pipeline, says so`() throws {
        let (disk, plan) = try copy(Self.clicks)
        let (task, found) = try #require(try disk.tasks().first)
        var position = found
        position.snapshotFrom = 0
        position.oldest = 7
        let failure = #expect(throws: StateFailure.self) {
            try StateInspection(of: task, at: position, in: disk, plan: plan)
        }
        #expect(failure?.message.contains("begins with commit 7") == true)
        let stranger = try ShippedPipeline.sellerTrust()
        #expect(throws: StateFailure.self) {
            try StateInspection(of: task, at: found, in: disk, plan: stranger)
        }
    }
}
