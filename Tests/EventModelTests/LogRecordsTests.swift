import EventModel
import Testing

@Suite struct OutgoingRecordsTests {
    @Test func `a tombstone, an empty payload and no key stay apart`() {
        var records = OutgoingRecords()
        let topic = records.index(ofTopic: "t")
        #expect(records.index(ofTopic: "u") == 1)
        #expect(records.index(ofTopic: "t") == topic)
        let empty = UnsafeRawBufferPointer(start: nil, count: 0)
        records.append(topicIndex: topic, key: nil, value: nil)
        records.append(topicIndex: topic, key: empty, value: empty, headers: [("h", [1, 2])])
        #expect(records.entries[0].key == nil && records.entries[0].value == nil)
        #expect(records.entries[1].key?.isEmpty == true && records.entries[1].value?.isEmpty == true)
        #expect(records.headers[records.entries[1].headers.lowerBound].value.count == 2)
        records.removeAll()
        #expect(records.isEmpty && records.bytes.isEmpty)
    }
}

@Suite struct FetchedRecordsTests {
    @Test func `records of one partition in a row are one run`() {
        let fetch = FetchedRecords(capacity: 8)
        let record = FetchedRecord(
            value: nil, valueCount: 0, key: nil, keyCount: 0, offset: 0, timestampMilliseconds: -1)
        for (topic, partition) in [(0, 1), (0, 1), (0, 2), (1, 2), (1, 2), (0, 1)] as [(Int, Int32)] {
            fetch.append(record, topicIndex: topic, partition: partition)
        }
        #expect(fetch.runs.map(\.range) == [0..<2, 2..<3, 3..<5, 5..<6])
        fetch.removeAll()
        #expect(fetch.count == 0 && fetch.runs.isEmpty)
    }
}

@Suite struct EventTimeTests {
    @Test func `advancing stops at the ends of the range`() {
        #expect(EventTime.distantPast.advanced(byMilliseconds: -1) == .distantPast)
        #expect(EventTime.distantFuture.advanced(byMilliseconds: 1) == .distantFuture)
        #expect(EventTime(milliseconds: 5).advanced(byMilliseconds: -6) == EventTime(milliseconds: -1))
    }
}
