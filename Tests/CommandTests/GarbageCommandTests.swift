import EventModel
import Foundation
import KafkaLog
import Testing

/// Records that are no events, between others that are.
@Suite(.serialized) struct GarbageCommandTests {
    /// A record's place, as dead letters name it.
    struct Place: Hashable {
        var partition: String
        var offset: String
    }

    @Test func `every bad record is a dead letter byte for byte, and every good one counts`() async throws {
        let seed: UInt64 = 20_240_101
        try await Scene.play { scene in
            let cluster = try await scene.kafka(
                topics: "logistics:5", pipelines: try Pipelines.parcelSteps(in: scene))
            var garbage = Garbage(seed: seed)
            var random = SplitMix64(seed: seed)
            var records: [Cluster.Record] = []
            var bad: [Place: Cluster.Record] = [:]
            var good = 0, tombstones = 0, empty = 0
            var ends = [Int](repeating: 0, count: 4)
            for _ in 0..<4200 {
                let partition = Int.random(in: 0..<4, using: &random)
                var record = Cluster.Record(
                    partition: Int32(partition), key: [UInt8(partition), 0xFE], value: nil)
                switch Int.random(in: 0..<100, using: &random) {
                case 0..<48:
                    record.value = garbage.next()
                    if Bool.random(using: &random) { record.key = nil }
                    bad[Place(partition: "\(partition)", offset: "\(ends[partition])")] = record
                case 48..<96:
                    record.value = Array(ParcelStep(number: good).json.utf8)
                    good += 1
                case 96..<98: tombstones += 1
                default:
                    record.value = []
                    empty += 1
                }
                ends[partition] += 1
                records.append(record)
            }
            try cluster.write(records, to: "logistics")
            let worker = try scene.credence(
                "worker", "-b", cluster.bootstrap, "--json", "--status-interval", "0.2", "--pipelines",
                try Pipelines.parcelSteps(in: scene))
            let metrics = try cluster.reader(of: "credence.metrics")
            try await metrics.read("finals") { try $0.finalCount(of: "steps_daily") >= good }
            #expect(try metrics.records.finalCount(of: "steps_daily") == good, "seed \(seed)")
            let dead = try cluster.reader(of: "credence.dead-letters")
            try await dead.read("dead letters") { $0.count >= bad.count }
            let letters = dead.records
            #expect(letters.count == bad.count, "seed \(seed)")
            for letter in letters { try check(letter, bad, seed) }
            #expect(Set(letters.map { Self.place(of: $0) }) == Set(bad.keys), "seed \(seed)")

            let large = Array(repeating: UInt8(ascii: "x"), count: 10 << 20)
            try cluster.write([Cluster.Record(partition: 4, key: [7], value: large)], to: "logistics")
            try await dead.read("the large dead letter") { $0.contains { $0.value?.count == large.count } }
            let letter = try #require(dead.records.last)
            #expect(letter.value == large && letter.key == [7])
            #expect(Self.place(of: letter) == Place(partition: "4", offset: "0"))
            worker.send(SIGTERM)
            #expect(try await worker.end() == 0)
            let source = try #require(worker.lastStatus?.pipelines.first?.sources.first)
            #expect(
                source
                    == SourceStatus(
                        source: "logistics", read: records.count + 1, used: good,
                        filtered: tombstones + empty,
                        duplicate: 0, late: 0, dead_letters: bad.count + 1, tombstones: tombstones,
                        empty: empty),
                "seed \(seed)")
        }
    }

    @Test func `the worker's memory does not grow with the garbage it has seen`() async throws {
        try await Scene.play { scene in
            let cluster = try await scene.kafka(
                topics: "logistics:8", pipelines: try Pipelines.parcelSteps(in: scene))
            let worker = try scene.credence(
                "worker", "-b", cluster.bootstrap, "--json", "--status-interval", "0.2", "--pipelines",
                try Pipelines.parcelSteps(in: scene))
            var garbage = Garbage(seed: 7)
            var sizes: [Int] = []
            let (rounds, megabytes) = (12, 16)
            for round in 1...rounds {
                // Records of 16 kB, so that keeping them, or anything for each, would show.
                let records = (0..<megabytes * 64).map {
                    Cluster.Record(partition: Int32($0 % 8), value: garbage.bytes(count: 16_384))
                }
                try cluster.write(records, to: "logistics")
                try await Patience.wait("for round \(round)", report: { worker.report }) {
                    worker.lastStatus?.pipelines.first?.sources.first?.dead_letters == round * records.count
                }
                sizes.append(try Self.residentMegabytes(of: worker))
            }
            // The first rounds fill the buffers; after them there were 8 x 16 MB more.
            let filled = try #require(sizes[2..<4].max())
            let last = try #require(sizes.suffix(2).min())
            #expect(last - filled < 4 * megabytes, "megabytes after each round: \(sizes)")
            worker.send(SIGTERM)
            #expect(try await worker.end() == 0)
        }
    }

    private func check(_ letter: TailRecord, _ bad: [Place: Cluster.Record], _ seed: UInt64) throws {
        let place = Self.place(of: letter)
        let record = try #require(bad[place], "\(place) of seed \(seed) is no garbage")
        #expect(letter.value == record.value, "\(place), seed \(seed)")
        #expect(letter.key == record.key, "\(place), seed \(seed)")
        #expect(Self.header("credence-topic", of: letter) == "logistics")
        #expect(Self.header("credence-pipeline", of: letter) == "parcel-steps")
        #expect(Self.header("credence-error-code", of: letter) != "")
        #expect(Self.header("credence-error", of: letter) != "")
    }

    private static func place(of letter: TailRecord) -> Place {
        Place(
            partition: header("credence-partition", of: letter), offset: header("credence-offset", of: letter)
        )
    }

    private static func header(_ name: String, of letter: TailRecord) -> String {
        String(decoding: (letter.headers.first { $0.name == name }?.value ?? nil) ?? [], as: UTF8.self)
    }

    private static func residentMegabytes(of program: Program) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(program.id)/status", encoding: .utf8)
        let line = try #require(status.firstMatch(of: /VmRSS:\s*([0-9]+) kB/))
        return (Int(line.1) ?? 0) / 1024
    }
}
