import Foundation

/// What `credence alerts` shows of a record of the alert topic.
struct AlertRecord: Decodable {
    struct Body: Decodable {
        var rule: String
        var state: String
        var severity: String
        var entity: [String: String]
        var value: ToldValue?
        var summary: String?
    }

    var time: String
    var data: Body

    /// The line of a record of the topic; `nil` when it holds no alert.
    static func line(of record: [UInt8]) -> String? {
        (try? JSONDecoder().decode(AlertRecord.self, from: Data(record)))?.line()
    }

    /// One line for people: time, state, severity, rule, entity, what is the matter.
    func line() -> String {
        let isFiring = data.state == "firing"
        let state = data.state.padding(toLength: 8, withPad: " ", startingAt: 0)
        let entity = data.entity.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(
            separator: " ")
        let about = data.summary ?? data.value.map { "value \($0.text)" } ?? ""
        let severity = data.severity.padding(toLength: 8, withPad: " ", startingAt: 0)
        return [
            Console.plain(time), Console.paint(Console.plain(state), isFiring ? .red : .green),
            Console.plain([severity, data.rule, entity, about].joined(separator: "  ")),
        ].joined(separator: "  ")
    }
}

/// What `credence metrics` and the demo show of a record of the metric topic.
struct MetricRecord: Decodable {
    struct Window: Decodable {
        var start: String
        var end: String
    }

    private enum CodingKeys: String, CodingKey {
        case pipeline, metric, score, key, window, final, partial, value, values
    }

    var pipeline: String
    /// The name of the metric or of the score.
    var metric: String
    var key: [String: String]
    var window: Window
    var final: Bool
    var partial: Bool
    /// The value if it is a number.
    var value: Double? { told.number }
    private var told: ToldValue
    private var values: [String: ToldValue]

    init(from decoder: any Decoder) throws {
        let record = try decoder.container(keyedBy: CodingKeys.self)
        pipeline = try record.decode(String.self, forKey: .pipeline)
        metric =
            try record.decodeIfPresent(String.self, forKey: .metric)
            ?? record.decode(String.self, forKey: .score)
        key = try record.decode([String: String].self, forKey: .key)
        window = try record.decode(Window.self, forKey: .window)
        final = try record.decode(Bool.self, forKey: .final)
        partial = try record.decode(Bool.self, forKey: .partial)
        told = try record.decode(ToldValue.self, forKey: .value)
        values = try record.decode([String: ToldValue].self, forKey: .values)
    }

    func line() -> String {
        let kind = final ? "final      " : "provisional"
        let key = Console.plain(
            key.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " "))
        let numbers = values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.text)" }
        return [
            "\(window.start)..\(window.end)", Console.paint(kind, final ? .green : .grey), metric, key,
            "value=\(told.text)", numbers.joined(separator: " "), partial ? "partial" : "",
        ].joined(separator: "  ")
    }
}
