import Simulation
import Testing

/// What holds for the alerts of any run.
enum AlertChecks {
    static func check(_ published: Published, log: MemoryLog) throws {
        for (key, texts) in published.alerts {
            let records = texts.compactMap(AlertRecord.init)
            #expect(records.count == texts.count, "all records of \(key) are to be read")
            for (number, record) in records.enumerated() {
                check(record, key: key, state: number.isMultiple(of: 2) ? "firing" : "resolved")
            }
            // Both ends of an episode have its id, and no other episode has it.
            for pair in stride(from: 0, to: records.count - 1, by: 2) {
                #expect(records[pair].id == records[pair + 1].id)
                #expect(records[pair].startedAt == records[pair + 1].startedAt)
            }
            #expect(Set(records.map(\.id)).count == (records.count + 1) / 2)
            #expect(Set(records.map { $0.id + $0.state }).count == records.count)
            #expect((published.active[key] != nil) == (records.last?.state == "firing"), "\(key)")
            if let active = published.active[key] { #expect(active == texts.last) }
        }
        let ids = published.transitions.filter { $0.state == "firing" }.map(\.id)
        #expect(Set(ids).count == ids.count)
        checkTombstones(log, published)
    }

    private static func check(_ record: AlertRecord, key: String, state: String) {
        #expect(record.state == state)
        #expect(record.envelope["specversion"] == "1.0")
        #expect(record.envelope["id"] == "\(record.id)-\(state)")
        #expect(record.envelope["type"] == "credence.alert.\(state)")
        #expect(record.envelope["source"] == "credence/seller-trust")
        #expect(record.envelope["datacontenttype"] == "application/json")
        let seller = record.entity["seller_id"] ?? ""
        #expect(record.envelope["subject"] == "\(record.rule)/\(seller)")
        #expect(key == "\(record.rule)|\(seller)")
        #expect(record.id.count == 32)
        // A detector fires at once, the other rule of these runs after two hours.
        #expect(
            record.data["detector"] == nil ? record.startedAt < record.time : record.startedAt <= record.time)
        #expect(record.summary?.hasPrefix(seller) == true)
        #expect(record.summary?.hasSuffix("% of due deliveries late") == true)
        #expect(record.posterior.keys.sorted() == ["alpha", "beta", "mean"])
    }

    /// The compacted topic says the same as the transitions: the record while firing, a tombstone when resolved.
    private static func checkTombstones(_ log: MemoryLog, _ published: Published) {
        var perKey: [String: [String?]] = [:]
        for record in log.records(of: "credence.alerts.active") {
            perKey[record.keyText, default: []].append(record.value == nil ? nil : record.valueText)
        }
        for (key, texts) in published.alerts {
            let expected = texts.enumerated().map { $0.offset.isMultiple(of: 2) ? $0.element : nil }
            #expect(perKey[key] == expected, "\(key)")
        }
        for record in log.records(of: "credence.alerts") {
            #expect(record.header("content-type") == "application/cloudevents+json")
        }
    }
}
