import EventModel
import Foundation
import KafkaLog

/// One worker with much state, which is ended and started again.
final class Restarts {
    enum Kind { case killed, killedWithoutDisk, stopped }

    /// Each way to be ended, and within how many seconds it is to work again.
    let kinds: [(String, Double, Kind)] = [
        ("working after kill -9, from the disk", 10, .killed),
        ("working after kill -9, from the changelog", 60, .killedWithoutDisk),
        ("working after a clean stop", 3, .stopped),
    ]

    private let stage: Stage
    private let program: String
    private let keys: Int
    private let slot: WorkerSlot
    private var round = 0

    init(stage: Stage, program: String, keys: Int, stateMemory: String?) {
        self.stage = stage
        self.program = program
        self.keys = keys
        let name = stage.hasNames ? ["--instance", "worker"] : ["--session-timeout", "6s"]
        slot = WorkerSlot(
            number: 0, side: .torn, stage: stage, program: program,
            arguments: name + ["--snapshot-interval", "20s", "--status-interval", "1"]
                + (stateMemory.map { ["--state-memory", $0] } ?? []))
    }

    func end() { slot.kill() }

    /// Brings all keys in, and waits until the worker has told of them and a round of its changelog is over.
    func load() throws {
        try slot.start()
        try publish(
            (0..<keys).lazy.map { number in
                Order(
                    key: "key-\(number)", seller: "seller-\(number % 1000)",
                    time: MadeOrders.start + Int64(number))
            })
        try awaitProbes()
        pause()
        pause()
    }

    /// How much memory the worker's process had at the most since it was started, by the system's account.
    var residentText: String {
        let status = (try? String(contentsOfFile: "/proc/\(slot.id)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
        return kilobytes.map { "\($0 >> 10) MiB" } ?? "unknown"
    }

    /// What lies on the worker's disk.
    func stateText() throws -> String {
        let (_, text) = try Command.run(program, ["state", "--directory", slot.directory, "--json"])
        var (bytes, blocks, tasks) = (0, 0, 0)
        for line in text.split(separator: "\n") {
            let task = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            bytes += task?["bytes"] as? Int ?? 0
            blocks += task?["blocks"] as? Int ?? 0
            tasks += 1
        }
        return "\(bytes >> 20) MiB in \(blocks) blocks of \(tasks) tasks"
    }

    /// Ends the worker and starts it again.
    ///
    /// - Returns: the seconds from its start until it works.
    func measure(_ kind: Kind) throws -> Double {
        switch kind {
        case .killed: slot.kill()
        case .killedWithoutDisk:
            slot.kill()
            slot.wipe()
        case .stopped:
            slot.leave()
            while slot.isRunning { Thread.sleep(forTimeInterval: 0.05) }
            if let failure = slot.takeEnd() { throw Failed(description: failure) }
        }
        let start = Date()
        try slot.start()
        try awaitProbes()
        let seconds = Date().timeIntervalSince(start)
        Progress.tell("\(kind): \(Double(Int(seconds * 10)) / 10) s")
        pause()
        return seconds
    }

    /// Until the copy on the disk is whole again, and a round of the changelog over.
    private func pause() { Thread.sleep(forTimeInterval: min(30, 5 + Double(keys) / 40_000)) }

    /// Events of sellers that were never seen, then some behind which their minute is over, in all partitions; and the
    /// wait until the minute of each seller was told, for which every task has to work.
    private func awaitProbes() throws {
        round += 1
        let tail = try KafkaTail(
            topic: Side.torn.prefix(stage.tag) + "metrics", from: .end, properties: stage.properties)
        defer { tail.close() }
        _ = try? tail.fetch(waitMilliseconds: 300)
        let count = stage.partitions * 8
        // Behind all that was loaded: there is a key in each of its milliseconds.
        let time = MadeOrders.start + Int64(keys) + Int64(round) * MadeOrders.hour
        try publish(
            (0..<count).lazy.map { [round] number in
                Order(key: "probe-\(round)-\(number)", seller: "probe-\(round)-\(number)", time: time)
            })
        try publishSteps(time + MadeOrders.hour / 2)
        var missing = Set((0..<count).map { "probe-\(round)-\($0)" })
        let deadline = Date(timeIntervalSinceNow: 300)
        while !missing.isEmpty {
            guard Date() < deadline else {
                throw Failed(description: "\(missing.count) of \(count) events were not told within 300 s")
            }
            guard slot.isRunning else { throw Failed(description: slot.takeEnd() ?? "the worker ended") }
            for record in (try? tail.fetch(limit: 50_000, waitMilliseconds: 50)) ?? [] {
                let parts = (record.key ?? []).split(separator: UInt8(ascii: "|"))
                if parts.count == 3 { missing.remove(String(decoding: parts[1], as: UTF8.self)) }
            }
        }
    }

    private func publish(_ orders: some Sequence<Order>) throws {
        var properties = stage.properties
        properties["linger.ms"] = "20"
        let producer = try KafkaProducer(properties: properties)
        defer { producer.close() }
        let topic = try producer.topic(stage.sources[0])
        for (number, order) in orders.enumerated() {
            // The embedded cluster forgets what is not read in time.
            if !stage.isStrict, number % 1000 == 999 { Thread.sleep(forTimeInterval: 0.02) }
            var (key, json) = (order.key, order.json)
            try key.withUTF8 { key in
                try json.withUTF8 { json in
                    try producer.send(
                        to: topic, key: UnsafeRawBufferPointer(key), value: UnsafeRawBufferPointer(json))
                }
            }
        }
        try producer.flush(waitMilliseconds: 60_000)
    }

    /// Moves time on: an order and a parcel in every partition.
    private func publishSteps(_ time: Int64) throws {
        let producer = try KafkaProducer(properties: stage.properties)
        defer { producer.close() }
        let topics = try stage.sources.map { try producer.topic($0) }
        for partition in 0..<stage.partitions {
            let order = Order(key: "step-\(time)-\(partition)", seller: "steps", time: time)
            for (topic, json) in zip(topics, [order.json, order.step]) {
                var json = json
                try json.withUTF8 { json in
                    try producer.send(
                        to: topic, partition: Int32(partition), key: nil, value: UnsafeRawBufferPointer(json))
                }
            }
        }
        try producer.flush(waitMilliseconds: 60_000)
    }
}

/// An order with a promise that stays open.
private struct Order {
    var key: String
    var seller: String
    var time: Int64

    var json: String {
        "{\"event_id\":\"\(key)-p\",\"event_type\":\"order_paid\",\"event_time\":\(time),"
            + "\"order_id\":\"\(key)\",\"seller_id\":\"\(seller)\",\"buyer_id\":\"b\","
            + "\"amount\":\(key.utf8.count),\"promised_delivery_at\":\(time + 10 * 24 * MadeOrders.hour)}"
    }

    /// A step of its parcel.
    var step: String {
        "{\"event_id\":\"\(key)-t\",\"event_type\":\"shipment_updated\",\"event_time\":\(time),"
            + "\"shipment_id\":\"p\",\"order_id\":\"\(key)\",\"seller_id\":\"s\",\"status\":\"in_transit\"}"
    }
}

/// A trial that could not go on.
struct Failed: Error, CustomStringConvertible {
    var description: String
}
