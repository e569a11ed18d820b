import EventModel
import Simulation

/// The smallest worker that is exactly right: it copies `in` to `out`, partition by partition, and its positions with it.
final class CopyingWorker {
    /// Mistakes that a log has to bring to light.
    enum Mistake {
        case forgetsToAskForPositions, readsOnWhenLost
    }

    let process = MemoryProcess()
    private let log: MemoryLog
    private let name: String
    private let mistake: Mistake?
    private let group: MemoryGroup
    private let fetcher: MemoryFetcher
    private var writer: MemoryWriter
    private var hasJoined = false
    private var mustReplaceWriter = false
    private var held: Set<Int32> = []
    // Where each partition that is read goes on; the others have to be looked up.
    private var next: [Int32: Int64] = [:]
    private let records = FetchedRecords(capacity: 16)

    init(log: MemoryLog, name: String, mistake: Mistake?) {
        self.log = log
        self.name = name
        self.mistake = mistake
        group = MemoryGroup(log: log, group: "g", instance: name, process: process)
        fetcher = MemoryFetcher(log: log, readers: 1, process: process)
        writer = MemoryWriter(log: log, name: name, process: process)
    }

    /// One step; what fails is tried again in the next one.
    func step() {
        do throws(LogFailure) {
            if !hasJoined {
                try fetcher.open(["in"])
                try group.join(["tasks"])
                hasJoined = true
            }
            for notice in group.poll(waitMilliseconds: 0) { try take(notice) }
        } catch { return }
        do throws(TransactionFailure) {
            try replaceWriter()
            do throws(LogFailure) { try startReading() } catch { return }
            try copy()
        } catch {
            startOver()
        }
    }

    private func take(_ notice: GroupNotice) throws(LogFailure) {
        switch notice {
        case .assigned(let places): held.formUnion(places.map(\.partition))
        case .revoked(let places):
            drop(places)
            while !process.isCrashed {
                do throws(LogFailure) { return try group.release(places) } catch { continue }
            }
        case .lost(let places): if mistake != .readsOnWhenLost { drop(places) }
        case .failed: break
        }
    }

    private func drop(_ places: [TopicPartition]) {
        held.subtract(places.map(\.partition))
        for place in places { next[place.partition] = nil }
        stop(places.map(\.partition))
    }

    private func stop(_ partitions: some Sequence<Int32>) {
        let places = partitions.map { TopicPartition(topic: "in", partition: $0) }
        while !process.isCrashed {
            do throws(LogFailure) { return try fetcher.stop(places) } catch { continue }
        }
    }

    private func replaceWriter() throws(TransactionFailure) {
        guard mustReplaceWriter else { return }
        writer.close()
        writer = MemoryWriter(log: log, name: name, process: process)
        // Nothing of the writer before can be written later than this.
        try writer.begin()
        try writer.abort()
        mustReplaceWriter = false
    }

    private func startReading() throws(LogFailure) {
        let missing = held.filter { next[$0] == nil }.sorted()
        guard !missing.isEmpty else { return }
        let found = try group.committed(
            missing.map { .init(topic: "tasks", partition: $0) }, waitMilliseconds: 0)
        let starts = missing.map { partition in
            let offset = found[.init(topic: "tasks", partition: partition)]?.offset ?? 0
            return PartitionStart(
                partition: .init(topic: "in", partition: partition), offset: .at(offset), reader: 0)
        }
        try fetcher.start(starts)
        for start in starts {
            if case .at(let offset) = start.offset { next[start.partition.partition] = offset }
        }
    }

    private func copy() throws(TransactionFailure) {
        do throws(LogFailure) { try fetcher.readers[0].fetch(into: records, waitMilliseconds: 0) } catch {
            return
        }
        guard records.count > 0 else { return }
        var outgoing = OutgoingRecords()
        let topic = outgoing.index(ofTopic: "out")
        var ends = next
        for run in records.runs {
            for place in run.range {
                outgoing.append(
                    topicIndex: topic, partition: run.partition, key: nil,
                    value: records.records[place].valueBytes)
            }
            ends[run.partition] = records.records[run.range.upperBound - 1].offset + 1
        }
        try writer.begin()
        try writer.send(outgoing)
        let positions = records.runs.map(\.partition).map {
            (TopicPartition(topic: "tasks", partition: $0), CommittedPosition(offset: ends[$0] ?? 0))
        }
        try writer.commit(
            Dictionary(positions) { $1 }, by: group.membership, waitMilliseconds: 0)
        next = ends
    }

    // What is in memory is worth nothing now: positions are asked for, and a new writer goes on.
    private func startOver() {
        if mistake != .forgetsToAskForPositions {
            stop(held)
            next = [:]
        }
        mustReplaceWriter = true
    }
}

/// Copying workers on one log, everything from a seed.
struct CopyingRun {
    static let partitions = 4
    static let recordCount = 50
    private(set) var taken: [ScriptedFault] = []
    /// Values and offsets of `in` and `out`, by partition.
    private(set) var input: [[String]] = []
    private(set) var output: [[String]] = []
    private(set) var crashes = 0

    init(seed: UInt64, script: [ScriptedFault]? = nil, mistake: CopyingWorker.Mistake? = nil) {
        let bench = Bench(
            partitions: Self.partitions,
            faults: script.map { FaultPlan(script: $0) } ?? Self.plan(seed))
        var random = SplitMix64(seed: ~seed)
        bench.log.create("in", partitions: Self.partitions)
        var workers = (0..<3).map { CopyingWorker(log: bench.log, name: "w\($0)", mistake: mistake) }
        for number in 0..<300 {
            if number == 200 { bench.log.faults.stop() }
            if number < 150, number % 3 == 0 { publish(number / 3, bench.log, &random) }
            // A worker may be stopped for a while; the log's time goes on.
            let pause = number < 200 && random.next() % 100 == 0
            bench.clock.advance(byMilliseconds: pause ? 11_000 : number < 200 ? 20 : 1_000)
            let asleep = pause ? Int.random(in: 0..<3, using: &random) : nil
            for place in workers.indices.shuffled(using: &random) where place != asleep {
                workers[place].step()
                guard workers[place].process.isCrashed else { continue }
                crashes += 1
                workers[place] = CopyingWorker(log: bench.log, name: "w\(place)", mistake: mistake)
            }
        }
        taken = bench.log.faults.taken
        input = Self.values("in", bench.log)
        output = Self.values("out", bench.log)
    }

    var isRight: Bool { input == output && input.joined().count == Self.recordCount }

    private static func plan(_ seed: UInt64) -> FaultPlan {
        var rates = FaultRates()
        (rates.crash, rates.failure, rates.unknown, rates.expiry) = (0.004, 0.02, 0.06, 0.004)
        return FaultPlan(seed: seed, rates: rates)
    }

    private func publish(_ number: Int, _ log: MemoryLog, _ random: inout SplitMix64) {
        log.publish(
            StoredRecord(key: nil, value: Array("\(number)".utf8)), to: "in",
            partition: Int.random(in: 0..<Self.partitions, using: &random))
    }

    private static func values(_ topic: String, _ log: MemoryLog) -> [[String]] {
        (0..<partitions).map { partition in log.records(of: topic, partition: partition).map(\.valueText) }
    }
}
