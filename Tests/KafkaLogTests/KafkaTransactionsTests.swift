import EventModel
import Glibc
import KafkaLog
import Testing

/// The embedded cluster shows aborted records, so that what is checked here is what a writer is told, and positions.
@Suite struct KafkaTransactionsTests {
    /// A cluster with a member that owns the four partitions of `t`.
    private struct Stage {
        let kafka: EmbeddedKafka
        let owner: TaskOwner

        init(brokers: Int = 1) throws {
            kafka = try EmbeddedKafka(topics: [("t", 4), ("out", 2)], brokers: brokers)
            owner = try TaskOwner(kafka.properties())
            try owner.run { $0.held.count == 4 }
        }

        func writer(_ id: String = "w", _ more: (String, String)...) throws -> KafkaTransactions {
            var properties = kafka.properties(("retry.backoff.ms", "50"))
            for (name, value) in more { properties[name] = value }
            return try KafkaTransactions(
                properties: properties, transactionalID: id, patienceMilliseconds: 10_000)
        }

        func committed() throws -> [TopicPartition: CommittedPosition] {
            try owner.group.committed(places(4), waitMilliseconds: 10_000)
        }

        /// Sends a record and ends the transaction with a position of the first partition.
        func write(
            _ value: String, by writer: some LogWriter, offset: Int64, waitMilliseconds: Int = 10_000
        ) throws {
            var out = OutgoingRecords()
            out.add("out", partition: 0, key: nil, value: value)
            try writer.send(out)
            try writer.commit(
                [places(1)[0]: CommittedPosition(offset: offset, note: "commit \(offset)")],
                by: owner.group.membership, waitMilliseconds: waitMilliseconds)
        }
    }

    private func caught(_ body: () throws -> Void) -> TransactionFailure? {
        do { try body() } catch { return error as? TransactionFailure }
        return nil
    }

    @Test func `positions come back with their notes, and an aborted transaction leaves none`() throws {
        let stage = try Stage()
        let writer = try stage.writer()
        for round in 1...3 {
            try writer.begin()
            try stage.write("r\(round)", by: writer, offset: Int64(round))
        }
        let expected = [places(1)[0]: CommittedPosition(offset: 3, note: "commit 3")]
        #expect(try stage.committed() == expected)
        try writer.begin()
        var out = OutgoingRecords()
        out.add("out", partition: 1, key: nil, value: "never")
        try writer.send(out)
        try writer.abort()
        try writer.abort()
        #expect(try stage.committed() == expected)
        try writer.begin()
        try stage.write("r4", by: writer, offset: 4)
        #expect(try stage.committed()[places(1)[0]]?.note == "commit 4")
        let admin = try KafkaAdmin(properties: stage.kafka.properties())
        let ends = try admin.watermarks(of: [TopicPartition(topic: "out", partition: 0)])
        #expect(ends.values.first?.high == 4)
    }

    /// The embedded cluster lets two writers of one name go on; what the brokers of others say is said for it.
    @Test func `a writer that was replaced by another of its name is fenced wherever it notices`() throws {
        let stage = try Stage()
        let places: [(KafkaRequest, Int32)] = [
            (.initProducerId, 90), (.addPartitionsToTxn, 47), (.produce, 47), (.addOffsetsToTxn, 90),
            (.txnOffsetCommit, 47), (.endTxn, 90),
        ]
        for (round, (request, code)) in places.enumerated() {
            let old = try stage.writer("w\(round)")
            stage.kafka.fail(request, with: [code])
            let failure = caught {
                try old.begin()
                try stage.write("zombie", by: old, offset: 1000)
            }
            if case .fenced? = failure {} else { Issue.record("\(request): \(String(describing: failure))") }
            stage.kafka.clearFaults(of: request)
            let new = try stage.writer("w\(round)")
            try new.begin()
            try stage.write("b", by: new, offset: Int64(round))
            #expect(try stage.committed().values.map(\.offset) == [Int64(round)])
        }
    }

    /// The library throws the records away as soon as it knows, and tells of that before it tells why.
    @Test(arguments: [(47, Verdict.fenced), (29, .fatal)] as [(Int32, Verdict)])
    func `a writer whose records were thrown away is told why`(
        code: Int32, expected: Verdict
    ) throws {
        let stage = try Stage()
        let writer = try stage.writer()
        try writer.begin()
        stage.kafka.fail(.addPartitionsToTxn, with: [code])
        var out = OutgoingRecords()
        out.add("out", partition: 0, key: nil, value: "zombie")
        try writer.send(out)
        usleep(1_500_000)
        let failure = caught {
            try writer.commit(
                [places(1)[0]: CommittedPosition(offset: 1, note: "commit 1")],
                by: stage.owner.group.membership, waitMilliseconds: 10_000)
        }
        #expect(verdict(failure) == expected, "\(String(describing: failure))")
    }

    @Test func `an end that is not answered in time is unknown, and a new writer goes on`() throws {
        let stage = try Stage()
        let writer = try stage.writer()
        try writer.begin()
        stage.kafka.delay(.endTxn, broker: 1, byMilliseconds: 5000)
        let failure = caught { try stage.write("a", by: writer, offset: 1, waitMilliseconds: 700) }
        guard case .unknown(let reason)? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(reason.message.contains("of w"))
        writer.close()
        #expect(try stage.committed() == [:])
        let next = try stage.writer()
        try next.begin()
        try stage.write("a", by: next, offset: 1)
        #expect(try stage.committed()[places(1)[0]]?.offset == 1)
    }

    @Test func `errors that pass are ridden out at every step`() throws {
        let stage = try Stage(brokers: 3)
        let writer = try stage.writer()
        stage.kafka.fail(.initProducerId, with: [14, 15, 51])
        try writer.begin()
        stage.kafka.fail(.addPartitionsToTxn, with: [51, 14])
        stage.kafka.fail(.produce, with: [6, 19])
        stage.kafka.fail(.addOffsetsToTxn, with: [51, 14])
        stage.kafka.fail(.txnOffsetCommit, with: [14, 7])
        stage.kafka.fail(.endTxn, with: [14, 51, 15])
        try stage.write("a", by: writer, offset: 1, waitMilliseconds: 30_000)
        for round in 2...4 {
            stage.kafka.setCoordinator(ofTransactions: "w", broker: round % 3 + 1)
            stage.kafka.setCoordinator(ofGroup: "g", broker: (round + 1) % 3 + 1)
            try writer.begin()
            try stage.write("a", by: writer, offset: Int64(round), waitMilliseconds: 30_000)
        }
        #expect(try stage.committed()[places(1)[0]]?.note == "commit 4")
    }

    enum Verdict: Equatable { case aborted, fenced, fatal, unknown }

    private func verdict(_ failure: TransactionFailure?) -> Verdict? {
        switch failure {
        case .aborted?: .aborted
        case .fenced?: .fenced
        case .fatal?: .fatal
        case .unknown?: .unknown
        case nil: nil
        }
    }

    @Test func `what fails before the end is asked for is sorted by what can be done`() throws {
        let stage = try Stage()
        let cases: [(KafkaRequest, Int32, Verdict)] = [
            (.txnOffsetCommit, 22, .aborted), (.txnOffsetCommit, 25, .fenced),
            (.txnOffsetCommit, 82, .fenced),
            (.txnOffsetCommit, 30, .fatal), (.addOffsetsToTxn, 30, .fatal), (.produce, 87, .fatal),
            (.produce, 10, .fatal), (.addPartitionsToTxn, 29, .fatal),
        ]
        for (round, (request, code, expected)) in cases.enumerated() {
            let before = try stage.committed()
            let writer = try stage.writer("w\(round)")
            try writer.begin()
            stage.kafka.fail(request, with: [code])
            let failure = caught { try stage.write("a", by: writer, offset: 1000) }
            #expect(verdict(failure) == expected, "\(request) \(code): \(String(describing: failure))")
            try writer.abort()
            #expect(try stage.committed() == before)
            // A refused record leaves a hole in the numbers by which brokers know doublets: one more abort mends it.
            for _ in 0..<2 where try stage.committed() == before {
                try writer.begin()
                let failure = caught { try stage.write("a", by: writer, offset: Int64(round)) }
                if failure != nil { try writer.abort() }
            }
            #expect(try stage.committed().values.map(\.offset) == [Int64(round)])
        }
    }

    @Test func `an end that the brokers refuse is fenced in time, and in doubt when it came too late`() throws
    {
        let stage = try Stage()
        let writer = try stage.writer()
        try writer.begin()
        stage.kafka.fail(.endTxn, with: [47])
        guard case .fenced? = caught({ try stage.write("a", by: writer, offset: 1) }) else {
            Issue.record("not fenced")
            return
        }
        let slow = try stage.writer("s", ("transaction.timeout.ms", "1000"))
        try slow.begin()
        usleep(1_100_000)
        stage.kafka.fail(.endTxn, with: [47])
        let failure = caught { try stage.write("a", by: slow, offset: 1) }
        guard case .unknown(let reason)? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(reason.hint.contains("transaction.timeout.ms"))
    }

    @Test func `a record that is too large is fatal, with its topic and what to do`() throws {
        let stage = try Stage()
        let writer = try stage.writer("w", ("message.max.bytes", "20000"))
        try writer.begin()
        let large = String(repeating: "x", count: 30_000)
        let failure = caught { try stage.write(large, by: writer, offset: 1) }
        guard case .fatal(let reason)? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(reason.message.contains("out") && reason.hint.contains("max.message.bytes"))
        try writer.abort()
        try writer.begin()
        try stage.write("small", by: writer, offset: 1)
    }

    @Test func `a member that lost its tasks is fenced before anything is asked of the brokers`() throws {
        let stage = try Stage()
        let writer = try stage.writer()
        stage.kafka.fail(.heartbeat, with: [25])
        try stage.owner.run { !$0.lost.isEmpty }
        try writer.begin()
        let failure = caught { try stage.write("a", by: writer, offset: 1) }
        guard case .fenced? = failure else { Issue.record("\(String(describing: failure))"); return }
        try stage.owner.run { $0.held.count == 4 }
        #expect(try stage.committed() == [:])
    }

    @Test func `without transactions the same positions come back`() throws {
        let stage = try Stage()
        let writer = try KafkaAtLeastOnce(properties: stage.kafka.properties())
        for round in 1...3 {
            try writer.begin()
            try stage.write("r", by: writer, offset: Int64(round))
        }
        #expect(try stage.committed()[places(1)[0]] == CommittedPosition(offset: 3, note: "commit 3"))
    }

    @Test(arguments: [(Int32(22), true), (25, true), (27, false), (14, nil)])
    func `without transactions, too, a member that was thrown out is told`(
        code: Int32, isFenced: Bool?
    ) throws {
        let stage = try Stage()
        let writer = try KafkaAtLeastOnce(properties: stage.kafka.properties())
        stage.kafka.fail(.offsetCommit, with: [code])
        let failure = caught { try stage.write("r", by: writer, offset: 4) }
        switch (failure, isFenced) {
        case (.fenced?, true?), (.aborted?, false?), (nil, nil): break
        default: Issue.record("\(String(describing: failure))")
        }
        #expect(try stage.committed()[places(1)[0]]?.offset == (isFenced == nil ? 4 : nil))
    }
}
