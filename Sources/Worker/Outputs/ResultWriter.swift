import Dataflow
import EventModel
import Expressions
import Planning
import PipelineSpec

/// Turns what a merge task tells into records for the metric and alert topics.
final class ResultWriter: MergeOutput {
    private let plan: PipelinePlan
    private let symbols: SymbolTable
    private let fields: [[ResultFields]]
    private let scoreFields: [ResultFields]
    private let texts: [AlertTexts]
    private let topics: (metrics: Int, alerts: Int, active: Int)
    private let limit: Int
    private let tellsProvisional: Bool
    private let stampsEventTime: Bool
    private var json = JSONWriter()
    private var key = RecordKey()
    private var outgoing = OutgoingRecords()
    /// What was told, for the status.
    private(set) var finalResults = 0
    private(set) var transitions = 0

    init(plan: PipelinePlan, symbols: SymbolTable, settings: WorkerSettings) {
        self.plan = plan
        limit = settings.commitBytes
        tellsProvisional = settings.tellsProvisional
        stampsEventTime = settings.stampsEventTime
        self.symbols = symbols
        fields = plan.merge.groups.map { group in
            group.metrics.map {
                ResultFields(layout: $0.results, keyCount: group.keyNames.count, symbols: symbols)
            }
        }
        scoreFields = plan.merge.scores.map { ResultFields(layout: $0.results, symbols: symbols) }
        texts = plan.alerts.map { AlertTexts($0, symbols: symbols) }
        topics = (
            outgoing.index(ofTopic: settings.metricsTopic), outgoing.index(ofTopic: settings.alertsTopic),
            outgoing.index(ofTopic: settings.activeAlertsTopic)
        )
    }

    func tell(_ results: RowBatch, group: Int, metric: Int, kind: ResultKind) {
        if kind == .final { finalResults += results.count } else if !tellsProvisional { return }
        let name = plan.metricLabels[group][metric].name
        for row in 0..<results.count {
            // metric | key | window start in ms: what compaction keeps one record of.
            key.begin(name)
            fields[group][metric].appendKey(results, row: row, to: &key)
            key.append(results.values[1][row])
            if kind == .withdrawn {
                append(topics.metrics, value: nil, at: results.values[2][row])
                continue
            }
            writeResult(results, row, fields[group][metric], "metric", name, isFinal: kind == .final)
            append(topics.metrics, value: json.bytes, at: results.values[2][row])
        }
    }

    func tell(_ scores: RowBatch, score: Int) {
        finalResults += scores.count
        let name = plan.merge.scores[score].name
        for row in 0..<scores.count {
            // score | key | time in ms: the windows of its parts may begin at the same time for long.
            key.begin(name)
            scoreFields[score].appendKey(scores, row: row, to: &key)
            key.append(scores.values[2][row])
            writeResult(scores, row, scoreFields[score], "score", name, isFinal: true)
            append(topics.metrics, value: json.bytes, at: scores.values[2][row])
        }
    }

    func tell(_ transition: AlertTransition, entity: UnsafeRawBufferPointer) {
        transitions += 1
        let alert = plan.alerts[transition.rule]
        key.begin(alert.name)
        for part in KeyBytes.parts(of: entity) { key.append(part) }
        writeAlert(transition, entity)
        let headers = [(name: "content-type", value: Array("application/cloudevents+json".utf8))]
        let time = transition.time.milliseconds
        append(topics.alerts, value: json.bytes, at: time, headers: headers)
        append(
            topics.active, value: transition.transition == .firing ? json.bytes : nil, at: time,
            headers: transition.transition == .firing ? headers : [])
    }

    /// Whether as much has been told as one commit should hold.
    var isFull: Bool { outgoing.bytes.count >= limit }

    /// Whether nothing was told since the records were taken.
    var isEmpty: Bool { outgoing.isEmpty }

    /// Moves what was told to where records are sent from.
    func takeRecords(_ take: (OutgoingRecords) -> Void) {
        guard !outgoing.isEmpty else { return }
        take(outgoing)
        outgoing.removeAll(keepingBytes: OutgoingLimit.bytes)
    }

    private func append(
        _ topic: Int, value: [UInt8]?, at time: Int64, headers: [(name: String, value: [UInt8])] = []
    ) {
        let stamp = stampsEventTime ? time : nil
        key.bytes.withUnsafeBytes { key in
            if let value {
                value.withUnsafeBytes {
                    outgoing.append(
                        topicIndex: topic, key: key, value: $0, headers: headers, timestampMilliseconds: stamp
                    )
                }
            } else {
                outgoing.append(
                    topicIndex: topic, key: key, value: nil, headers: headers, timestampMilliseconds: stamp)
            }
        }
    }

    private func writeResult(
        _ batch: RowBatch, _ row: Int, _ fields: ResultFields, _ kind: StaticString, _ name: String,
        isFinal: Bool
    ) {
        json.removeAll()
        json.beginObject()
        json.name("pipeline" as StaticString)
        json.string(plan.name)
        json.name("version" as StaticString)
        json.integer(Int64(plan.version))
        json.name(kind)
        json.string(name)
        json.name("key" as StaticString)
        fields.writeKey(batch, row: row, symbols: symbols, to: &json)
        json.name("window" as StaticString)
        fields.writeWindow(batch, row: row, to: &json)
        json.name("final" as StaticString)
        json.bool(isFinal)
        json.name("partial" as StaticString)
        json.bool(batch.values[3][row] != 0)
        json.name("value" as StaticString)
        fields.writeValue(batch, row: row, to: &json)
        json.name("values" as StaticString)
        fields.writeValues(batch, row: row, to: &json)
        json.endObject()
    }

    private func writeAlert(_ transition: AlertTransition, _ entity: UnsafeRawBufferPointer) {
        let alert = plan.alerts[transition.rule]
        let id = AlertID.text(
            rule: alert.name, version: plan.version, entity: entity, startedAt: transition.startedAt)
        let state = transition.transition.rawValue
        json.removeAll()
        json.beginObject()
        json.name("specversion" as StaticString)
        json.string("1.0")
        json.name("id" as StaticString)
        json.string("\(id)-\(state)")
        json.name("source" as StaticString)
        json.string("credence/\(plan.name)")
        json.name("type" as StaticString)
        json.string("credence.alert.\(state)")
        json.name("subject" as StaticString)
        json.string("\(alert.name)/\(KeyBytes.text(of: entity))")
        json.name("time" as StaticString)
        json.time(transition.time.milliseconds)
        json.name("datacontenttype" as StaticString)
        json.string("application/json")
        json.name("data" as StaticString)
        writeAlertData(transition, id)
        json.endObject()
    }

    private func writeAlertData(_ transition: AlertTransition, _ id: String) {
        let alert = plan.alerts[transition.rule]
        let rule = plan.merge.rules[transition.rule]
        let fields = rule.score.map { scoreFields[$0] } ?? fields[rule.group][rule.metric]
        let row = transition.evidence
        json.beginObject()
        json.name("alert_id" as StaticString)
        json.string(id)
        json.name("rule" as StaticString)
        json.string(alert.name)
        json.name("pipeline" as StaticString)
        json.string(plan.name)
        json.name("version" as StaticString)
        json.integer(Int64(plan.version))
        json.name("state" as StaticString)
        json.string(transition.transition.rawValue)
        json.name("severity" as StaticString)
        json.string(alert.severity.rawValue)
        json.name("class" as StaticString)
        json.string(alert.kind.rawValue)
        json.name("entity" as StaticString)
        fields.writeKey(row, row: 0, symbols: symbols, to: &json)
        json.name("started_at" as StaticString)
        json.time(transition.startedAt.milliseconds)
        json.name(rule.score == nil ? "metric" as StaticString : "score")
        json.string(alert.metric)
        json.name("window" as StaticString)
        fields.writeWindow(row, row: 0, to: &json)
        json.name("value" as StaticString)
        fields.writeValue(row, row: 0, to: &json)
        json.name("values" as StaticString)
        fields.writeValues(row, row: 0, to: &json)
        if rule.score == nil {
            let layout = plan.merge.groups[rule.group].metrics[rule.metric].results
            writePosterior(alert, layout, row)
        }
        json.name("condition" as StaticString)
        json.string(alert.condition)
        if let detector = alert.detector, let figures = transition.figures {
            figures.write(detector: detector, to: &json)
        }
        texts[transition.rule].write(row, to: &json)
        if let runbook = alert.runbook {
            json.name("runbook" as StaticString)
            json.string(runbook)
        }
        json.endObject()
    }

    private func writePosterior(_ alert: AlertOutputPlan, _ layout: ResultLayout, _ row: RowBatch) {
        guard let prior = alert.prior, let share = layout.shareColumn else { return }
        let posterior = BetaDistribution(
            priorMean: prior.mean, weight: prior.weight, successes: row.values[share][0],
            trials: row.values[share + 1][0])
        json.name("posterior" as StaticString)
        json.beginObject()
        json.name("mean" as StaticString)
        json.double(posterior.mean)
        json.name("alpha" as StaticString)
        json.double(posterior.alpha)
        json.name("beta" as StaticString)
        json.double(posterior.beta)
        json.endObject()
    }
}
