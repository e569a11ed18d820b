import EventModel
import Planning
import Simulation
import Worker

/// What came out of a case.
struct CaseOutcome: Sendable {
    /// A record that was passed on because it could not be used.
    struct Reject: Sendable {
        /// `pipeline/source`
        var label: String
        var record: ToldRecord
        /// Where the event stands in the test file.
        var place: TextPlace?
    }

    /// All results as they were told, by `pipeline/metric`.
    var results: [String: [ToldRecord]] = [:]
    /// Of each window and key the newest result, by `pipeline/metric`.
    var newest: [String: [ToldRecord]] = [:]
    /// Alert transitions in the order in which they were published, by `pipeline/alert`.
    var transitions: [String: [ToldRecord]] = [:]
    var late: [Reject] = []
    var deadLetters: [Reject] = []
    /// By `pipeline/source`.
    var counts: [String: SourceCounts] = [:]

    init(_ script: CaseScript, _ test: TestCase, status: WorkerStatus?) {
        let settings = WorkerSettings()
        let prefix = settings.outputPrefix
        readResults(script.log.records(of: prefix + "metrics"))
        for record in script.log.records(of: prefix + "alerts") {
            guard let told = ToldRecord(record), let label = told.label("rule") else { continue }
            transitions[label, default: []].append(told)
        }
        late = Self.rejects(script.log.records(of: prefix + "late"), script, test)
        deadLetters = Self.rejects(script.log.records(of: prefix + "dead-letters"), script, test)
        for pipeline in status?.pipelines ?? [] {
            for source in pipeline.sources {
                var counts = source.counts
                // The record that began the topic.
                counts.read -= 1
                counts.filtered -= 1
                self.counts["\(pipeline.name)/\(source.name)"] = counts
            }
        }
    }

    private mutating func readResults(_ records: [StoredRecord]) {
        var order: [String] = []
        var last: [String: ToldRecord] = [:]
        for record in records {
            guard let told = ToldRecord(record) else {
                last[record.keyText] = nil
                continue
            }
            guard let label = (told.label("metric") ?? told.label("score")) else { continue }
            results[label, default: []].append(told)
            if last.updateValue(told, forKey: record.keyText) == nil { order.append(record.keyText) }
        }
        var seen: Set<String> = []
        for key in order where seen.insert(key).inserted {
            guard let told = last[key], let label = (told.label("metric") ?? told.label("score")) else {
                continue
            }
            newest[label, default: []].append(told)
        }
    }

    private static func rejects(
        _ records: [StoredRecord], _ script: CaseScript, _ test: TestCase
    ) -> [Reject] {
        records.compactMap { record in
            guard let topic = record.header("credence-topic"),
                let pipeline = record.header("credence-pipeline"),
                let plan = test.catalogue.plans.first(where: { $0.name == pipeline }),
                let source = plan.sources.first(where: { $0.topic == topic })
            else { return nil }
            let partition = record.header("credence-partition").flatMap { Int($0) }
            let offset = record.header("credence-offset").flatMap { Int($0) }
            let event = script.event(topic, partition: partition ?? 0, offset: offset ?? 0)
            let told = ToldRecord(fields: [
                "code": .text(record.header("credence-error-code") ?? ""),
                "message": .text(record.header("credence-error") ?? ""),
            ])
            return Reject(label: "\(pipeline)/\(source.name)", record: told, place: event?.place)
        }
    }
}
