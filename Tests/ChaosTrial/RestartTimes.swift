import ArgumentParser
import EventModel
import Foundation
import KafkaLog

/// How long a worker with much state takes until it works again: after kill -9, from its disk and without it, and after
/// it was stopped in order. Working means that what came meanwhile, in all partitions, has been told.
struct RestartTimes: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restarts", abstract: "Measure how soon a worker with many keys works again.",
        discussion: """
            Each key has an open promise and a window. The embedded cluster knows no names of members: there the group \
            waits for the dead worker for 6 s, and for others to join for 3 s.
            """)

    @Option(name: .long, help: "How many keys there are.")
    var keys = 1_000_000

    @Option(name: .long, help: "How often each is measured.")
    var rounds = 3

    @Option(
        name: .long,
        help: ArgumentHelp(
            "How much memory the worker is to have at the most, as its own option; none is set otherwise.",
            valueName: "size"))
    var stateMemory: String?

    @Option(name: .long, help: ArgumentHelp("A Kafka that is there.", valueName: "addresses"))
    var bootstrap: String?

    @Option(
        name: .long,
        help: ArgumentHelp("The credence to run; the one beside this program.", valueName: "path"))
    var credence: String?

    @Flag(name: .long, help: "Keep the folder with the worker's output and state.")
    var keep = false

    func run() throws {
        let bootstrap = Stage.bootstrap(bootstrap)
        let stage = try Stage(
            bootstrap: bootstrap, seed: 0, keep: keep, hasNames: true, partitions: bootstrap == nil ? 64 : 8,
            pipeline: Self.pipeline)
        defer { stage.clear() }
        let program = credence ?? Stage.neighbour("credence")
        let restarts = Restarts(stage: stage, program: program, keys: keys, stateMemory: stateMemory)
        defer { restarts.end() }
        try restarts.load()
        print("\(keys) keys on \(stage.kafkaText): \(try restarts.stateText())")
        print("resident at the most while they came: \(restarts.residentText)")
        for (what, limit, restart) in restarts.kinds {
            let times = try (0..<rounds).map { _ in try restarts.measure(restart) }.sorted()
            let list = times.map { String(format: "%.1f", $0) }.joined(separator: ", ")
            let verdict = times[rounds / 2] <= limit ? "" : "  (aim: \(Int(limit)) s)"
            print(
                "\(what): \(String(format: "%.1f", times[rounds / 2])) s, median of \(list)\(verdict);"
                    + " resident at the most \(restarts.residentText)")
        }
    }

    private static func pipeline(_ tag: String) -> String {
        """
        pipeline: chaos
        version: 1
        sources:
          orders:    { topic: \(tag).orders,    schema: events/order.yaml,    partitioned_by: order_id }
          logistics: { topic: \(tag).logistics, schema: events/shipment.yaml, partitioned_by: order_id }
        time: { out_of_orderness: 10m, idle_after: 365d, max_future_skew: 5m, allowed_lateness: 30m }
        promises:
          delivery:
            by: order_id
            made: { on: orders, when: event_type == "order_paid", due: promised_delivery_at, remember: [seller_id] }
            kept: { on: logistics, when: status == "delivered" }
            forget_after: 30d
        metrics:
          late_rate:
            of: delivery
            by: seller_id
            share: { of: outcome == "broken" }
            window: { tumbling: 1d }
          spent:
            on: orders
            by: order_id
            sum: amount
            also: { orders: { count: true } }
            window: { tumbling: 30d }
          pulse:
            on: orders
            by: seller_id
            count: true
            window: { tumbling: 1m }

        """
    }
}
