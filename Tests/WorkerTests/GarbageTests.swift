import EventModel
import Foundation
import Simulation
import Testing
import Worker

/// Records that are no events, between good ones.
@Suite(.serialized) struct GarbageTests {
    private struct Planted {
        var kind: Garbage
        var record: StoredRecord
    }

    private static let made = MadeMarketplace()
    private static let huge = 5

    /// Ten thousand records of garbage, few of them huge.
    private static func garbage(seed: UInt64) -> [Planted] {
        var random = SplitMix64(seed: seed)
        let kinds = Garbage.allCases.filter { $0 != .huge }
        return (0..<10_000).map { number in
            let kind = number < huge ? .huge : kinds[number % kinds.count]
            let event = made.events[Int.random(in: 0..<made.events.count, using: &random)]
            let key = number % 3 == 0 ? nil : Array("key-\(number)".utf8)
            return Planted(
                kind: kind,
                record: StoredRecord(
                    key: key, value: kind.spoil(event.json(variant: number), &random),
                    headers: [(name: "trace", value: [1, 2])], timestampMilliseconds: event.time))
        }.shuffled(using: &random)
    }

    /// Publishes both in a seeded mixture, each good record in its own order.
    private static func publish(_ garbage: [Planted], to log: MemoryLog, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var bad = garbage[...]
        let good = ["orders", "logistics"].flatMap { topic in made.records(of: topic).map { (topic, $0) } }
        for (place, (topic, record)) in good.enumerated() {
            let rest = good.count - place
            for planted in bad.prefix((bad.count + rest - 1) / rest) {
                log.publish(
                    planted.record, to: Bool.random(using: &random) ? "orders" : "logistics",
                    partition: Int.random(in: 0..<4, using: &random))
            }
            bad = bad.dropFirst((bad.count + rest - 1) / rest)
            log.publish(record, to: topic)
        }
    }

    private static func log() -> MemoryLog {
        let log = MemoryLog()
        log.create("orders", partitions: 4)
        log.create("logistics", partitions: 4)
        return log
    }

    @Test func `every bad record is among the dead letters and every good one is counted`() throws {
        let seed: UInt64 = 7
        let garbage = Self.garbage(seed: seed)
        let log = Self.log()
        Self.publish(garbage, to: log, seed: seed)
        let worker = RunningWorker([try ShippedPipeline.sellerTrust()], log: log)
        worker.waitUntilRead(garbage.count + Self.made.events.count)
        worker.waitUntilSettled()
        let status = try #require(worker.stop())
        let counts = status.pipelines[0].sources.map(\.counts)
        #expect(counts.reduce(0) { $0 + $1.deadLetters } == 10_000)
        #expect(counts.reduce(0) { $0 + $1.used } == Self.made.events.count)
        for count in counts { #expect(count.isBalanced && count.late == 0 && count.filtered == 0) }

        let letters = log.records(of: "credence.dead-letters")
        #expect(letters.count == 10_000)
        let kinds = Dictionary(
            uniqueKeysWithValues: garbage.map { (ObjectIdentifier($0.record), $0.kind) })
        var places: Set<TopicPartitionOffset> = []
        for letter in letters {
            let place = try #require(TopicPartitionOffset(letter))
            let source = try #require(
                log.record(of: place.topic, partition: place.partition, offset: place.offset))
            let kind = try #require(
                kinds[ObjectIdentifier(source)], "a good record is among the dead letters")
            #expect(places.insert(place).inserted)
            #expect(letter.value == source.value && letter.key == source.key)
            #expect(letter.header("credence-pipeline") == "seller-trust")
            let message = letter.header("credence-error") ?? ""
            #expect(!message.isEmpty && message.utf8.count < 400)
            if let code = kind.code {
                #expect(letter.header("credence-error-code") == code, "\(kind): \(message), seed \(seed)")
            } else {
                #expect(
                    ["not_json", "truncated", "invalid_utf8"].contains(letter.header("credence-error-code")))
            }
        }
        let expected = NaiveSellerTrust(Self.made.events).results
        #expect(Set(Published(log).results.map(NaiveSellerTrust.line)) == expected)
    }

    @Test func `garbage does not make the worker's memory grow`() throws {
        let garbage = Self.garbage(seed: 11)
        let bytesPerRound = garbage.reduce(0) { $0 + ($1.record.value?.count ?? 0) }
        // The process is not the worker's alone: what grows in every attempt is the worker's.
        var growths: [Int] = []
        for _ in 0..<3 where growths.last ?? .max > bytesPerRound / 4 {
            growths.append(try Self.growth(over: garbage))
        }
        // Five rounds, each of more than 100 MB, leave behind less than a quarter of one.
        #expect(bytesPerRound > 100 << 20)
        #expect((growths.min() ?? .max) < bytesPerRound / 4, "resident bytes grew by \(growths)")
    }

    /// By how many resident bytes the process grows from the third round of garbage to the eighth.
    private static func growth(over garbage: [Planted]) throws -> Int {
        let log = log()
        let tally = SendTally()
        let worker = RunningWorker([try ShippedPipeline.sellerTrust()], log: log, tally: tally)
        var read = 0
        var resident: [Int] = []
        for round in UInt64(0)..<8 {
            publish(garbage, to: log, seed: round)
            read += garbage.count + made.events.count
            worker.waitUntilRead(read)
            resident.append(try residentBytes())
        }
        worker.stop()
        #expect(tally.records(of: "credence.dead-letters") == 80_000)
        return resident[7] - resident[2]
    }

    @Test func `what is rejected goes out by the batch and not only at the next commit`() throws {
        let log = Self.log()
        let text = Array(repeating: UInt8(ascii: "x"), count: 100_000)
        for number in 0..<500 {
            log.publish(StoredRecord(key: nil, value: text), to: "orders", partition: number % 4)
        }
        let tally = SendTally()
        // The clock stands still, so no commit is due.
        var settings = WorkerSettings.eager(threads: 1, batchSize: 16)
        settings.commitIntervalMilliseconds = 1_000_000
        let worker = RunningWorker(
            [try ShippedPipeline.sellerTrust()], log: log, settings: settings, tally: tally)
        worker.wait(for: "the dead letters") { tally.records(of: "credence.dead-letters") >= 480 }
        worker.stop()
        #expect(tally.records(of: "credence.dead-letters") == 500)
    }

    private static func residentBytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
        return 1024
            * (try #require(line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }))
    }
}

/// Where a rejected record came from, by its headers.
struct TopicPartitionOffset: Hashable {
    var topic: String
    var partition: Int
    var offset: Int

    init(topic: String, partition: Int, offset: Int) {
        self.topic = topic
        self.partition = partition
        self.offset = offset
    }

    init?(_ record: StoredRecord) {
        guard let topic = record.header("credence-topic"),
            let partition = record.header("credence-partition").flatMap({ Int($0) }),
            let offset = record.header("credence-offset").flatMap({ Int($0) })
        else { return nil }
        self.init(topic: topic, partition: partition, offset: offset)
    }
}
