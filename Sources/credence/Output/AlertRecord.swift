import Foundation

/// What `credence alerts` shows of a record of the alert topic.
struct AlertRecord: Decodable {
    struct Body: Decodable {
        var rule: String
        var state: String
        var severity: String
        var entity: [String: String]
        var value: Double?
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
        let about = data.summary ?? data.value.map { "value \($0)" } ?? ""
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

    var pipeline: String
    var metric: String
    var key: [String: String]
    var window: Window
    var final: Bool
    var partial: Bool
    var value: Double?
    var values: [String: Double?]

    func line() -> String {
        let kind = final ? "final      " : "provisional"
        let key = Console.plain(
            key.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " "))
        let numbers = values.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.text($0.value))" }
        return [
            "\(window.start)..\(window.end)", Console.paint(kind, final ? .green : .grey), metric, key,
            "value=\(Self.text(value))", numbers.joined(separator: " "), partial ? "partial" : "",
        ].joined(separator: "  ")
    }

    static func text(_ value: Double?) -> String {
        guard let value else { return "–" }
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
        return String((value * 10_000).rounded() / 10_000)
    }
}
