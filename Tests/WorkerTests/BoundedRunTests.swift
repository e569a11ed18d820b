import Dataflow
import EventModel
import Foundation
import Planning
import Simulation
import Testing
import Worker

/// A pipeline over input that has an end tells what a worker tells of the same records.
@Suite(.serialized) struct BoundedRunTests {
    private static let made = MadeMarketplace()
    private static let orders = made.records(of: "orders")
    private static let logistics = made.records(of: "logistics")
    private static let live = Result {
        try MarketplaceRun(ShippedPipeline.sellerTrust(), orders: orders, logistics: logistics).published
    }

    /// How records of several partitions come.
    enum Pace: CaseIterable { case together, oneSourceFirst, onePartitionFirst }

    struct Way: CustomTestStringConvertible, Sendable {
        var partitions: Int
        var batchSize: Int
        var pace: Pace
        var testDescription: String { "\(partitions) partitions, batches of \(batchSize), \(pace)" }
    }

    /// What was told: final results by key, and transitions by rule and entity.
    private struct Told: Equatable {
        var finals: [String] = []
        var alerts: [String: [String]] = [:]
    }

    private static func run(_ plan: PipelinePlan, _ way: Way, settleEvery: Int) throws -> (Told, EventTime) {
        var settings = WorkerSettings()
        settings.batchSize = way.batchSize
        settings.tellsProvisional = false
        settings.stampsEventTime = true
        let run = try BoundedRun(
            plan: plan, partitions: ["orders": way.partitions, "logistics": way.partitions],
            settings: settings)
        var told = Told()
        func take(_ records: OutgoingRecords) {
            for entry in records.entries {
                guard let value = entry.value, let key = entry.key else { continue }
                let text = String(decoding: records.bytes[value], as: UTF8.self)
                let name = String(decoding: records.bytes[key], as: UTF8.self)
                switch records.topics[entry.topicIndex] {
                case "credence.metrics": told.finals.append("\(name)\t\(text)")
                case "credence.alerts": told.alerts[name, default: []].append(text)
                default: break
                }
            }
        }
        let fetch = FetchedRecords(capacity: 50)
        for (number, piece) in pieces(way, size: fetch.capacity).enumerated() {
            fetch.removeAll()
            for (place, record) in piece.records.enumerated() {
                fetch.append(
                    record.fetched(offset: Int64(piece.first + place)), topicIndex: 0,
                    partition: piece.partition)
            }
            run.take(fetch, source: piece.source, partition: piece.partition)
            if number % settleEvery == 0 { try run.settle(take) }
        }
        var newest = EventTime.distantPast
        for source in 0...1 {
            for partition in 0..<Int32(way.partitions) {
                newest = max(newest, run.newest(source: source, partition: partition))
                run.reachEnd(source: source, partition: partition)
            }
        }
        try run.finish(at: newest, take)
        try run.finish(at: newest.advanced(byMilliseconds: plan.time.allowedLatenessMilliseconds), take)
        for counts in run.counts { #expect(counts.counts.isBalanced && counts.counts.read > 100) }
        told.finals.sort()
        return (told, newest)
    }

    private struct Piece {
        var source: Int
        var partition: Int32
        var first: Int
        var records: ArraySlice<StoredRecord>
    }

    private static func pieces(_ way: Way, size: Int) -> [Piece] {
        var pieces: [Piece] = []
        for (source, records) in [orders, logistics].enumerated() {
            let lanes = Dictionary(grouping: records) { record in
                MemoryLog.partition(of: record.key ?? [], count: way.partitions)
            }
            for (partition, lane) in lanes.sorted(by: { $0.key < $1.key }) {
                for first in stride(from: 0, to: lane.count, by: size) {
                    pieces.append(
                        Piece(
                            source: source, partition: Int32(partition), first: first,
                            records: lane[first..<min(first + size, lane.count)]))
                }
            }
        }
        func time(_ piece: Piece) -> Int64 { piece.records.first?.timestampMilliseconds ?? 0 }
        return switch way.pace {
        case .together: pieces.sorted { time($0) < time($1) }
        case .oneSourceFirst: pieces.sorted { ($0.source, time($0)) < ($1.source, time($1)) }
        case .onePartitionFirst: pieces.sorted { ($0.partition, time($0)) < ($1.partition, time($1)) }
        }
    }

    /// What of a worker's results lies within the time that a bounded run tells of: the worker's clock goes on.
    private static func live(until end: EventTime) throws -> Told {
        let published = try live.get()
        func isPast(_ text: String?) -> Bool {
            guard let time = text.flatMap({ RFC3339.parse($0) }) else { return false }
            return time <= end
        }
        var told = Told()
        told.finals = published.finals.filter { isPast(MetricResult($0)?.end) }
        told.alerts = published.alerts.mapValues { $0.filter { isPast(AlertRecord($0)?.time) } }
            .filter { !$0.value.isEmpty }
        return told
    }

    @Test(arguments: [
        Way(partitions: 1, batchSize: 4096, pace: .together),
        Way(partitions: 1, batchSize: 7, pace: .together),
        Way(partitions: 4, batchSize: 64, pace: .together),
        Way(partitions: 8, batchSize: 4096, pace: .oneSourceFirst),
        Way(partitions: 3, batchSize: 33, pace: .onePartitionFirst),
    ])
    func `it tells what a worker tells, however the input is read`(way: Way) throws {
        let plan = try ShippedPipeline.sellerTrust()
        for settleEvery in [1, 17] {
            let (told, end) = try Self.run(plan, way, settleEvery: settleEvery)
            let inTime = Told(
                finals: told.finals.filter {
                    MetricResult($0).flatMap { RFC3339.parse($0.end) } ?? end <= end
                },
                alerts: told.alerts.mapValues {
                    $0.filter { AlertRecord($0).flatMap { RFC3339.parse($0.time) } ?? end <= end }
                }.filter { !$0.value.isEmpty })
            let expected = try Self.live(until: end)
            #expect(inTime.finals.count == expected.finals.count && expected.finals.count > 300)
            #expect(inTime == expected)
            #expect(!expected.alerts.isEmpty)
        }
    }
}
