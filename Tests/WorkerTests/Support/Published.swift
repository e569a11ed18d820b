import Foundation
import Simulation

/// What a run has published, in a form that can be compared.
struct Published {
    /// The final results as key, tab, payload, sorted.
    let finals: [String]
    /// The transitions of each rule and entity, in the order in which they were published.
    let alerts: [String: [String]]
    /// The newest record of each key of the topic of active alerts; tombstones are left out.
    let active: [String: String]

    init(_ log: MemoryLog, prefix: String = "credence.") {
        finals = log.records(of: prefix + "metrics").lazy
            .filter { $0.value?.withUnsafeBytes { ByteSearch.contains($0, "\"final\":true") } == true }
            .map { "\($0.keyText)\t\($0.valueText)" }.sorted()
        alerts = log.records(of: prefix + "alerts").reduce(into: [:]) {
            $0[$1.keyText, default: []].append($1.valueText)
        }
        active = log.records(of: prefix + "alerts.active").reduce(into: [:]) { active, record in
            active[record.keyText] = record.value == nil ? nil : record.valueText
        }
    }

    /// The final results, parsed.
    var results: [MetricResult] { finals.compactMap(MetricResult.init) }
    var transitions: [AlertRecord] {
        alerts.keys.sorted().flatMap { alerts[$0] ?? [] }.compactMap(AlertRecord.init)
    }
}

/// One record of the metrics topic.
struct MetricResult: Hashable {
    var recordKey: String
    var metric: String
    var key: [String: String]
    var start: String
    var end: String
    var isPartial: Bool
    var value: Double?
    var values: [String: Double]

    init?(_ line: String) {
        let parts = line.split(separator: "\t", maxSplits: 1)
        guard parts.count == 2, let object = JSON.object(String(parts[1])),
            let metric = object["metric"] as? String, let key = object["key"] as? [String: String],
            let window = object["window"] as? [String: String], let partial = object["partial"] as? Bool,
            let values = object["values"] as? [String: Any], let start = window["start"],
            let end = window["end"]
        else { return nil }
        recordKey = String(parts[0])
        self.metric = metric
        self.key = key
        self.start = start
        self.end = end
        isPartial = partial
        // Read exactly; Foundation's JSON is off by the last digit now and then.
        value = parts[1].firstRange(of: "\"value\":").flatMap {
            Double(parts[1][$0.upperBound...].prefix { $0 != "," })
        }
        self.values = values.compactMapValues { $0 as? Double }
    }

    subscript(_ name: String) -> Int { Int(values[name] ?? 0) }
}

/// One record of the alerts topic.
struct AlertRecord {
    var envelope: [String: String]
    var id: String
    var state: String
    var time: String
    var startedAt: String
    var rule: String
    var entity: [String: String]
    var summary: String?
    var values: [String: Double]
    var posterior: [String: Double]
    /// Everything it says.
    var data: [String: Any]

    init?(_ text: String) {
        guard let object = JSON.object(text), let data = object["data"] as? [String: Any],
            let id = data["alert_id"] as? String, let state = data["state"] as? String,
            let time = object["time"] as? String, let startedAt = data["started_at"] as? String,
            let rule = data["rule"] as? String, let entity = data["entity"] as? [String: String]
        else { return nil }
        envelope = object.compactMapValues { $0 as? String }
        self.id = id
        self.state = state
        self.time = time
        self.startedAt = startedAt
        self.rule = rule
        self.entity = entity
        summary = data["summary"] as? String
        values = (data["values"] as? [String: Any] ?? [:]).compactMapValues { $0 as? Double }
        posterior = data["posterior"] as? [String: Double] ?? [:]
        self.data = data
    }
}

enum JSON {
    static func object(_ text: String) -> [String: Any]? {
        try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    }
}
