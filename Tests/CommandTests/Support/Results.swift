import Foundation
import KafkaLog

/// A result as it lies in the metric topic.
struct ResultRecord: Decodable {
    struct Window: Decodable, Hashable {
        var start: String
        var end: String
    }

    var metric: String
    var key: [String: String]
    var window: Window
    var final: Bool
    var values: [String: Double?]

    func count(_ name: String) -> Int { Int((values[name] ?? nil) ?? 0) }
}

extension [TailRecord] {
    /// The final results of one metric.
    func finals(of metric: String) throws -> [ResultRecord] {
        let begin = [UInt8]((metric + "|").utf8)
        return try compactMap { record in
            guard let value = record.value, record.key?.starts(with: begin) == true else { return nil }
            let result = try JSONDecoder().decode(ResultRecord.self, from: Data(value))
            return result.final ? result : nil
        }
    }

    /// The sum of all final counts of a metric.
    func finalCount(of metric: String) throws -> Int {
        try finals(of: metric).reduce(0) { $0 + $1.count("count") }
    }
}

/// A line of JSON for scripts.
enum JSONLine {
    /// - Throws: when the text is no JSON object.
    static func read(_ line: some StringProtocol) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
        guard let object = value as? [String: Any] else {
            throw Overdue(what: "no JSON object", report: String(line))
        }
        return object
    }
}
