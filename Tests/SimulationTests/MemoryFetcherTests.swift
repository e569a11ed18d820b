import EventModel
import Simulation
import Testing

@Suite struct MemoryFetcherTests {
    private let bench = Bench()

    private func publish(_ texts: String..., partition: Int = 0) {
        for text in texts {
            bench.log.publish(
                StoredRecord(key: nil, value: Array(text.utf8)), to: "out", partition: partition)
        }
    }

    private func start(_ fetcher: MemoryFetcher, _ offset: StartOffset) throws {
        try fetcher.start([.init(partition: Bench.place, offset: offset, reader: 0)])
    }

    @Test func `reading begins where it is told and ends where it is told`() throws {
        publish("a", "b", "c")
        let fetcher = MemoryFetcher(log: bench.log, readers: 1)
        try fetcher.open(["tasks", "out"])
        try start(fetcher, .at(1))
        #expect(try fetcher.texts() == ["b", "c"])
        try start(fetcher, .end)
        publish("d")
        #expect(try fetcher.texts() == ["d"])
        try start(fetcher, .beginning)
        try fetcher.stop([Bench.place])
        #expect(try fetcher.texts().isEmpty)
    }

    @Test func `the end is told at the last stable offset, once`() throws {
        publish("a")
        let (group, writer) = (try bench.group(), bench.writer())
        try writer.begin()
        try writer.send("b")
        let fetcher = try bench.reader(partitions: 1)
        let records = FetchedRecords(capacity: 8)
        let end = [PartitionNotice.reachedEnd(topicIndex: 0, partition: 0)]
        try fetcher.readers[0].fetch(into: records, waitMilliseconds: 0)
        #expect(records.count == 1 && records.notices == end)
        try fetcher.readers[0].fetch(into: records, waitMilliseconds: 0)
        #expect(records.count == 0 && records.notices.isEmpty)
        try writer.commit(by: group)
        try fetcher.readers[0].fetch(into: records, waitMilliseconds: 0)
        #expect(records.count == 1 && records.records[0].offset == 1 && records.notices == end)
    }

    @Test func `deleted records are reported, and an offset beyond the end is a failure`() throws {
        publish("a", "b", "c")
        let topics = MemoryTopics(log: bench.log)
        try topics.deleteRecords(before: 2, of: Bench.place)
        #expect(throws: LogFailure.self) { try topics.deleteRecords(before: 4, of: Bench.place) }
        let fetcher = MemoryFetcher(log: bench.log, readers: 1)
        try fetcher.open(["out"])
        try start(fetcher, .at(1))
        let records = FetchedRecords(capacity: 8)
        try fetcher.readers[0].fetch(into: records, waitMilliseconds: 0)
        #expect(records.count == 1)
        #expect(records.notices.first == .truncated(topicIndex: 0, partition: 0, from: 1, to: 2))
        try start(fetcher, .at(4))
        #expect(fetcher.takeFailures().map(\.code) == ["OFFSET_OUT_OF_RANGE"])
        #expect(fetcher.takeFailures().isEmpty)
    }

    @Test func `a partition may be silent or behind for a while`() throws {
        let fetcher = try bench.reader(partitions: 1)
        publish("a")
        bench.log.disturb(.fetch, .pause(5, 100))
        #expect(try fetcher.texts().isEmpty)
        bench.clock.advance(byMilliseconds: 100)
        #expect(try fetcher.texts() == ["a"])
        bench.log.disturb(.fetch, .hide(0, 100))
        #expect(try fetcher.texts().isEmpty)
        publish("b")
        #expect(try fetcher.texts().isEmpty)
        bench.clock.advance(byMilliseconds: 100)
        #expect(try fetcher.texts() == ["b"])
    }

    @Test func `a fetch may be short, and in an order of its own`() throws {
        let fetcher = try bench.reader()
        publish("a", "b")
        publish("c", "d", partition: 1)
        bench.log.disturb(.fetch, .short(3))
        let records = FetchedRecords(capacity: 8)
        try fetcher.readers[0].fetch(into: records, waitMilliseconds: 0)
        #expect(records.count == 3)
        var firsts: Set<Int32> = []
        for seed in 0..<10 {
            let fetcher = try bench.reader()
            bench.log.disturb(.fetch, .shuffle(UInt64(seed)))
            try fetcher.readers[0].fetch(into: records, waitMilliseconds: 0)
            #expect(records.count == 4 && records.runs.count == 2)
            firsts.insert(records.runs[0].partition)
        }
        #expect(firsts == [0, 1])
    }
}

@Suite struct MemoryTopicsTests {
    @Test func `missing topics are made, and those that are there are looked at`() throws {
        let log = MemoryLog(isSimulated: true)
        log.create("old", partitions: 3, settings: ["cleanup.policy": "compact"])
        let topics = MemoryTopics(log: log)
        let demands = ["new", "old"].map {
            TopicDemand(
                name: $0, partitions: 2, isPartitionCountFixed: true,
                settings: ["cleanup.policy": "delete", "retention.ms": "1"])
        }
        let found = try topics.prepare(demands, waitMilliseconds: 0)
        #expect(found[0] == TopicFinding(name: "new", partitions: 2, isNew: true))
        #expect(found[1].partitions == 3 && !found[1].isNew)
        #expect(found[1].differences.map(\.setting) == ["cleanup.policy", "retention.ms"])
        #expect(found[1].differences[0].found == "compact")
        let again = try topics.prepare(demands, waitMilliseconds: 0)
        #expect(again[0] == TopicFinding(name: "new", partitions: 2, isNew: false))
    }
}

@Suite struct MemoryDiskTests {
    private func write(_ disk: MemoryDisk, _ key: UInt8, _ value: UInt8?, isSynced: Bool = false) throws {
        try disk.write([([key], value.map { [$0] })], isSynced: isSynced, by: MemoryProcess())
    }

    @Test(arguments: UInt64(0)..<20)
    func `a machine that stops keeps the first of what was not synced`(seed: UInt64) throws {
        let disk = MemoryDisk()
        try write(disk, 0, 9, isSynced: true)
        for key in UInt8(1)...5 { try write(disk, key, key) }
        try write(disk, 0, nil)
        disk.loseUnsynced(seed: seed)
        let keys = disk.keys().map { $0[0] }
        #expect(keys == Array(UInt8(1)...5) || keys == Array(0..<UInt8(keys.count)), "seed \(seed)")
    }

    @Test func `a full disk refuses, a dead process writes nothing, a flipped bit shows`() throws {
        let disk = MemoryDisk()
        disk.isFull = true
        #expect(throws: LogFailure.self) { try write(disk, 1, 1) }
        disk.isFull = false
        let process = MemoryProcess()
        process.crash()
        #expect(throws: LogFailure.self) { try disk.write([([1], [1])], by: process) }
        #expect(disk.keys().isEmpty)
        try write(disk, 1, 1)
        #expect(disk.corrupt([1], seed: 3) && disk.value(of: [1]) != [1])
        #expect(!disk.corrupt([2], seed: 3))
        disk.wipe()
        #expect(disk.keys().isEmpty)
    }
}
