import EventModel
import Simulation
import Testing
import Worker

/// read = used + filtered + duplicate + late + dead letters, for every source and whatever comes.
@Suite struct AccountingTests {
    /// What must become of a record.
    private enum Fate: Hashable { case used, tombstone, empty, late, fromFuture, garbage, missingBuyer }

    private struct Mixture {
        let log = MemoryLog()
        var fates: [TopicPartitionOffset: Fate] = [:]

        /// Records of all kinds in both topics; which are late follows from the partition alone.
        init(seed: UInt64, partitions: Int = 3, count: Int = 3000) {
            var random = SplitMix64(seed: seed)
            for topic in ["orders", "logistics"] {
                log.create(topic, partitions: partitions)
                var newest = Array(repeating: Int64.min, count: partitions)
                var offsets = Array(repeating: 0, count: partitions)
                var time = MadeMarketplace.start
                for number in 0..<count {
                    time += Int64.random(in: 0..<MadeMarketplace.hour, using: &random)
                    let partition = Int.random(in: 0..<partitions, using: &random)
                    let (record, fate) = Self.record(
                        topic, number, time: time, newest: &newest[partition], &random)
                    log.publish(record, to: topic, partition: partition)
                    fates[
                        TopicPartitionOffset(topic: topic, partition: partition, offset: offsets[partition])] =
                        fate
                    offsets[partition] += 1
                }
            }
        }

        private static func record(
            _ topic: String, _ number: Int, time: Int64, newest: inout Int64, _ random: inout SplitMix64
        ) -> (StoredRecord, Fate) {
            let key = Bool.random(using: &random) ? Array("key-\(number)".utf8) : nil
            var event = MadeMarketplace.Event(
                topic: topic, kind: topic == "orders" ? "order_paid" : "delivered", time: time,
                order: "o-\(number)",
                seller: "s", due: time + 5, fault: nil, id: "e-\(topic)-\(number)")
            func record(_ bytes: [UInt8]?, at timestamp: Int64 = -1) -> StoredRecord {
                StoredRecord(key: key, value: bytes, timestampMilliseconds: timestamp)
            }
            switch Int.random(in: 0..<12, using: &random) {
            case 0: return (record(nil), .tombstone)
            case 1:
                return (
                    record(Array(["", " ", "\n\t "].randomElement(using: &random)?.utf8 ?? "".utf8)), .empty
                )
            case 2: return (record([0xFF, UInt8(number & 0xFF)]), .garbage)
            case 3:
                // Five minutes ahead are allowed.
                return (record(Array(event.json().utf8), at: time - 300_001), .fromFuture)
            case 4 where topic == "orders":
                let text = event.json().split(separator: ",").filter { !$0.contains("buyer_id") }.joined(
                    separator: ",")
                return (record(Array(text.utf8)), .missingBuyer)
            case 5, 6:
                event.time = time - Int64.random(in: 0..<3 * MadeMarketplace.day, using: &random)
            default: break
            }
            let isLate = newest != .min && event.time < newest - 600_000 - MadeMarketplace.day
            if !isLate { newest = max(newest, event.time) }
            let json = event.json(variant: number)
            return (record(Array(json.utf8), at: event.time - 300_000), isLate ? .late : .used)
        }

        func count(_ topic: String, _ fates: Set<Fate>) -> Int {
            self.fates.lazy.filter { $0.key.topic == topic && fates.contains($0.value) }.count
        }
    }

    @Test(arguments: UInt64(1)...6)
    func `every record is accounted for and passed on as it came`(seed: UInt64) throws {
        let mixture = Mixture(seed: seed)
        let log = mixture.log
        let batchSize = [1, 7, 500, 4096][Int(seed) % 4]
        log.delivery = .init(recordsPerFetch: [50, 333, 10_000][Int(seed) % 3])
        let worker = RunningWorker(
            [try ShippedPipeline.sellerTrust()], log: log,
            settings: .eager(threads: Int(seed) % 3 + 1, batchSize: batchSize))
        worker.waitUntilRead(6000)
        let sources = try #require(worker.stop()).pipelines[0].sources
        #expect(sources.map(\.name) == ["orders", "logistics"])
        for source in sources {
            #expect(source.counts.isBalanced)
            #expect(source.counts.read == 3000)
            #expect(source.counts.used == mixture.count(source.name, [.used]), "seed \(seed)")
            #expect(source.counts.tombstones == mixture.count(source.name, [.tombstone]), "seed \(seed)")
            #expect(source.counts.empty == mixture.count(source.name, [.empty]), "seed \(seed)")
            #expect(
                source.counts.filtered == mixture.count(source.name, [.tombstone, .empty]), "seed \(seed)")
            #expect(source.counts.late == mixture.count(source.name, [.late]), "seed \(seed)")
            #expect(source.counts.duplicate == 0)
            #expect(
                source.counts.deadLetters
                    == mixture.count(source.name, [.fromFuture, .garbage, .missingBuyer]),
                "seed \(seed)")
            #expect(source.counts.late > 0 && source.counts.deadLetters > 0 && source.counts.tombstones > 0)
        }
        try check("credence.late", mixture, [.late: "late"])
        try check(
            "credence.dead-letters", mixture,
            [.fromFuture: "from_the_future", .missingBuyer: "missing_field", .garbage: nil])
    }

    /// A topic holds exactly the records of these fates, byte for byte, each with the reason in its headers.
    private func check(_ topic: String, _ mixture: Mixture, _ codes: [Fate: String?]) throws {
        let records = mixture.log.records(of: topic)
        var places: Set<TopicPartitionOffset> = []
        for record in records {
            let place = try #require(TopicPartitionOffset(record))
            let source = try #require(
                mixture.log.record(of: place.topic, partition: place.partition, offset: place.offset))
            #expect(record.value == source.value && record.key == source.key)
            #expect(places.insert(place).inserted)
            let fate = try #require(mixture.fates[place])
            let code = try #require(codes[fate])
            if let code { #expect(record.header("credence-error-code") == code) }
            #expect(record.header("credence-pipeline") == "seller-trust")
            #expect(record.header("credence-error")?.isEmpty == false)
        }
        #expect(places == Set(mixture.fates.lazy.filter { codes[$0.value] != nil }.map(\.key)))
    }

    @Test func `a field that some events must have is missed with its condition`() throws {
        let mixture = Mixture(seed: 1, partitions: 1, count: 300)
        let worker = RunningWorker([try ShippedPipeline.sellerTrust()], log: mixture.log)
        worker.waitUntilRead(600)
        worker.stop()
        let letter = mixture.log.records(of: "credence.dead-letters").first {
            $0.header("credence-error-code") == "missing_field"
        }
        #expect(
            letter?.header("credence-error")
                == "field 'buyer_id' is missing; it is required when event_type != \"ad_spend_recorded\"")
    }

    @Test func `a late record says which watermark it lies behind`() throws {
        let log = MemoryLog()
        log.create("orders", partitions: 1)
        log.create("logistics", partitions: 1)
        for (number, time) in [MadeMarketplace.start, MadeMarketplace.start - MadeMarketplace.day - 600_001]
            .enumerated()
        {
            let event = MadeMarketplace.Event(
                topic: "orders", kind: "order_placed", time: time, order: "o", seller: "s", id: "e-\(number)")
            log.publish(StoredRecord(key: nil, value: Array(event.json().utf8)), to: "orders", partition: 0)
        }
        let worker = RunningWorker([try ShippedPipeline.sellerTrust()], log: log)
        worker.waitUntilRead(2)
        worker.stop()
        // The other topic has not begun: the task has no watermark yet, but the partition has.
        #expect(
            log.records(of: "credence.late").map { $0.header("credence-error") } == [
                "the event lies more than 86400000 ms (allowed_lateness) behind the watermark, which is 2025-02-28T23:50:00Z"
            ])
    }
}
